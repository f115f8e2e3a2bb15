"""What stands there when a search finds nothing: it names what hid everything."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ideogram_desk.desktop.gallery.empty import EmptySearch
from ideogram_desk.domain.search import parse


def read(text):
    return parse(text, date(2026, 11, 21))


@pytest.fixture
def empty(qtbot):
    made = EmptySearch()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


def parts(empty):
    return [(part.button.text(), part.count.text()) for part in empty._parts]


def test_every_part_of_a_search_can_be_taken_out(qtbot, empty):
    empty.show_search(read("fern model:3.0 -tag:old"))
    assert empty.title.text() == "No picture matches “fern model:3.0 -tag:old”."
    assert [words for words, _count in parts(empty)] == ["fern", "model:3.0", "-tag:old"]
    with qtbot.waitSignal(empty.remove_requested) as asked:
        qtbot.mouseClick(empty._parts[1].button, Qt.MouseButton.LeftButton)
    assert asked.args[0].text == "model:3.0"


def test_a_single_part_is_only_cleared(empty):
    empty.show_search(read("zebra"))
    assert parts(empty) == []
    assert not empty.why.isVisible()


def test_it_tells_how_much_there_is_without_each_part(empty):
    empty.show_search(read("fern moss rating:5"))
    for place, count in enumerate((0, 1, 1204)):
        empty.show_count(place, count)
    assert [count for _words, count in parts(empty)] == [
        "none either",
        "1 picture",
        "1,204 pictures",
    ]
    assert empty.why.text() == "All parts must hold at once. Take one out:"


def test_the_one_part_that_hides_everything_is_named(empty):
    empty.show_search(read("fern rating:5"))
    empty.show_count(1, 12)
    assert empty.why.text() == "All parts must hold at once. Take one out:"
    empty.show_count(0, 0)
    assert empty.why.text() == "“rating:5” hides all that the rest would find."


def test_the_same_search_is_not_said_twice(empty):
    assert empty.show_search(read("fern moss"))
    empty.show_count(0, 3)
    assert not empty.show_search(read("fern moss"))
    assert parts(empty)[0][1] == "3 pictures"
    assert empty.show_search(read("fern mos"))
    assert parts(empty)[0][1] == ""


def test_a_count_that_comes_too_late_is_dropped(empty):
    empty.show_search(read("fern"))
    empty.show_count(3, 9)
    assert parts(empty) == []


def test_an_empty_trash_is_no_failed_search(empty):
    empty.show_search(read("is:trashed"))
    assert empty.title.text() == "The trash is empty."
    assert empty.findChild(QPushButton, "clear_search_button").text() == "Back to the library"
    empty.show_search(read("is:trashed fern"))
    assert empty.title.text() == "No picture matches “is:trashed fern”."


def test_many_parts_do_not_fill_the_page(empty):
    empty.show_search(read(" ".join(f"word{n}" for n in range(40))))
    assert len(parts(empty)) == 6
    assert empty.title.text().endswith("…”.")
