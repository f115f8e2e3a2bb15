"""The panel: search, what stands there when nothing does, events, menu and orders."""

from array import array
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.gallery.panel import GalleryPanel
from ideogram_desk.domain.events import JobChanged, JobsAdded, PicturesChanged, QueueChanged
from ideogram_desk.domain.job import JobState, PictureState
from tests.desktop.gallery.conftest import NOW, FakeSource, jpeg


class Stand:
    def __init__(self, qtbot, count, thumbnails, tasks, theme, files):
        self.source = FakeSource(count)
        self.tasks = tasks
        self.panel = GalleryPanel(self.source, thumbnails, tasks, theme, files, now=lambda: NOW)
        qtbot.addWidget(self.panel)
        self.panel.resize(820, 700)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    def load(self):
        self.tasks.start(self.panel.load())
        self.settle()

    def settle(self):
        for _turn in range(6):
            self.tasks.run_all()
            self.panel.listed.flush()
            self.panel.view.viewport().repaint()
            heading = self.panel.heading
            if heading.rest.isActive():
                heading.rest.stop()
                heading.look()

    def type(self, text):
        self.panel.bar.edit.setText(text)
        self.panel.bar.tell()

    def choose(self, *rows):
        view = self.panel.view
        for row in rows:
            only = QItemSelectionModel.SelectionFlag.Select
            if row == rows[0]:
                only = QItemSelectionModel.SelectionFlag.ClearAndSelect
            view.selectionModel().setCurrentIndex(view.index_of(row), only)

    def page(self):
        return self.panel._stack.currentWidget()

    def numbers(self):
        return list(self.panel.listed.slice(0, self.panel.listed.rowCount()))


@pytest.fixture
def stand(qtbot, thumbnails, tasks, theme, files):
    made = []

    def make(count=300):
        made.append(Stand(qtbot, count, thumbnails, tasks, theme, files))
        return made[0]

    yield make
    made[0].panel.shut()


def test_nothing_is_said_while_the_library_is_read(stand):
    shown = stand(0)
    assert shown.page() is shown.panel.view
    assert shown.panel.header.found.text() == ""
    shown.load()
    assert shown.page() is shown.panel.empty_library


def test_an_empty_library_offers_a_sample(qtbot, stand):
    shown = stand(0)
    shown.load()
    button = shown.panel.findChild(QPushButton, "sample_button")
    with qtbot.waitSignal(shown.panel.sample_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_window_may_set_its_own_first_words(stand):
    shown = stand(0)
    shown.load()
    words = QLabel("Hello")
    shown.panel.set_first_run(words)
    assert words.isVisible()
    assert not shown.panel.empty_library.sample.isVisible()


def test_the_first_job_takes_the_place_of_the_empty_library(stand):
    shown = stand(0)
    shown.load()
    shown.panel.apply(JobsAdded((), (1, 2)))
    shown.settle()
    assert shown.page() is shown.panel.view
    assert shown.numbers() == [2, 1]
    assert shown.panel.header.found.text() == "2 images"


def test_the_header_names_the_day_and_counts_it(stand):
    shown = stand(300)
    for number in range(201, 301):
        shown.source.special[number] = {"created_at": NOW - timedelta(minutes=5)}
    shown.load()
    assert shown.panel.header.day.text() == "Today"
    assert shown.panel.header.images.text() == "100 images"
    bar = shown.panel.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    shown.settle()
    assert shown.panel.header.day.text() == "Yesterday"
    assert shown.panel.header.images.text() == "200 images"


def test_a_search_shows_what_it_found_of_how_many(qtbot, stand):
    shown = stand(300)
    shown.load()
    shown.source.found["fern"] = array("q", [9, 5])
    qtbot.keyClicks(shown.panel.bar.edit, "fern")
    qtbot.waitUntil(lambda: bool(shown.tasks.waiting))
    assert len(shown.tasks.waiting) == 1  # one search for four keystrokes
    shown.settle()
    assert shown.numbers() == [9, 5]
    assert shown.panel.header.found.text().startswith("2 of 300 · ")


def test_an_answer_to_an_older_text_is_dropped(stand):
    shown = stand(300)
    shown.load()
    shown.source.found = {"f": array("q", [9, 8, 7]), "fern": array("q", [9])}
    real = shown.source.find

    async def find(view, *, today, limit=None):
        found = await real(view, today=today)
        if view.text == "f":  # while this is on its way, one types on
            shown.type("fern")
        return found

    shown.source.find = find
    shown.type("f")
    shown.tasks.run()
    assert len(shown.numbers()) == 300
    shown.settle()
    assert shown.numbers() == [9]


def test_a_search_that_finds_nothing_is_named_and_can_be_cleared(qtbot, stand):
    shown = stand(300)
    shown.load()
    shown.type("zebra <b>")
    shown.settle()
    assert shown.page() is shown.panel.empty_search
    assert shown.panel.empty_search.title.text() == "No picture matches “zebra <b>”."
    clear = shown.panel.findChild(QPushButton, "clear_search_button")
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(shown.tasks.waiting))
    shown.settle()
    assert shown.page() is shown.panel.view
    assert len(shown.numbers()) == 300


