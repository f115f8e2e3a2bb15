"""Several pictures at once: how many, what they share, and what they weigh and cost together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ideogram_desk.desktop.inspector.collecting import CollectionsGroup
from ideogram_desk.desktop.inspector.facts import of_many, of_summary
from ideogram_desk.desktop.inspector.marks import Marks
from ideogram_desk.desktop.inspector.remark import RemarkGroup
from ideogram_desk.desktop.inspector.rows import FactRows
from ideogram_desk.desktop.inspector.tagging import TagsGroup
from ideogram_desk.desktop.kit import PlainLabel, Section, named

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence
    from datetime import datetime

    from ideogram_desk.desktop.inspector.shared import Shared
    from ideogram_desk.domain.change import Summary
    from ideogram_desk.domain.job import Picture


class ManyView(QFrame):
    """The selection as a whole; each edit applies to all of it."""

    def __init__(self, memory: MutableMapping[str, bool]) -> None:
        super().__init__()
        named(self, "many_view", "Selected pictures")
        self.figure = PlainLabel("", "figure", name="many_count")
        self.caption = PlainLabel("", "dim", wrap=True, name="many_caption")
        self.facts = FactRows("many_facts", "Shared facts")
        details = Section("In common", self.facts, name="many_details", memory=memory)
        self.marks = Marks("many_marks", "many_")
        self.tags = TagsGroup("many_tags", memory)
        self.remark = RemarkGroup("many_remark", memory)
        self.collections = CollectionsGroup("many_collections", memory)
        self.edited = (self.marks, self.tags, self.remark, self.collections)
        self.sections = (details, self.tags, self.remark, self.collections)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.figure)
        head.addWidget(self.caption)
        column.addLayout(head)
        for widget in (self.marks, *self.sections):
            column.addWidget(widget)
        column.addStretch(1)

    def show_many(
        self,
        pictures: Sequence[Picture],
        count: int,
        now: datetime,
        summary: Summary | None = None,
    ) -> None:
        """`pictures` are as many as were read; what `summary` tells, it tells of all."""
        self.figure.setText(f"{count:,}")
        facts = of_many(pictures, now)
        partly = len(pictures) < count
        if summary is not None and partly:
            facts = of_summary(summary)
        said = "pictures selected"
        if summary is None and partly:
            said += f"; the facts are of {len(pictures):,} of them"
        self.caption.setText(said)
        self.facts.show_facts(facts)

    def show_shared(self, shared: Shared) -> None:
        for group in self.edited:
            group.show_shared(shared)
