"""The inspector's folding groups: a prompt, the file on disk, and what went over the wire."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.inspector.diff import pieces
from ideogram_desk.desktop.inspector.facts import Fact
from ideogram_desk.desktop.inspector.passage import Passage
from ideogram_desk.desktop.inspector.rows import FactRows, copy_text
from ideogram_desk.desktop.kit import Button, PlainLabel, Section

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from ideogram_desk.domain.request import Request


class TextGroup(QWidget):
    """A passage with a link for the lines that are not shown at first."""

    def __init__(self, name: str, accessible: str, *, mono: bool = False, lines: int = 9) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.passage = Passage(f"{name}_text", accessible, mono=mono, lines=lines)
        self.more = Button("Show all", "link", tooltip="Show every line", name=f"{name}_more")
        self.more.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.more)
        row.addStretch(1)
        column.addWidget(self.passage)
        column.addLayout(row)
        self.passage.overflowed.connect(self._overflowed)
        self.more.clicked.connect(self._toggle)

    def _overflowed(self, over: bool) -> None:
        self.more.setVisible(over)
        self.more.set_text("Show less" if self.passage.is_whole else "Show all")

    def _toggle(self) -> None:
        self.passage.show_whole(not self.passage.is_whole)
        self._overflowed(over=True)


class PromptGroup(Section):
    """A prompt as it was written, with Copy."""

    def __init__(self, title: str, name: str, memory: MutableMapping[str, bool]) -> None:
        tooltip = f"Copy the {title.lower()}"
        super().__init__(title, link="Copy", link_tooltip=tooltip, name=name, memory=memory)
        self.body = TextGroup(name, title)
        self._text = ""
        self.add(self.body)
        self.set_open(self.is_open)
        self.link_clicked.connect(lambda: copy_text(self._text))

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        self._text = text
        self.body.passage.show_text(text)
        self.body.more.set_text("Show all")
        self.setVisible(bool(text))


class MagicGroup(Section):
    """The prompt that Ideogram made of ours, with the words it added marked."""

    def __init__(self, name: str, memory: MutableMapping[str, bool]) -> None:
        memory.setdefault(name, False)
        said = "Show or hide the prompt that Ideogram made of yours"
        super().__init__("Magic prompt", name=name, memory=memory, link="Show", link_tooltip=said)
        self._text = ""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.body = TextGroup(name, "Magic prompt, the added words marked")
        self._count = PlainLabel("", "label", name=f"{name}_count")
        self._copy = Button("Copy", "link", tooltip="Copy the magic prompt", name=f"{name}_copy")
        self._copy.clicked.connect(lambda: copy_text(self._text))
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self._copy)
        column.addWidget(self.body)
        column.addLayout(foot)
        self.add(inside)
        self.link_clicked.connect(lambda: self.set_open(not self.is_open))
        self.folded.connect(self._name_link)
        self.set_open(self.is_open)

    def _name_link(self, folded: bool) -> None:
        if self.link is not None:
            self.link.set_text("Show" if folded else "Hide")

    def show_prompts(self, sent: str, returned: str | None) -> None:
        self._text = returned or ""
        self.setVisible(bool(returned) and returned != sent)
        if self.isHidden():
            return
        found = pieces(sent, self._text)
        added = sum(len(piece.text.split()) for piece in found if piece.added)
        self.body.passage.show_pieces(found)
        self._count.setText(f"{words.counted(added, 'word')} added" if added else "")


class RawGroup(Section):
    """The request and the answer as JSON, and the ids: last, and folded until asked for."""

    answer_wanted = Signal(str)  # a job's id

    def __init__(self, name: str, memory: MutableMapping[str, bool]) -> None:
        memory.setdefault(name, False)
        super().__init__("Request, answer, ids", name=name, memory=memory)
        self._job = self._asked = ""
        self._request, self._answer = "", ""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.ids = FactRows(f"{name}_ids", "Ids")
        self.request_body = self._part(column, "Request JSON", f"{name}_request")
        self.answer_body = self._part(column, "Answer JSON", f"{name}_answer")
        column.addWidget(self.ids)
        self.add(inside)
        self.folded.connect(lambda _folded: self._ask())
        self.set_open(self.is_open)

    def _part(self, column: QVBoxLayout, title: str, name: str) -> TextGroup:
        body = TextGroup(name, title, mono=True, lines=14)
        head = QHBoxLayout()
        head.addWidget(PlainLabel(title, "label"), 1)
        link = Button("Copy", "link", tooltip=f"Copy the {title}", name=f"{name}_copy")
        link.clicked.connect(lambda: copy_text(self._answer if "answer" in name else self._request))
        head.addWidget(link)
        column.addLayout(head)
        column.addWidget(body)
        return body

    def show_raw(self, job: str, request: Request | None, ids: dict[str, str]) -> None:
        """What is known at once; the answer is asked for when the group is open."""
        self._request = pretty(request.to_json().encode()) if request is not None else ""
        self.request_body.passage.show_text(self._request)
        self.ids.show_facts(
            [
                Fact(key, key.replace("_", " ").capitalize(), value, mono=True)
                for key, value in ids.items()
                if value
            ]
        )
        if job != self._job:
            self._job, self._asked, self._answer = job, "", ""
            self.answer_body.passage.show_text("Looking it up …")
        elif not self._answer:  # it may have come since
            self._asked = ""
        self._ask()

    def _ask(self) -> None:
        if self.is_open and self._job and self._asked != self._job:
            self._asked = self._job
            self.answer_wanted.emit(self._job)

    def set_answer(self, job: str, body: bytes) -> None:
        if job == self._job:
            self._answer = pretty(body)
            self.answer_body.passage.show_text(self._answer or "There is no answer yet.")


def pretty(body: bytes) -> str:
    """JSON with indents; whatever is no JSON as the text that it is."""
    text = body.decode("utf-8-sig", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
