"""Several pictures at once: how many, what they share, and what they weigh and cost together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ideogram_desk.desktop.inspector.facts import of_many
from ideogram_desk.desktop.inspector.picture_view import Tags
from ideogram_desk.desktop.inspector.rows import FactRows
from ideogram_desk.desktop.kit import PlainLabel, Section, named

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence
    from datetime import datetime

    from ideogram_desk.domain.job import Picture


class ManyView(QFrame):
    """The selection as a whole."""

    def __init__(self, memory: MutableMapping[str, bool]) -> None:
        super().__init__()
        named(self, "many_view", "Selected pictures")
        self.figure = PlainLabel("", "figure", name="many_count")
        self.caption = PlainLabel("", "dim", wrap=True, name="many_caption")
        self.facts = FactRows("many_facts", "Shared facts")
        details = Section("In common", self.facts, name="many_details", memory=memory)
        self.tags = Tags("many_tags", memory)
        self.sections = (details, self.tags)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.figure)
        head.addWidget(self.caption)
        column.addLayout(head)
        column.addWidget(details)
        column.addWidget(self.tags)
        column.addStretch(1)

    def show_many(self, pictures: Sequence[Picture], count: int, now: datetime) -> None:
        self.figure.setText(f"{count:,}")
        said = "pictures selected"
        if len(pictures) < count:
            said += f"; the facts are of {len(pictures):,} of them"
        self.caption.setText(said)
        self.facts.show_facts(of_many(pictures, now))
        shared = set.intersection(*(set(p.tags) for p in pictures)) if pictures else set()
        self.tags.show_tags(sorted(shared))
