"""How the queue works: how much at once, how much is listed, and when the disk is too full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSlider, QVBoxLayout, QWidget

from ideogram_desk.base.settings import POOL
from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import PlainLabel, Stepper, named
from ideogram_desk.desktop.settings.rows import Row, column, sentence

if TYPE_CHECKING:
    from ideogram_desk.desktop.settings.choices import Choices

DOWNLOADS = (1, 8)
MOST_LISTED = 10_000
MOST_MEGABYTES = 1_000_000

_POOL = (
    "Pictures asked for at the same time. More is faster until Ideogram says it is too many; then "
    "the queue takes fewer by itself and grows back."
)
_DOWNLOADS = (
    "Finished pictures that are fetched at the same time. It holds from the next start of the "
    "program on."
)
_LISTED = (
    "How many finished jobs the queue goes on listing. The rest only leave the list: their "
    "pictures and records stay in the library."
)
_LOW_WATER = (
    "With less free room than this where the library is, nothing more is sent or paid for. "
    "The queue goes on by itself when there is room again."
)


class CountSlider(QWidget):
    """A slider with its number in words beside it."""

    def __init__(self, name: str, accessible: str, least: int, most: int) -> None:
        super().__init__()
        said = f"{accessible}, {least} to {most} (arrow keys)"
        self.slider = named(QSlider(Qt.Orientation.Horizontal), f"{name}_slider", accessible, said)
        self.slider.setRange(least, most)
        self.slider.setPageStep(1)
        self._said = PlainLabel("", name=f"{name}_said")
        self._said.setMinimumWidth(84)
        self.slider.valueChanged.connect(self._say)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.slider, 1)
        row.addWidget(self._said)
        self._say(least)

    def _say(self, value: int) -> None:
        self._said.setText(words.counted(value, "picture"))


class QueuePage(QWidget):
    """Every control takes effect as it is moved."""

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        named(self, "queue_page", "Queue")
        self._choices = choices
        pool = CountSlider("pool", "Pictures in flight", *POOL)
        downloads = CountSlider("downloads", "Downloads at the same time", *DOWNLOADS)
        self.pool, self.downloads = pool.slider, downloads.slider
        self.keep_done = _stepper("keep_done", "Finished jobs listed", MOST_LISTED, 10)
        self.keep_failed = _stepper("keep_failed", "Failed jobs listed", MOST_LISTED, 10)
        self.low_water = _stepper("low_water", "Least free room in megabytes", MOST_MEGABYTES, 128)
        self.low_water.spin.setSuffix(" MB")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(Row("Pool", column(pool, sentence(_POOL, "pool_sentence")), "pool_row"))
        part = column(downloads, sentence(_DOWNLOADS, "downloads_sentence"))
        rows.addWidget(Row("Downloads", part, "downloads_row"))
        rows.addWidget(Row("Finished jobs", self._listed_part(), "listed_row", drop=8))
        part = column(_at_left(self.low_water), sentence(_LOW_WATER, "low_water_sentence"))
        rows.addWidget(Row("Full disk", part, "low_water_row", drop=8))
        rows.addStretch(1)
        self._wire()
        choices.told.connect(self._show)
        self._show()

    def _listed_part(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        for stepper, what in ((self.keep_done, "done"), (self.keep_failed, "failed")):
            row.addWidget(stepper)
            row.addWidget(PlainLabel(what, "dim", name=f"listed_{what}_label"))
            row.addSpacing(10)
        row.addStretch(1)
        return column(row, sentence(_LISTED, "listed_sentence"))

    def _wire(self) -> None:
        change = self._choices.change
        self.pool.valueChanged.connect(lambda value: change(pool=value))
        self.downloads.valueChanged.connect(lambda value: change(download_places=value))
        self.keep_done.changed.connect(lambda value: change(keep_done=value))
        self.keep_failed.changed.connect(lambda value: change(keep_failed=value))
        self.low_water.changed.connect(lambda value: change(low_water_mb=value))

    def _show(self) -> None:
        now = self._choices.now
        self.pool.setValue(now.pool)
        self.downloads.setValue(now.download_places)
        self.keep_done.set_value(now.keep_done)
        self.keep_failed.set_value(now.keep_failed)
        self.low_water.set_value(now.low_water_mb)


def _stepper(name: str, accessible: str, most: int, step: int) -> Stepper:
    made = Stepper(f"{name}_spin", accessible, 0, most)
    made.spin.setSingleStep(step)
    made.spin.setGroupSeparatorShown(True)
    made.spin.setKeyboardTracking(False)  # not every digit on the way to 1,000 is a choice
    made.setFixedWidth(150)
    return made


def _at_left(widget: QWidget) -> QLayout:
    row = QHBoxLayout()
    row.addWidget(widget)
    row.addStretch(1)
    return row
