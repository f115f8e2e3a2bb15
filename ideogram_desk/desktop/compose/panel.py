"""The composer: one column that shows a draft, checks it as it changes, and hands it over."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ideogram_desk.desktop.compose import rules
from ideogram_desk.desktop.compose.draft import Draft, draft_of, from_json, to_json
from ideogram_desk.desktop.compose.form import Form
from ideogram_desk.desktop.compose.generate_bar import READ, REPEAT, GenerateBar
from ideogram_desk.desktop.compose.inputs import dropped_files
from ideogram_desk.desktop.compose.question import question
from ideogram_desk.desktop.kit import named, scrolled
from ideogram_desk.domain.money import PUBLISHED, Prices
from ideogram_desk.domain.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent

    from ideogram_desk.desktop.compose.draft import Composition
    from ideogram_desk.desktop.kit_bars import Kind
    from ideogram_desk.domain.batch import Earlier

QUIET = 500  # milliseconds without a change before the draft is worth saving
_STEPS = 50  # compositions that undo can bring back


class ComposePanel(QFrame):
    """The composer.

    `generate_requested(Composition, run_next)` at the click; see `Composition` for its files. Who
    finds that the same was run before calls `ask_repeat`; `repeat_requested` is the word to do it
    all the same.
    `draft_changed` half a second after the last change: save `draft()` then, `restore()` it at
    the start. `load_request` and `change` put something else in place as one step that Ctrl+Z
    takes back and Ctrl+Shift+Z puts there again.
    """

    generate_requested = Signal(object, bool)
    repeat_requested = Signal(object, bool)
    earlier_requested = Signal(object)  # the Earlier that is to be shown
    draft_changed = Signal()
    notice_clicked = Signal()  # what it is about stands in the settings
    budget_clicked = Signal()  # or in those of money

    def __init__(
        self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        named(self, "compose_tab", "Compose")
        self.setProperty("surface", "panel")
        self.setMinimumWidth(300)
        self.setAcceptDrops(True)
        self._clock = clock
        self._sent_at = float("-inf")
        self._blocked = ""
        self._prices: Prices = PUBLISHED
        self._earlier: Earlier | None = None  # what the question is about
        self._asked_at = 0.0
        self._about_money = False  # the notice
        self._first = False  # whether it was to run next
        self._draft = Draft()
        self._former: list[Draft] = []  # to go back to, the last one first
        self._later: list[Draft] = []  # and forward again
        self.form = Form()
        self.bar = GenerateBar()
        self._lay_out()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(self.draft_changed)
        self.setFocusProxy(self.form.prompt)
        self._wire()
        self._show()

    def _lay_out(self) -> None:
        scroll = scrolled(self.form, "compose_scroll", self.form.make_room)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(self.bar)

    def _wire(self) -> None:
        self.form.edited.connect(self._edit)
        self.form.sent.connect(self.send)
        self.form.undo_asked.connect(self.undo)
        self.form.redo_asked.connect(self.redo)
        self.bar.pressed.connect(lambda: self.send(run_next=False))
        self.bar.notice_clicked.connect(self._follow_notice)
        self.bar.question.anyway_clicked.connect(self._repeat)
        self.bar.question.show_clicked.connect(self._show_earlier)
        for keys, run_next in (("Ctrl+Return", False), ("Ctrl+Shift+Return", True)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda run_next=run_next: self.send(run_next=run_next))

    def composition(self) -> Composition:
        """What a click would hand over now."""
        return rules.composition_of(self._draft)

    def problems(self) -> dict[str, str]:
        """A sentence for each field that stands in the way; {} if nothing does."""
        return rules.problems_of(self._draft)

    def send(self, run_next: bool = False) -> None:
        """Hand the composition over, unless it is refused or this is a double click."""
        if self._blocked or self.problems():
            self.form.focus_field(next(iter(self.problems()), "prompt"))
            return
        now = self._clock()
        if now - self._sent_at < REPEAT:
            return
        if self._earlier is not None:
            if now - self._asked_at >= READ:
                self._repeat()
            return
        self._sent_at = now
        self._first = run_next
        self.generate_requested.emit(self.composition(), run_next)

    def ask_repeat(self, composition: Composition, earlier: Earlier, now: datetime) -> None:
        """Ask at the button, for the same was run before; unless something else stands here now."""
        if composition == self.composition():
            self._earlier, self._asked_at = earlier, self._clock()
            self.tell("info", "")
            self.bar.question.ask(*question(earlier, now))

    def _repeat(self) -> None:
        self._unask()
        self._sent_at = self._clock()
        self.repeat_requested.emit(self.composition(), self._first)

    def _show_earlier(self) -> None:
        earlier = self._earlier
        self._unask()
        if earlier is not None:
            self.earlier_requested.emit(earlier)

    def _unask(self) -> None:
        self._earlier = None
        self.bar.question.hide()

    def draft(self) -> dict[str, Any]:
        """Everything in the composer, for autosave."""
        return to_json(self._draft)

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Put back what `draft` gave; whatever is not understood is left out."""
        self._unask()
        self._draft = from_json(saved)
        self._former.clear()
        self._later.clear()
        self._show()

    def load_request(
        self,
        request: Request,
        tags: tuple[str, ...] = (),
        files: tuple[Path, ...] = (),
        mask: Path | None = None,
    ) -> None:
        """Put a request in the place of everything; `files` are its input pictures' paths."""
        self._step(draft_of(request, tags, files, mask))

    def change(self, **fields: Any) -> None:
        """Put single fields of the draft in place: `change(prompt=…)`, `change(seed="7")`."""
        self._step(replace(self._draft, **fields))

    def undo(self) -> None:
        """Bring back the composition before the last `load_request` or `change`."""
        if self._former:
            self._later.append(self._draft)
            self._draft = self._former.pop()
            self._changed()

    def redo(self) -> None:
        """Put there again what `undo` took away, as it was edited since."""
        if self._later:
            self._former.append(self._draft)
            self._draft = self._later.pop()
            self._changed()

    @property
    def can_undo(self) -> bool:
        return bool(self._former)

    @property
    def can_redo(self) -> bool:
        return bool(self._later)

    def set_history(self, prompts: Sequence[str]) -> None:
        """Earlier prompts, the newest first."""
        self.form.prompt.set_history(prompts)

    def set_known_tags(self, tags: Sequence[str]) -> None:
        self.form.tags.set_known(tags)

    def set_sandbox(self, sandbox: bool) -> None:
        self.bar.sandbox.setVisible(sandbox)

    def set_prices(self, prices: Prices) -> None:
        """What pictures cost, as the user has it."""
        self._prices = prices
        self._show()

    def set_blocked(self, reason: str) -> None:
        """A reason from outside why nothing can be generated now; "" when it is gone."""
        self._blocked = reason
        self._show()

    def tell(self, kind: Kind, text: str, link: str = "", *, money: bool = False) -> None:
        """A notice above the button; "" takes it away. Its link leads to the settings."""
        self._about_money = money
        self.bar.notice.tell(kind, text, link)
        self.bar.notice.setVisible(bool(text))

    def _follow_notice(self) -> None:
        (self.budget_clicked if self._about_money else self.notice_clicked).emit()

    def focus_prompt(self) -> None:
        self.form.focus_field("prompt")

    def _step(self, draft: Draft) -> None:
        self._former = [*self._former[-_STEPS:], self._draft]
        self._later.clear()
        self._draft = draft
        self._changed()

    def _edit(self, fields: dict[str, Any]) -> None:
        draft = replace(self._draft, **fields)
        if draft != self._draft:
            self._later.clear()
        self._draft = draft
        self._changed()

    def _changed(self) -> None:
        self._unask()
        self._show()
        self._quiet.start()

    def _show(self) -> None:
        told = self.problems()
        empty = not self._draft.prompt.strip()
        # An empty prompt is where everybody begins: said at the button, not as an error.
        under = {k: v for k, v in told.items() if not (k == "prompt" and empty)}
        self.form.show_draft(self._draft, under, self._prices)
        request = rules.request_of(self._draft)
        reason = self._blocked or next(iter(told.values()), "")
        serious = bool(under) and not self._blocked and reason in under.values()
        self.bar.show_offer(request.count, self._prices.of(request), reason, serious=serious)

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the composer's own wherever in it the focus is, not the library's."""
        if event.type() == QEvent.Type.ShortcutOverride and _step_of(cast("QKeyEvent", event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _step_of(event)
        if step < 0:
            self.undo()
        elif step > 0:
            self.redo()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.take_files(files)

    def take_files(self, files: tuple[Path, ...]) -> None:
        """Files dropped on the composer become input pictures, where the model takes any."""
        model = rules.model_of(self._draft)
        if model.references is None:
            self.tell("info", f"{model.name} takes no input pictures; 3.0, 4.5 and 4.6 do.")
        else:
            self.form.options.offer_files(files)


def _step_of(event: QKeyEvent) -> int:
    """Which way a key goes: -1 undo, 1 redo, 0 neither."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return -1
    return 1 if event.matches(QKeySequence.StandardKey.Redo) else 0
