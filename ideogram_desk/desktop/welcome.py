"""What an empty library shows: two ways to begin, and prompts to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import Button, FlowLayout, PlainLabel, heading, named, slug
from ideogram_desk.desktop.settings.key_field import KeyField
from ideogram_desk.desktop.theme import set_role, tokens_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

    from ideogram_desk.desktop.theme import Theme

SAMPLES: Mapping[str, str] = {
    "Travel poster": (
        "A vintage travel poster of Lisbon at golden hour, tram 28 climbing the hill, the text "
        "“LISBOA” in bold condensed letters, screen-print texture"
    ),
    "Coffee bag": (
        "A coffee bag on a warm gradient ground, the words “FRESH ROAST” in bold condensed type, "
        "screen-print look, studio light"
    ),
    "App icon": (
        "A minimal app icon of a paper boat on a calm sea, flat vector, two colours, rounded square"
    ),
    "Book cover": (
        "A book cover for a quiet science fiction novel titled “THE LONG TIDE”, a lone "
        "lighthouse under two moons, risograph grain"
    ),
}
_WIDEST = 660
_NARROW = 520  # below this the two ways to begin stand one above the other
_SENTENCE = (
    "Ideogram Desk makes pictures with Ideogram and keeps every one of them on this computer, "
    "with its prompt, its seed and its cost."
)


class _Choice(QFrame):
    """One way to begin: icon, title, sentence, and the control that takes it."""

    def __init__(self, name: str, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        named(self, name, title)
        self.setProperty("surface", "card")
        self._icon = icon
        self._sign = PlainLabel(name=f"{name}_sign")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 16, 16, 16)
        self.column.setSpacing(8)
        self.column.addWidget(self._sign)
        self.column.addWidget(heading(title, f"{name}_title", wrap=True))
        self.column.addWidget(PlainLabel(sentence, "dim", wrap=True, name=f"{name}_sentence"))
        self.column.addStretch(1)
        self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap(self._icon, tokens_now().accent, 20, ratio))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_sign"):
            self._draw()


class Welcome(QWidget):
    """The first thing a new user sees; the window decides when it goes."""

    key_entered = Signal(str)  # answered by `key_saved` or `key_failed`
    sandbox_chosen = Signal()
    sample_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "welcome", "Welcome")
        self._theme = theme
        self.title = PlainLabel("", "title", wrap=True, name="welcome_title")
        self.sentence = PlainLabel(_SENTENCE, "dim", wrap=True, name="welcome_sentence")
        self.field = KeyField("welcome_key_edit", "Paste your key")
        self.save = Button("Save", "primary", tooltip="Keep this key", name="welcome_save_button")
        self.progress = named(QProgressBar(), "welcome_progress", "Saving the key")
        self.progress.setRange(0, 0)
        self.said = PlainLabel("", "bad", wrap=True, name="welcome_said")
        self.sandbox = Button(
            "Use the sandbox",
            tooltip="Try everything without a key; nothing is billed",
            name="welcome_sandbox_button",
        )
        self.choices = self._make_choices()
        self._samples = self._make_samples()
        self._lay_out()
        self.field.textChanged.connect(self._refresh)
        self.field.returnPressed.connect(self.save.click)
        self.save.clicked.connect(self._save)
        self.sandbox.clicked.connect(self.sandbox_chosen)
        self._busy = False
        self._tell("")
        self.set_ready(ready=False)

    def _make_choices(self) -> QWidget:
        key = _Choice(
            "welcome_key",
            "key-round",
            "Enter your Ideogram key",
            "Pictures come from Ideogram and are billed by Ideogram. The key stays in this "
            "system's keyring. You get one at ideogram.ai, under API.",
        )
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        row.addWidget(self.save)
        key.column.addLayout(row)
        key.column.addWidget(self.progress)
        trial = _Choice(
            "welcome_sandbox",
            "layers",
            "Try it in the sandbox",
            "Free, nothing is billed, and nothing leaves this computer: the pictures are drawn "
            "on this machine. You can enter a key at any time.",
        )
        trial.column.addWidget(self.sandbox)
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        self.progress.hide()
        trial.column.addSpacing(12)  # the buttons of both stand on one line
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 8, 0, 8)
        self._grid, self._pair, self._stacked = grid, (key, trial), False
        self._place_choices()
        return made

    def _place_choices(self) -> None:
        """Side by side, or one above the other where the window is narrow."""
        key, trial = self._pair
        second = (2, 0) if self._stacked else (0, 1)
        self._grid.addWidget(key, 0, 0)
        self._grid.addWidget(self.said, 1, 0)  # under the card: the buttons stay side by side
        self._grid.addWidget(trial, *second)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if self._stacked else 1)
        self._grid.setHorizontalSpacing(0 if self._stacked else 16)
        self._grid.setVerticalSpacing(12 if self._stacked else 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < _NARROW
        if stacked != self._stacked:
            self._stacked = stacked
            self._place_choices()

    def _make_samples(self) -> QWidget:
        made = QWidget()
        flow = FlowLayout(made)
        for title, prompt in SAMPLES.items():
            chip = Button(title, "chip", tooltip=prompt, name=slug("sample", title))
            chip.clicked.connect(lambda _checked=False, prompt=prompt: self._choose(prompt))
            flow.addWidget(chip)
        return made

    def _choose(self, prompt: str) -> None:
        self.sample_chosen.emit(prompt)

    def _lay_out(self) -> None:
        card = QWidget()
        card.setMaximumWidth(_WIDEST)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 24, 24, 24)
        inside.setSpacing(8)
        for widget in (self.title, self.sentence, self.choices):
            inside.addWidget(widget)
        inside.addSpacing(8)
        inside.addWidget(PlainLabel("Prompts to begin with", "label", name="samples_title"))
        inside.addWidget(self._samples)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 1000)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)

    def set_ready(self, *, ready: bool) -> None:
        """Whether pictures can be made: there is a key, or the sandbox was chosen."""
        self.title.setText("Your pictures will appear here" if ready else "Make your first picture")
        self.sentence.setVisible(not ready)
        self.choices.setVisible(not ready)
        self._refresh()

    def key_saved(self) -> None:
        self._busy = False
        self.field.clear()
        self._tell("")
        self.set_ready(ready=True)

    def key_failed(self, sentence: str) -> None:
        self._busy = False
        set_role(self.field, "invalid", value=True)
        self._tell(sentence)
        self._refresh()

    def _save(self) -> None:
        if self.save.isEnabled():
            self._busy = True
            self._tell("")
            self._refresh()
            self.key_entered.emit(self.field.key)

    def _refresh(self) -> None:
        if not self.said.text():
            set_role(self.field, "invalid", value=False)
        self.save.setEnabled(bool(self.field.key) and not self._busy)
        self.progress.setVisible(self._busy)

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
