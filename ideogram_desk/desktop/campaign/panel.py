"""The Batch tab: one column that shows a campaign as it is written, and hands it over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ideogram_desk.desktop.campaign import draft as drafts
from ideogram_desk.desktop.campaign.foot import QueueBar
from ideogram_desk.desktop.campaign.form import CampaignForm
from ideogram_desk.desktop.campaign.outlook import Outlook
from ideogram_desk.desktop.compose.inputs import dropped_files
from ideogram_desk.desktop.kit import Toast, named, scrolled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from ideogram_desk.desktop.campaign.draft import Draft
    from ideogram_desk.desktop.kit_bars import Kind

QUIET = 500  # milliseconds without a change before the draft is worth saving
SAID = 4  # seconds that a word about what was done stays
_STEPS = 50  # drafts that undo can bring back
_ALL_RUN = "All of it has been run already. Turn off “Skip prompts already run” to run it again."


class BatchPanel(QFrame):
    """The Batch tab.

    `edited` at once after every change: work the draft out and give it back by `show_outlook`.
    `draft_changed` half a second after the last: save `state()` then, `restore()` it at the start.
    """

    edited = Signal()
    draft_changed = Signal()
    queue_requested = Signal()
    import_requested = Signal()
    files_dropped = Signal(list)
    text_pasted = Signal(str)
    notice_clicked = Signal()
    budget_clicked = Signal()  # it is the day's budget that stands in the way
    blocked_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "batch_tab", "Batch")
        self.setProperty("surface", "panel")
        self.setMinimumWidth(300)
        self.setAcceptDrops(True)
        self._draft = drafts.first_draft()
        self._former: list[Draft] = []
        self._outlook: Outlook | None = None
        self._blocked = ""
        self._busy = False
        self.form = CampaignForm()
        self.bar = QueueBar()
        self._lay_out()
        self.toast = Toast(self.upper, "batch_toast")  # never over the button
        self._take_back: Callable[[], None] = self.undo
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(self.draft_changed)
        self.setFocusProxy(self.form.name)
        self._wire()
        self.form.show_draft(self._draft)
        self._judge()

    def _lay_out(self) -> None:
        scroll = self.upper = scrolled(self.form, "batch_scroll", self.form.make_room)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(self.bar)

    def _wire(self) -> None:
        form = self.form
        form.edited.connect(self._edit)
        form.sent.connect(self.send)
        form.undo_asked.connect(self.undo)
        form.import_clicked.connect(self.import_requested)
        form.rows_removed.connect(self.offer_undo)
        form.said.connect(lambda said: self.toast.tell(said, "", SAID))
        self.toast.acted.connect(self._act)
        self.bar.pressed.connect(self.send)
        self.bar.notice_clicked.connect(self.notice_clicked)
        for keys, do in (
            (QKeySequence("Ctrl+Return"), self.send),
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            (QKeySequence(QKeySequence.StandardKey.Paste), self._paste),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    # --- the draft ---------------------------------------------------------------------------

    @property
    def draft(self) -> Draft:
        return self._draft

    def state(self) -> dict[str, Any]:
        """Everything in the tab, for autosave."""
        return drafts.to_json(self._draft)

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Put back what `state` gave; whatever is not understood is left out."""
        self._former.clear()
        self._put(drafts.from_json(saved))

    def load(self, draft: Draft, said: str = "") -> None:
        """Put a campaign in the place of everything, as one step that undo takes back."""
        self._step()
        self._put(draft)
        if said:
            self.offer_undo(said)

    def offer_undo(self, said: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was done, and take it back at a click: the draft's last step if not `undo`."""
        self._take_back = undo or self.undo
        self.toast.tell(said)

    def _act(self) -> None:
        self._take_back()

    def undo(self) -> None:
        """Bring back the campaign as it was before the last load or removal."""
        if self._former:
            self.toast.hide()
            self._put(self._former.pop())

    @property
    def can_undo(self) -> bool:
        return bool(self._former)

    def _step(self) -> None:
        self._former = [*self._former[-_STEPS:], self._draft]

    def _edit(self, fields: dict[str, Any]) -> None:
        changed = replace(self._draft, **fields)
        if len(changed.products) != len(self._draft.products) or len(changed.formats) < len(
            self._draft.formats
        ):
            self._step()
        self._put(changed)

    def _put(self, draft: Draft) -> None:
        self._draft = draft
        self.form.show_draft(draft)
        self.form.templates.set_own_name(draft.name.strip())
        self._quiet.start()
        self.edited.emit()

    # --- what it comes to --------------------------------------------------------------------

    def show_outlook(self, outlook: Outlook) -> None:
        """What the draft has been worked out to be."""
        self._outlook = outlook
        self.form.set_prices(outlook.prices)
        self._judge()

    @property
    def outlook(self) -> Outlook | None:
        """What is shown; None before the first."""
        return self._outlook

    def set_blocked(self, reason: str) -> None:
        """A reason from outside why nothing can be queued now; "" when it is gone."""
        self._blocked = reason
        self._judge()
        self.blocked_changed.emit()

    @property
    def blocked(self) -> str:
        return self._blocked

    def set_busy(self, busy: bool) -> None:
        """While a batch is being queued no other can be."""
        self._busy = busy
        self._judge()

    def set_sandbox(self, sandbox: bool) -> None:
        self.bar.sandbox.setVisible(sandbox)

    def tell(self, kind: Kind, text: str, link: str = "") -> None:
        """A notice above the button; "" takes it away. Its link is `notice_clicked`."""
        self.bar.notice.tell(kind, text, link)
        self.bar.notice.setVisible(bool(text))

    def _judge(self) -> None:
        outlook = self._outlook
        if outlook is None:
            self.bar.show_offer(Outlook().offer, 0, self._blocked or "…", serious=False)
            return
        told = outlook.problems
        draft = outlook.draft
        # Where everybody begins is said at the button, not as an error.
        blank = {
            "campaign": not draft.name.strip(),
            "prompt": not draft.prompt.strip(),
            "products": not draft.products,
            "formats": not draft.formats,
        }
        under = {field: text for field, text in told.items() if not blank.get(field)}
        note = ""
        if outlook.twins and not told:
            note = (
                f"{outlook.twins:,} of {len(outlook.cells):,} cells ask for the same as another; "
                "put {product} and {format} into the template."
            )
        self.form.show_problems(under, note)
        reason = self._blocked or next(iter(told.values()), "")
        if self._busy:
            reason = "Queueing…"
        serious = bool(reason) and not self._blocked and reason in under.values()
        if not reason and not outlook.offer.images:
            reason = _ALL_RUN
        known = sum(print_ in outlook.earlier for print_ in outlook.fingerprints)
        self.bar.show_offer(outlook.offer, known, reason, serious=serious)

    def send(self) -> None:
        """Ask for the batch to be queued, or go to what stands in the way."""
        if self.bar.button.isEnabled():
            self.queue_requested.emit()
        elif self._outlook is not None and self._outlook.problems:
            self.form.focus_field(next(iter(self._outlook.problems)))

    def focus_first(self) -> None:
        self.form.focus_field("campaign")

    # --- files and lists ---------------------------------------------------------------------

    def _paste(self) -> None:
        """A list pasted where no field has the focus."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.text_pasted.emit(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(list(files))
