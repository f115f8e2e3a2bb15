"""What a campaign may carry besides: tags, metadata, and who is called back; folded at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ideogram_desk.desktop.campaign.metadata_rows import MetadataRows
from ideogram_desk.desktop.kit import Check, Section, TagEditor, named
from ideogram_desk.desktop.theme import set_role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ideogram_desk.desktop.campaign.draft import Draft

_NAME = "campaign_more_section"


class MoreFields(Section):
    """Opens by itself where one of its fields is wrong."""

    edited = Signal(dict)  # fields of the draft -> values

    def __init__(self) -> None:
        super().__init__("Tags, metadata, callback", name=_NAME, memory={_NAME: False})
        self.tags = TagEditor("campaign_tags", "Tags for the new pictures")
        self.tags.changed.connect(lambda tags: self.edited.emit({"tags": tags}))
        self.metadata = MetadataRows()
        self.metadata.changed.connect(lambda pairs: self.edited.emit({"metadata": pairs}))
        self.callback = named(
            QLineEdit(), "campaign_callback", "Callback URL", "Told of every picture of this batch"
        )
        self.callback.setPlaceholderText("https://")
        self.callback.setMaxLength(2000)
        self.callback.textEdited.connect(lambda text: self.edited.emit({"callback": text}))
        self.own_network = Check(
            "On my own machine or network",
            "Without it, callbacks go to public addresses only",
            "callback_own_network",
        )
        self.own_network.clicked.connect(lambda on: self.edited.emit({"own_network": on}))
        self._sections = {
            "tags": Section("Tags", self.tags, name="campaign_tags_section"),
            "metadata": Section("Metadata", self.metadata, name="metadata_section"),
            "callback": Section("Callback URL", self.callback, name="callback_section"),
        }
        self._sections["callback"].add(self.own_network)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for section in self._sections.values():
            column.addWidget(section)
        self.add(inside)
        self.set_open(False)

    def show_draft(self, draft: Draft) -> None:
        self.tags.set_tags(draft.tags)
        self.metadata.show_pairs(draft.metadata)
        if self.callback.text() != draft.callback:
            self.callback.setText(draft.callback)
        self.own_network.setChecked(draft.own_network)
        self.own_network.setVisible(bool(draft.callback))
        held = len(draft.tags) + len(draft.metadata) + bool(draft.callback)
        self.set_note(f"{held} set" if held else "")

    def show_problems(self, told: Mapping[str, str]) -> None:
        for field, section in self._sections.items():
            section.set_problem(told.get(field, ""))
        set_role(self.callback, "invalid", "callback" in told)
        if self._sections.keys() & told.keys() and not self.is_open:
            self.set_open(True)
