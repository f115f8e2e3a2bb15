"""The middle of the Batch tab: the campaign's name and sums, its matrix, or an import's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ideogram_desk.desktop.campaign.cell_words import orders_for, summary, tally
from ideogram_desk.desktop.campaign.matrix import MatrixView
from ideogram_desk.desktop.campaign.matrix_model import MatrixModel
from ideogram_desk.desktop.campaign.popovers import AskPopover, EditPopover
from ideogram_desk.desktop.campaign.report import ImportReport
from ideogram_desk.desktop.compose.inputs import dropped_files
from ideogram_desk.desktop.kit import Button, Notice, PlainLabel, Toast, named
from ideogram_desk.desktop.words import dollars
from ideogram_desk.domain.job import JobState

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent

    from ideogram_desk.desktop.campaign.board import Board, Place
    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.desktop.kit_bars import Kind
    from ideogram_desk.desktop.theme import Theme

TALLY_REST = 60  # milliseconds: a burst of steps is counted once
_EMPTY = "Add products and formats at the left: each pair becomes a cell here."


class CampaignView(QWidget):
    """Shows a board; tells what its cells and buttons are asked to do."""

    open_requested = Signal(int)  # a picture's number
    preview_requested = Signal(int)
    show_requested = Signal(int)  # in the library
    ordered = Signal(str, str)  # "cancel", "retry" or "again", and the job
    edited = Signal(str, str)  # job, prompt
    pause_toggled = Signal(bool)  # True: pause
    retry_failed_clicked = Signal()
    files_dropped = Signal(list)
    text_pasted = Signal(str)
    back_clicked = Signal()  # to the batch that an edit took out of sight

    def __init__(self, theme: Theme, loader: ThumbnailLoader) -> None:
        super().__init__()
        named(self, "campaign_view", "Campaign")
        self.setAcceptDrops(True)
        self.cells = MatrixModel(self)
        self.matrix = MatrixView(self.cells, loader, theme)
        self.report = ImportReport()
        self._budget: int | None = None
        self._images = self._cost = 0
        self._paused = False
        self._left = ""
        self._place: Place | None = None  # of the cell that a popover belongs to
        self._lay_out()
        self.edit = EditPopover(self.matrix)
        self.again = AskPopover(self.matrix)
        self.toast = Toast(self, "campaign_toast")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(TALLY_REST)
        self._rest.timeout.connect(self._count)
        self._wire()
        self.set_title("")
        self._count()

    def _lay_out(self) -> None:
        self.title = PlainLabel("", "title", elide=True, name="campaign_title")
        self.sums = PlainLabel("", "dim", elide=True, name="campaign_sums")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sums)
        self.pause = Button("Pause", icon="pause", tooltip="Pause the queue", name="campaign_pause")
        self.retry = Button(
            "Retry failed",
            tooltip="Every failed cell once more; none that may have been paid for",
            name="campaign_retry_failed",
        )
        self.back = Button("Back to the batch", icon="arrow-left", name="campaign_back")
        self.back.hide()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addLayout(words, 1)
        head.addWidget(self.back)
        head.addWidget(self.pause)
        head.addWidget(self.retry)
        self.notice = Notice(name="campaign_notice")
        self.notice.hide()
        self.empty = PlainLabel(_EMPTY, "dim", wrap=True, name="campaign_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for page in (self.matrix, self.empty, self.report):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self.stack, 1)

    def _wire(self) -> None:
        self.matrix.ordered.connect(self._take_order)
        self.matrix.menu_wanted.connect(self._open_menu)
        self.matrix.moved.connect(self._follow)
        self.cells.tally_changed.connect(self._count_soon)
        self.cells.modelAboutToBeReset.connect(self._close_popovers)
        self.edit.edited.connect(self.edited)
        self.again.agreed.connect(lambda job: self.ordered.emit("again", job))
        self.pause.clicked.connect(lambda: self.pause_toggled.emit(not self._paused))
        self.retry.clicked.connect(self.retry_failed_clicked)
        self.back.clicked.connect(self.back_clicked)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.matrix)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(lambda: self.text_pasted.emit(QGuiApplication.clipboard().text()))

    # --- what is shown -----------------------------------------------------------------------

    def set_title(self, name: str) -> None:
        self.title.setText(name or "Campaign without a name")

    def show_draft(self, name: str, board: Board, images: int, cost: int) -> None:
        """What would be queued."""
        self._images, self._cost = images, cost
        self._show(name, board)

    def show_batch(self, name: str, board: Board, budget: int | None) -> None:
        self._budget = budget
        self._show(name, board)

    def _show(self, name: str, board: Board) -> None:
        self.set_title(name)
        self.cells.show(board)
        self._count()
        self.show_matrix()

    def show_matrix(self) -> None:
        board = self.cells.board
        page = self.matrix if board.rows and board.columns else self.empty
        self.stack.setCurrentWidget(page)
        self._count()

    def show_report(self) -> None:
        self._close_popovers()
        self.stack.setCurrentWidget(self.report)
        self._count()

    @property
    def reports(self) -> bool:
        return self.stack.currentWidget() is self.report

    def set_paused(self, paused: bool) -> None:
        self._paused = paused
        self.pause.set_text("Resume" if paused else "Pause")
        self.pause.set_icon("play" if paused else "pause")
        self.pause.setToolTip("Go on with the queue" if paused else "Pause the queue")

    def set_left(self, name: str) -> None:
        """The batch that goes on out of sight; "" if there is none."""
        said = f"“{name}” goes on as it was queued"
        self._left = name
        named(self.back, "campaign_back", f"Back to the batch {name}", said)
        self._count()

    def tell(self, kind: Kind, text: str) -> None:
        """A notice above the matrix; "" takes it away."""
        self.notice.tell(kind, text)
        self.notice.setVisible(bool(text))

    def _count_soon(self) -> None:
        if not self._rest.isActive():  # else a long burst would never be counted
            self._rest.start()

    def _count(self) -> None:
        self._rest.stop()
        board, reports = self.cells.board, self.reports
        if board.queued:
            self.sums.setText(tally(board, self._budget))
        else:
            self.sums.setText(summary(self._images, self._cost))
        self.back.setVisible(bool(self._left) and not board.queued and not reports)
        self.pause.setVisible(board.queued and not reports)
        self.retry.setVisible(board.queued and not reports)
        self.retry.setEnabled(board.states[JobState.FAILED] > 0)
        for part in (self.title, self.sums):
            part.setVisible(not reports)

    # --- what is asked for -------------------------------------------------------------------

    def _take_order(self, order: str, row: int, column: int) -> None:
        place = (row, column)
        spot = self.cells.board.spot(place)
        shapes = self.cells.shapes(spot)
        match order:
            case "open" | "preview" | "show" if shapes or (spot.earlier and spot.earlier.numbers):
                number = shapes[0][0] if shapes else spot.earlier.numbers[0]  # type: ignore[union-attr]
                tell = {
                    "open": self.open_requested,
                    "preview": self.preview_requested,
                    "show": self.show_requested,
                }[order]
                tell.emit(number)
            case "edit" if spot.job is not None:
                self._place = place
                job, reason = spot.job, spot.job.reason
                self.again.hide()
                price = dollars(spot.price)
                self.edit.ask(job.id, job.request.prompt, reason, price, self._cell(place))
            case "again" if spot.job is not None:
                self._place = place
                names = (self.cells.board.rows[row][:60], self.cells.board.columns[column].name)
                what = ", ".join(filter(None, names))
                self.edit.hide()
                self.again.ask(spot.job.id, what, dollars(spot.price), self._cell(place))
            case "copy_prompt":
                QGuiApplication.clipboard().setText(spot.prompt)
                self.toast.tell("Prompt copied", "", 3)
            case "cancel" | "retry" if spot.job is not None:
                self.ordered.emit(order, spot.job.id)

    def make_menu(self, row: int, column: int) -> QMenu:
        """What can be done with a cell."""
        spot = self.cells.board.spot((row, column))
        shapes = self.cells.shapes(spot)
        menu = QMenu(self)
        menu.setObjectName("campaign_menu")
        for order, words in orders_for(spot, has_picture=bool(shapes)):
            action = menu.addAction(words.replace("&", "&&"))
            action.setObjectName(f"{order}_action")
            action.triggered.connect(
                lambda _on=False, order=order: self._take_order(order, row, column)
            )
        return menu

    def _open_menu(self, at: QPoint, row: int, column: int) -> None:
        menu = self.make_menu(row, column)
        menu.aboutToHide.connect(menu.deleteLater)
        if menu.actions():
            menu.popup(at)

    def close_edit(self) -> None:
        """What it asked for is done."""
        self.edit.leave()

    def _cell(self, place: Place) -> QRect:
        """Where a cell is, in the matrix's own coordinates."""
        index = self.cells.index(*place)
        self.matrix.scrollTo(index)
        rect = self.matrix.cell_rect(self.matrix.visualRect(index), place[1])
        return rect.translated(self.matrix.viewport().pos())

    def _follow(self) -> None:
        if self._place is None or not hasattr(self, "again"):
            return
        index = self.cells.index(*self._place)
        at = self.matrix.visualRect(index).translated(self.matrix.viewport().pos())
        for popover in (self.edit, self.again):
            if popover.isVisible():
                popover.stand_at(at)

    def _close_popovers(self) -> None:
        self._place = None
        for popover in (self.edit, self.again):
            if popover.isVisible():
                popover.leave()

    # --- files -------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(list(files))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()