def test_escape_takes_the_words_out(qtbot, stand):
    shown = stand(300)
    shown.load()
    shown.panel.focus_search()
    qtbot.keyClicks(shown.panel.bar.edit, "fern")
    qtbot.keyClick(shown.panel.bar.edit, Qt.Key.Key_Escape)
    assert shown.panel.bar.edit.text() == ""


def test_a_selection_survives_a_search(stand):
    shown = stand(300)
    shown.load()
    shown.panel.view.select_row(shown.panel.listed.row_of(280))
    shown.source.found["fern"] = array("q", [290, 280])
    counts = []
    shown.panel.selection_changed.connect(counts.append)
    shown.type("fern")
    shown.settle()
    assert list(shown.panel.view.selected_numbers()) == [280]
    shown.source.found["moss"] = array("q", [290])
    shown.type("moss")
    shown.settle()
    assert counts[-1] == 0
    assert shown.panel.view.selection_count() == 0


def test_jobs_added_during_a_search_are_searched_too(qtbot, stand):
    shown = stand(300)
    shown.load()
    shown.source.found["fern"] = array("q", [9, 5])
    shown.type("fern")
    shown.settle()
    shown.source.found["fern"] = array("q", [301, 9, 5])
    shown.panel.apply(JobsAdded((), (301, 302)))
    qtbot.waitUntil(lambda: not shown.panel.listing._again.isActive())
    shown.settle()
    assert shown.numbers() == [301, 9, 5]
    assert shown.panel.header.found.text().startswith("3 of 302 · ")


def test_news_during_the_first_reading_are_not_lost(qtbot, stand):
    shown = stand(300)
    shown.tasks.start(shown.panel.load())
    real = shown.source.find

    async def find(view, *, today, limit=None):
        old = await real(view, today=today)
        shown.panel.apply(JobsAdded((), (301,)))
        shown.source.listed = array("q", range(301, 0, -1))
        return old

    shown.source.find = find
    shown.tasks.run()
    shown.source.find = real
    qtbot.waitUntil(lambda: not shown.panel.listing._again.isActive())
    shown.settle()
    assert shown.numbers()[:2] == [301, 300]
    assert shown.panel.listing.total == 301


def test_a_job_that_changed_is_read_again_and_its_hidden_tiles_leave(stand):
    shown = stand(300)
    shown.load()
    shown.source.special[299] = {"favorite": True}
    shown.panel.apply(JobChanged(None, (300, 299), hidden=(300,), added=(301,)))
    shown.settle()
    assert shown.numbers()[:2] == [301, 299]
    assert shown.panel.listed.look(299).favorite
    assert shown.panel.listing.total == 300
    shown.source.special[298] = {"rating": 4}
    shown.panel.apply(PicturesChanged((298,)))
    shown.panel.apply(QueueChanged())
    shown.settle()
    assert shown.panel.listed.look(298).rating == 4


def test_new_pictures_are_counted_while_one_looks_elsewhere(qtbot, stand):
    shown = stand(300)
    shown.load()
    shown.panel.view.verticalScrollBar().setValue(900)
    shown.panel.apply(JobsAdded((), tuple(range(301, 313))))
    shown.settle()
    pill = shown.panel._pill
    assert pill.isVisible()
    assert pill.text() == "12 new"
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert shown.panel.view.verticalOffset() == 0
    assert not pill.isVisible()


def test_the_menu_offers_what_the_state_allows(qtbot, stand):
    shown = stand(300)
    making = {"state": PictureState.EXPECTED, "path": None, "seed": None}
    shown.source.special = {
        300: making | {"job_state": JobState.QUEUED},
        299: making | {"job_state": JobState.UNSURE},
        298: making | {"job_state": JobState.FAILED},
    }
    shown.load()

    def offered(*rows):
        shown.choose(*rows)
        shown.panel.menu.fill(shown.panel.selected_tiles())
        return [
            a.text().split("\t")[0]
            for a in shown.panel.menu.actions()
            if a.isVisible() and not a.isSeparator()
        ]

    assert offered(0) == ["Preview", "Copy prompt", "Cancel"]
    assert offered(1)[2:] == ["Send again, may be paid twice", "Dismiss"]
    assert offered(2)[2:] == ["Try again", "Dismiss"]
    assert offered(3)[2:] == ["Copy prompt", "Copy file", "Copy seed", "Show in folder"]
    assert offered(2, 3, 4)[2:] == ["Copy prompts", "Copy 2 files", "Try again", "Dismiss"]


def test_orders_go_to_the_jobs_they_fit(qtbot, stand):
    shown = stand(300)
    shown.source.special[300] = {"state": PictureState.EXPECTED, "job_state": JobState.QUEUED}
    shown.load()
    shown.choose(0, 1)
    with qtbot.waitSignal(shown.panel.cancel_requested) as asked:
        shown.panel.order("cancel")
    assert asked.args == ["J300"]
    shown.choose(1)
    with qtbot.waitSignal(shown.panel.reveal_requested) as asked:
        shown.panel.order("reveal")
    assert asked.args[0].name == "299.png"


