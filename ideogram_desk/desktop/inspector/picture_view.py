"""Everything about one picture, in the order in which people look; what one may say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop.inspector import wording
from ideogram_desk.desktop.inspector.collecting import CollectionsGroup
from ideogram_desk.desktop.inspector.facts import of_picture
from ideogram_desk.desktop.inspector.groups import MagicGroup, PromptGroup, RawGroup
from ideogram_desk.desktop.inspector.marks import Marks
from ideogram_desk.desktop.inspector.preview import Preview
from ideogram_desk.desktop.inspector.remark import RemarkGroup
from ideogram_desk.desktop.inspector.rows import FactRows
from ideogram_desk.desktop.inspector.tagging import TagsGroup
from ideogram_desk.desktop.kit import Button, Notice, PlainLabel, Section, named, tip
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QImage, QPixmap

    from ideogram_desk.desktop.inspector.shared import Shared
    from ideogram_desk.domain.job import Picture

_STATES = {
    PictureState.EXPECTED: "Still being made.",
    PictureState.READY: "Made and paid for; its file is being fetched.",
    PictureState.WITHHELD: "Withheld by Ideogram's safety check. It was paid for.",
    PictureState.ABSENT: "The answer held fewer pictures than were asked for.",
    PictureState.LOST: "Paid for, but the picture could not be fetched.",
}
_SIGNS = {PictureState.WITHHELD: "eye-off", PictureState.LOST: "circle-alert"}


def state_line(picture: Picture) -> str:
    """Why this is not simply a picture; "" where it is one."""
    said = _STATES.get(picture.state, "")
    if not said and picture.is_safe is False:
        said = "Ideogram marked this picture as unsafe."
    if not said and picture.missing:
        said = "Its file was looked for and is not there."
    if picture.trashed:
        said = f"It is in the trash. {said}".strip()
    return " ".join(part for part in (said, picture.note) if part)


def ratio_of(picture: Picture) -> float:
    if picture.width and picture.height:
        return picture.width / picture.height
    try:
        return catalogue.ratio(picture.request.aspect or "1:1")
    except (ValueError, ZeroDivisionError):
        return 1.0


class FileGroup(Section):
    """The file on disk: its name, and the ways to it."""

    reveal_requested = Signal(object)  # a Path
    copy_file_requested = Signal(object)

    def __init__(self, name: str, memory: MutableMapping[str, bool]) -> None:
        super().__init__("File", name=name, memory=memory)
        self._path: Path | None = None
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.file_name = PlainLabel(elide=True, selectable=True, name="file_name")
        self.reveal = Button(
            "Show in folder",
            icon="folder-open",
            tooltip="Show the file in its folder",
            name="show_in_folder_button",
        )
        self.copy = Button(
            "Copy file",
            icon="copy",
            tooltip="Copy the file, to paste it elsewhere",
            name="copy_file_button",
        )
        self.reveal.clicked.connect(lambda: self.reveal_requested.emit(self._path))
        self.copy.clicked.connect(lambda: self.copy_file_requested.emit(self._path))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.reveal, 1)
        row.addWidget(self.copy, 1)
        column.addWidget(self.file_name)
        column.addLayout(row)
        self.add(inside)
        self.set_open(self.is_open)

    def show_path(self, path: Path | None) -> None:
        self._path = path
        self.setVisible(path is not None)
        if path is not None:
            shown = wording.visible(path.name)
            self.file_name.setText(shown)
            self.file_name.setAccessibleName(f"File name: {shown}")
            for widget in (self.reveal, self.file_name):
                widget.setToolTip(tip(wording.visible(str(path))))


class PictureView(QFrame):
    """One picture's record, from preview to raw JSON; its marks, tags, note, collections edited."""

    rerun_requested = Signal(int)  # a picture's number

    def __init__(self, memory: MutableMapping[str, bool]) -> None:
        super().__init__()
        named(self, "picture_view", "Selected picture")
        self._number = -1
        self.preview = Preview()
        self.state = Notice("warn", name="picture_state")
        self.marks = Marks("inspector_marks")
        self.prompt = PromptGroup("Prompt", "inspector_prompt", memory)
        self.magic = MagicGroup("inspector_magic", memory)
        self.negative = PromptGroup("Negative prompt", "inspector_negative", memory)
        self.facts = FactRows("inspector_facts", "Facts")
        details = Section("Details", self.facts, name="inspector_details", memory=memory)
        self.tags = TagsGroup("inspector_tags", memory)
        self.remark = RemarkGroup("inspector_remark", memory)
        self.collections = CollectionsGroup("inspector_collections", memory)
        self.rerun = Button(
            "Edit & rerun",
            icon="rotate-ccw",
            tooltip="Load all of this into the composer, as one step that undo takes back",
            name="rerun_button",
        )
        self.rerun.clicked.connect(lambda: self.rerun_requested.emit(self._number))
        self.file = FileGroup("inspector_file", memory)
        self.raw = RawGroup("inspector_raw", memory)
        self.edited = (self.marks, self.tags, self.remark, self.collections)
        self.sections = (
            self.prompt, self.magic, self.negative, details, self.tags, self.remark,
            self.collections, self.file, self.raw,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        above = (self.preview, self.state, self.marks, *self.sections[:-2], self.rerun)
        for widget in (*above, self.file, self.raw):
            column.addWidget(widget)
        column.addStretch(1)

    def show_picture(
        self,
        picture: Picture,
        image: QImage | QPixmap | None,
        path: Path | None,
        now: datetime,
    ) -> None:
        self._number = picture.number
        sign = _SIGNS.get(picture.state, "image")
        self.preview.show_image(image, ratio_of(picture), sign)
        said = state_line(picture)
        self.state.setVisible(bool(said))
        self.state.tell("warn", said)
        self.prompt.show_text(picture.request.prompt)
        self.magic.show_prompts(picture.request.prompt, picture.expanded_prompt)
        self.negative.show_text(picture.request.negative)
        self.facts.show_facts(of_picture(picture, now))
        self.file.show_path(path)
        ids = {"picture_id": picture.id, "job_id": picture.job}
        self.raw.show_raw(picture.job, picture.request, ids)

    def show_shared(self, shared: Shared) -> None:
        for group in self.edited:
            group.show_shared(shared)
