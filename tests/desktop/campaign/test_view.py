"""The matrix on the screen: what it paints, what its keys and buttons do, what it says."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible

from ideogram_desk.desktop.campaign.board import board_of_batch, board_of_draft, columns_of
from ideogram_desk.desktop.campaign.draft import campaign_of, first_draft
from ideogram_desk.desktop.campaign.matrix_canvas import HIGH, MOST, cell_size
from ideogram_desk.desktop.campaign.outlook import make_offer, with_earlier, work_out
from ideogram_desk.domain.batch import Batch, BatchKind, Earlier
from ideogram_desk.domain.batch_columns import RowError
from ideogram_desk.domain.campaign import Format
from ideogram_desk.domain.job import Job, JobState, PictureState
from ideogram_desk.domain.money import PUBLISHED

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIRST = first_draft()
STATES = (
    JobState.DONE,
    JobState.ACCEPTED,
    JobState.QUEUED,
    JobState.REFUSED,
    JobState.UNSURE,
    JobState.WITHHELD,
)


def jobs_of(outlook, states):
    return [
        Job(number, f"j{number}", state, "Why.", cell.job.request, NOW, batch="b",
            metadata=cell.job.metadata, changed_at=NOW)
        for number, (cell, state) in enumerate(zip(outlook.cells, states, strict=False), 1)
    ]  # fmt: skip


def picture(number):
    return SimpleNamespace(number=number, width=1024, height=1024, state=PictureState.STORED)


@pytest.fixture
def board():
    outlook = work_out(FIRST, PUBLISHED)
    batch = Batch(1, "b", "Q1", BatchKind.CAMPAIGN, NOW, campaign_of(FIRST).to_json())
    return board_of_batch(batch, jobs_of(outlook, STATES), PUBLISHED, outlook)


@pytest.fixture
def shown(view, board):
    view.show_batch("Q1", board, None)
    view.matrix.viewport().repaint()
    view.cells.set_pictures(view.cells.take_wanted(), {"j1": [picture(7)]})
    view.matrix.setFocus()
    return view


def go_to(view, row, column):
    view.matrix.setCurrentIndex(view.cells.index(row, column))


def painted(view, monkeypatch):
    seen = []
    paint = view.matrix.paint_cell
    monkeypatch.setattr(
        view.matrix, "paint_cell",
        lambda painter, rect, index: (seen.append(index.row()), paint(painter, rect, index)),
    )  # fmt: skip
    view.matrix.viewport().repaint()
    return seen


def test_a_cell_has_its_formats_shape():
    campaign = campaign_of(FIRST)
    square, tall, wide = (cell_size(column, is_list=False) for column in columns_of(campaign))
    assert square.width() == square.height() == HIGH
    assert tall.height() == HIGH
    assert tall.width() == 96
    assert wide.width() / wide.height() == pytest.approx(16 / 9, rel=0.01)
    (banner,) = columns_of(replace(campaign, formats=(Format("banner", "3:1"),)))
    assert cell_size(banner, is_list=False).width() == MOST


def test_of_ten_thousand_rows_only_those_in_sight_are_painted(view, monkeypatch):
    draft = replace(FIRST, products=tuple(f"Product {n}" for n in range(3000)))
    outlook = work_out(draft, PUBLISHED)
    view.show_draft("Big", board_of_draft(outlook), 9000, 1)
    assert len(set(painted(view, monkeypatch))) < 6
    view.matrix.verticalScrollBar().setValue(view.matrix.verticalScrollBar().maximum())
    assert 2999 in painted(view, monkeypatch)


def test_the_names_stay_while_the_cells_scroll(view, board):
    columns = tuple(replace(board.columns[0], name=f"format {n}") for n in range(20))
    spots = board.spots[:1] * 40
    view.show_batch("Wide", replace(board, columns=columns, spots=spots, places={}), None)
    head = view.matrix.verticalHeader().x()
    view.matrix.horizontalScrollBar().setValue(500)
    assert view.matrix.verticalHeader().x() == head
    assert view.matrix.horizontalScrollBar().maximum() > 500


def test_a_step_of_one_job_repaints_one_cell(shown, board, monkeypatch):
    job = board.spots[2].job
    seen = []
    shown.cells.dataChanged.connect(
        lambda top, low: seen.append((top.row(), top.column(), low.row(), low.column()))
    )
    shown.cells.apply(replace(job, state=JobState.SENDING))
    assert seen == [(0, 2, 0, 2)]


def test_the_same_board_again_does_not_scroll_or_move_the_focus(view):
    draft = replace(FIRST, products=tuple(f"Product {n}" for n in range(300)))
    outlook = work_out(draft, PUBLISHED)
    view.show_draft("Big", board_of_draft(outlook), 1, 1)
    go_to(view, 200, 1)
    at = view.matrix.verticalScrollBar().value()
    assert at > 0
    view.show_draft("Big", board_of_draft(outlook), 1, 1)
    assert view.matrix.verticalScrollBar().value() == at
    assert view.matrix.currentIndex().row() == 200


def test_a_bar_moves_only_while_something_is_under_way(shown, board):
    shown.matrix.viewport().repaint()
    assert shown.matrix._clock.isActive()
    for place in ((0, 1), (0, 2)):
        shown.cells.apply(replace(board.spot(place).job, state=JobState.CANCELLED))
    shown.matrix.viewport().repaint()
    assert not shown.matrix._clock.isActive()


# --- keys ------------------------------------------------------------------------------------


def test_enter_and_space_open_the_picture_of_a_cell(shown, qtbot):
    opened, previewed = [], []
    shown.open_requested.connect(opened.append)
    shown.preview_requested.connect(previewed.append)
    go_to(shown, 0, 0)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_Return)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_Space)
    go_to(shown, 0, 2)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_Return)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_Space)
    assert (opened, previewed) == ([7], [7])


def test_arrows_move_the_focus_from_cell_to_cell(shown, qtbot):
    go_to(shown, 0, 0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(shown.matrix, key)
    index = shown.matrix.currentIndex()
    assert (index.row(), index.column()) == (1, 0)


def test_enter_on_an_unsure_cell_is_the_users_word_to_send_it_again(shown, qtbot):
    orders = []
    shown.ordered.connect(lambda order, job: orders.append((order, job)))
    go_to(shown, 1, 1)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_Return)
    assert orders == [("retry", "j5")]


def test_r_does_nothing_where_there_is_nothing_to_run_again(shown, qtbot):
    go_to(shown, 0, 2)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_R)
    assert shown.again.isHidden()
    go_to(shown, 1, 2)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_R)
    assert shown.again.isVisible()


def test_escape_leaves_the_editor_and_gives_the_focus_back(shown, qtbot):
    go_to(shown, 1, 0)
    qtbot.keyClick(shown.matrix, Qt.Key.Key_Return)
    assert shown.edit.isVisible()
    assert shown.matrix.rect().contains(shown.edit.geometry())
    qtbot.keyClick(shown.edit.text, Qt.Key.Key_Escape)
    assert shown.edit.isHidden()
    assert shown.matrix.hasFocus()


def test_an_empty_prompt_cannot_be_queued_again_and_says_so(shown, qtbot):
    told = []
    shown.edited.connect(lambda *what: told.append(what))
    shown._take_order("edit", 1, 0)
    shown.edit.text.replace_text("  ")
    qtbot.keyClick(shown.edit.text, Qt.Key.Key_Return)
    assert (told, shown.edit.why.text()) == ([], "Write a prompt.")
    shown.edit.text.replace_text("a mild fox")
    qtbot.keyClick(shown.edit.text, Qt.Key.Key_Return)
    assert told == [("j4", "a mild fox")]


# --- pointer ---------------------------------------------------------------------------------


def button_centre(view, row, column):
    from ideogram_desk.desktop.campaign.cell_words import words_of

    matrix, index = view.matrix, view.cells.index(row, column)
    rect = matrix.cell_rect(matrix.visualRect(index), column)
    words = words_of(view.cells.spot_at(index), NOW)
    return matrix.painter.blocks(rect, words).button.center()


def test_the_button_in_a_cell_can_be_pressed_and_shows_that_it_can(shown, qtbot):
    at = button_centre(shown, 1, 0)
    viewport = shown.matrix.viewport()
    qtbot.mouseMove(viewport, at)
    assert viewport.cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert shown.edit.isVisible()


def test_what_was_run_already_can_be_shown(view, qtbot):
    outlook = work_out(FIRST, PUBLISHED)
    earlier = {outlook.fingerprints[0]: Earlier("old", NOW, JobState.DONE, (9,))}
    view.show_draft("Q1", board_of_draft(with_earlier(outlook, earlier)), 5, 1)
    view.matrix.viewport().repaint()
    view.cells.set_pictures(view.cells.take_wanted(), {"old": [picture(9)]})
    shown = []
    view.show_requested.connect(shown.append)
    matrix = view.matrix
    rect = matrix.cell_rect(matrix.visualRect(view.cells.index(0, 0)), 0)
    at = matrix.painter.badge_rect(rect, matrix.earlier_words(rect), low=True).center()
    qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown == [9]


def test_the_menu_offers_what_fits_the_cell(shown):
    def menu(row, column):
        actions = shown.make_menu(row, column).actions()
        return [action.text().partition("\t")[0] for action in actions]

    assert menu(0, 0) == [
        "Open", "Preview", "Show in library", "Re-run this cell ($0.08)…", "Copy prompt",
    ]  # fmt: skip
    assert menu(0, 2) == ["Cancel", "Copy prompt"]
    assert menu(1, 0) == ["Edit && retry…", "Copy prompt"]
    assert menu(1, 1) == ["Try again, may cost up to $0.08", "Copy prompt"]


# --- for who listens -------------------------------------------------------------------------


def test_every_cell_says_where_it_is_and_how_it_stands(shown):
    said = shown.cells.told(shown.cells.index(1, 0))
    assert said == "Mobile payment app, social-square: Prompt was refused, Why., Edit & retry"
    interface = QAccessible.queryAccessibleInterface(shown.matrix)
    assert interface.text(QAccessible.Text.Name) == "Campaign matrix"
    role = Qt.ItemDataRole.AccessibleTextRole
    assert shown.cells.index(0, 0).data(role).endswith("blog-hero: Queued") is False
    assert shown.cells.index(0, 2).data(role).endswith("blog-hero: Queued")


def test_a_model_of_nothing_is_empty(view):
    assert view.cells.rowCount() == 0
    assert view.cells.data(QModelIndex()) is None
    assert view.empty.isVisible() or view.stack.currentWidget() is view.matrix


# --- the report ------------------------------------------------------------------------------


def test_a_report_lists_every_error_without_a_widget_each(view):
    errors = [RowError(n, "model", "“9.9” is not known.") for n in range(10_000)]
    view.report.show_file("list.csv", errors, ["Unknown column."])
    view.show_report()
    assert view.report.model.rowCount() == 10_000
    assert view.report.warnings.text() == "Unknown column."
    assert view.title.isHidden()


def test_a_report_without_a_good_row_cannot_be_queued_and_says_why(view):
    view.report.show_file("list.csv", [RowError(2, "prompt", "Empty.")], [])
    offer = make_offer([], [], {}, PUBLISHED, skip=True)
    view.report.show_offer(offer, 0, 1, skip=True, blocked="")
    assert not view.report.queue.isEnabled()
    assert view.report.words.text() == "No row is fine · 1 is not"
    assert view.report.problem.text() == "Nothing can be queued."