def test_prompts_seeds_and_files_are_copied(stand):
    shown = stand(300)
    shown.load()
    shown.choose(0, 1)
    board = QGuiApplication.clipboard()
    shown.panel.order("copy_prompt")
    assert board.text() == "a poster of fern number 300\n\na poster of fern number 299"
    shown.panel.order("copy_seed")
    assert board.text() == "5\n5"
    shown.panel.order("copy_files")
    assert [url.fileName() for url in board.mimeData().urls()] == ["300.png", "299.png"]


def test_space_opens_the_preview_over_the_window(qtbot, stand):
    shown = stand(300)
    shown.load()
    shown.panel.view.select_row(0)
    qtbot.keyClick(shown.panel.view, Qt.Key.Key_Space)
    assert shown.panel._preview.isVisible()
    qtbot.keyClick(shown.panel._preview, Qt.Key.Key_Space)
    assert not shown.panel._preview.isVisible()


def test_size_and_fit_follow_their_controls(stand):
    shown = stand(300)
    shown.load()
    shown.panel.bar.slider.setValue(300)
    assert shown.panel.view.cell() == 300
    shown.panel.view.set_cell(200)
    assert shown.panel.bar.slider.value() == 200
    shown.panel.bar.fit.setChecked(True)
    assert not shown.panel.view._fill


def test_the_down_key_leads_from_the_search_into_the_grid(qtbot, stand):
    shown = stand(300)
    shown.load()
    shown.panel.focus_search()
    qtbot.keyClick(shown.panel.bar.edit, Qt.Key.Key_Down)
    assert shown.panel.view.hasFocus()


async def test_the_panel_loads_on_the_loop_of_the_window(qtbot, thumbnails, theme, files):
    failed = []
    tasks = Tasks(failed.append)
    thumbnails.jpeg = {256: jpeg(), 512: jpeg(512, 288)}
    panel = GalleryPanel(FakeSource(300), thumbnails, tasks, theme, files)
    qtbot.addWidget(panel)
    panel.show()
    await panel.load()
    assert panel.listed.rowCount() == 300
    panel.shut()
    await tasks.close()
    assert not failed


@pytest.mark.qt_log_ignore(
    "This plugin does not support", extend=True
)  # offscreen has no real menus
def test_enter_opens_a_picture_and_says_what_can_be_done_about_another_tile(qtbot, stand):
    shown = stand(300)
    shown.source.special[300] = {"state": PictureState.EXPECTED, "job_state": JobState.FAILED}
    shown.load()
    opened = []
    shown.panel.open_requested.connect(opened.append)
    shown.panel.view.select_row(1)
    qtbot.keyClick(shown.panel.view, Qt.Key.Key_Return)
    assert opened == [299]
    shown.panel.view.select_row(0)
    qtbot.keyClick(shown.panel.view, Qt.Key.Key_Return)
    assert opened == [299]
    assert shown.panel.menu.isVisible()
    shown.panel.menu.close()


def test_of_a_long_list_the_beginning_is_shown_before_the_rest_is_there(stand):
    shown = stand(30_000)
    shown.load()
    shown.source.found["f"] = array("q", range(29_000, 0, -1))
    real, seen = shown.source.find, []

    async def find(view, *, today, limit=None):
        if view.text == "f" and limit is None:  # the beginning has been shown by now
            seen.append((shown.numbers(), shown.panel.header.found.text()))
            shown.panel.view.verticalScrollBar().setValue(500)
        return await real(view, today=today, limit=limit)

    shown.source.find = find
    shown.panel.view.select_row(0)  # 30,000, which will not be found
    shown.type("f")
    shown.settle()
    ((numbers, words),) = seen
    assert numbers == list(range(29_000, 28_600, -1))
    assert words == "… of 30,000"
    assert shown.numbers() == list(range(29_000, 0, -1))
    assert shown.panel.header.found.text().startswith("29,000 of 30,000 · ")
    assert shown.panel.view.verticalScrollBar().value() == 500


def test_what_is_selected_further_down_is_selected_when_the_rest_is_there(stand):
    shown = stand(30_000)
    shown.load()
    shown.source.found["f"] = array("q", range(29_000, 0, -1))
    shown.panel.view.select_row(20_000)  # 10,000
    shown.type("f")
    shown.settle()
    assert list(shown.panel.view.selected_numbers()) == [10_000]


def test_a_search_that_is_not_wanted_any_more_is_given_up(stand):
    shown = stand(300)
    shown.load()
    start, given_up = shown.tasks.start, []

    def started(work):
        start(work)
        return SimpleNamespace(cancel=lambda: given_up.append(work))

    shown.tasks.start = started
    shown.type("f")
    (first,) = shown.tasks.waiting
    shown.type("fe")
    assert given_up == [first]
    shown.settle()
