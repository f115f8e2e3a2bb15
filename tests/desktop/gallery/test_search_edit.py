"""The search field: chips in the text, their removal, what could come next."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ideogram_desk.desktop.gallery import search_pills
from ideogram_desk.desktop.gallery.search_field import SearchField
from ideogram_desk.domain.search import Vocabulary, parse

TODAY = date(2026, 11, 21)
WORDS = Vocabulary(
    tags=(("launch", 1204), ("launch day", 37), ("lisboa", 4)),
    models=("ideogram-3", "ideogram-4"),
    styles=("design", "realistic"),
)


@pytest.fixture
def field(qtbot):
    window = QWidget()
    window.resize(600, 400)
    made = SearchField(lambda text: parse(text, TODAY))
    made.edit.vocabulary = WORDS
    other = QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.setObjectName("other")
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(other, 1)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    made.edit.setFocus()
    yield made
    window.close()


def framed(edit):
    return [pill.chip.text for pill in edit.pills()]


def cross_of(edit, text):
    pill = next(p for p in edit.pills() if p.chip.text == text)
    return pill.cross.center().toPoint()


def shown(edit):
    return [option.text for option in edit._options.listed.options]


def test_filters_stand_in_frames_and_plain_words_do_not(field):
    field.edit.setText('model:3.0 poster "golden hour" -tag:old fern')
    assert framed(field.edit) == ["model:3.0", '"golden hour"', "-tag:old"]


def test_frames_stand_around_their_words_and_not_over_others(field):
    edit = field.edit
    edit.setText("model:3.0 tag:launch poster")
    first, second = edit.pills()
    assert first.box.right() < second.box.left()
    assert first.cross.right() <= first.box.right()
    edit.setCursorPosition(len("model:3.0 tag:launch "))
    assert edit.cursorRect().x() + 5 >= second.box.right()  # its box begins 5 pixels before it
    edit.setCursorPosition(0)
    assert first.box.left() < edit.cursorRect().x() + 5 < first.box.left() + 10


def test_a_chip_that_is_being_typed_has_no_cross_yet(qtbot, field):
    qtbot.keyClicks(field.edit, "tag:launch")
    assert [pill.cross for pill in field.edit.pills()] == [None]
    qtbot.keyClicks(field.edit, " ")
    assert field.edit.pills()[0].cross is not None


def test_a_chip_is_done_once_the_field_has_been_left(qtbot, field):
    qtbot.keyClicks(field.edit, "tag:launch")
    field.window().findChild(QWidget, "other").setFocus()
    assert field.edit.pills()[0].cross is not None
    field.edit.setFocus()
    assert field.edit.pills()[0].cross is not None


def test_a_frame_follows_a_line_that_is_scrolled(field):
    edit = field.edit
    edit.setText("model:3.0 " + "word " * 80 + "tag:launch ")
    edit.end(False)
    edit.repaint()
    first, last = edit.pills()
    assert first.box.right() < 0
    assert 0 < last.box.left() < last.box.right() <= edit.width()


def test_a_click_on_the_cross_takes_a_chip_out_and_ctrl_z_brings_it_back(qtbot, field):
    edit = field.edit
    edit.setText("model:3.0 tag:launch poster")
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton, pos=cross_of(edit, "model:3.0"))
    assert edit.text() == "tag:launch poster"
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() == "model:3.0 tag:launch poster"


def test_a_click_beside_the_cross_only_places_the_cursor(qtbot, field):
    edit = field.edit
    edit.setText("model:3.0 poster")
    box = edit.pills()[0].box
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton, pos=box.center().toPoint() - QPoint(12, 0))
    assert edit.text() == "model:3.0 poster"
    assert 0 < edit.cursorPosition() < len("model:3.0")


def test_backspace_takes_hold_of_a_chip_and_then_takes_it_out(qtbot, field):
    edit = field.edit
    edit.setText("poster tag:launch ")
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.selectedText() == "tag:launch "
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.text() == "poster "
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.text() == "poster"


def test_backspace_inside_a_word_takes_one_letter(qtbot, field):
    field.edit.setText("tag:launch")
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.edit.text() == "tag:launc"


def test_a_chip_tells_in_its_tooltip_how_it_was_understood(field, monkeypatch):
    told = []
    monkeypatch.setattr(
        "ideogram_desk.desktop.gallery.search_edit.QToolTip.showText",
        lambda _where, text, _widget: told.append(text),
    )
    edit = field.edit
    edit.setText("rating:>=3 poster")
    inside = edit.pills()[0].box.center().toPoint()
    for point in (inside, QPoint(edit.width() - 4, 10)):
        QApplication.sendEvent(
            edit, QHelpEvent(QEvent.Type.ToolTip, point, edit.mapToGlobal(point))
        )
    assert told == ["Rating at least 3", "Search (Ctrl+F)"]


def test_the_cursor_is_a_hand_over_a_cross_only(qtbot, field):
    edit = field.edit
    edit.setText("tag:launch poster")
    where = cross_of(edit, "tag:launch")
    qtbot.mouseMove(edit, where)
    assert edit.cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(edit, where - QPoint(20, 0))
    assert edit.cursor().shape() is Qt.CursorShape.IBeamCursor


def test_an_input_method_that_composes_keeps_its_own_look(field):
    edit = field.edit
    edit.setText("tag:launch ")
    edit.end(False)
    QApplication.sendEvent(edit, QInputMethodEvent("にほ", []))
    assert edit._composing
    written = QInputMethodEvent("", [])
    written.setCommitString("日本")
    QApplication.sendEvent(edit, written)
    assert edit.text() == "tag:launch 日本"
    assert framed(edit) == ["tag:launch"]


def test_escape_takes_everything_out(qtbot, field):
    field.edit.setText("tag:launch poster")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.text() == ""


def test_a_word_from_the_right_has_no_cross_in_the_middle_of_it(field):
    field.edit.setText("tag:שלום tag:launch fern")
    assert [pill.cross is None for pill in field.edit.pills()] == [True, False]


def test_letters_that_qt_counts_twice_move_nothing(qtbot, field):
    edit = field.edit
    edit.setText("😀😀 tag:launch ")
    edit.end(False)
    pill = edit.pills()[0]
    assert edit.cursorRect().x() + 5 >= pill.box.right()
    assert pill.box.width() < 120
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.selectedText() == "tag:launch "
    edit.setText("😀 tag:lis")
    edit.offer()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "😀 tag:lisboa "


@pytest.mark.parametrize("text", ["", "abc", "a😀b", "😀", "😀😀x"])
def test_places_are_counted_both_ways(text):
    for at in range(len(text) + 1):
        assert search_pills.place(text, search_pills.units(text, at)) == at
    assert search_pills.units(text, len(text)) == len(text.encode("utf-16-le")) // 2


def test_few_options_are_shown_for_a_plain_word(qtbot, field):
    tags = tuple((f"poster {n}", n) for n in range(40))
    field.edit.vocabulary = Vocabulary(tags=tags)
    qtbot.keyClicks(field.edit, "post")
    assert len(shown(field.edit)) == 6
    field.edit.clear()
    qtbot.keyClicks(field.edit, "tag:post")
    assert len(shown(field.edit)) == 12


def test_any_text_can_be_painted(field):
    for text in ('"', "a:b:c", 'tag:"', "-", "tag:שלום fern", "rating:>=x " * 50, "é" * 300):
        field.edit.setText(text)
        field.edit.repaint()
        field.grab()


# What could come next


def test_tags_are_offered_and_enter_takes_the_one_walked_to(qtbot, field):
    edit = field.edit
    qtbot.keyClicks(edit, "poster tag:l")
    assert edit.offers
    assert shown(edit) == ["tag:launch ", 'tag:"launch day" ', "tag:lisboa "]
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == 'poster tag:"launch day" '
    assert edit.cursorPosition() == len(edit.text())
    assert not edit.offers


def test_enter_without_a_choice_searches_for_what_stands_there(qtbot, field):
    qtbot.keyClicks(field.edit, "tag:l")
    with qtbot.waitSignal(field.searched) as asked:
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert asked.args == ["tag:l"]
    assert not field.edit.offers


def test_tab_takes_the_first_and_a_filters_name_goes_on_to_its_values(qtbot, field):
    edit = field.edit
    qtbot.keyClicks(edit, "sty")
    assert shown(edit)[0] == "style:"
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "style:"
    assert edit.hasFocus()
    assert shown(edit) == ["style:design ", "style:realistic "]
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "style:design "


def test_a_word_in_the_middle_is_completed_where_it_stands(qtbot, field):
    edit = field.edit
    edit.setText("tag:lis poster")
    edit.setCursorPosition(len("tag:lis"))
    edit.offer()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "tag:lisboa poster"
    assert edit.cursorPosition() == len("tag:lisboa ")


def test_a_click_takes_an_option(qtbot, field):
    edit = field.edit
    qtbot.keyClicks(edit, "tag:l")
    view = edit._options.view
    box = view.visualRect(edit._options.listed.index(2, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert edit.text() == "tag:lisboa "
    assert edit.hasFocus()


def test_ctrl_space_lists_the_filters_that_there_are(qtbot, field):
    qtbot.keyClick(field.edit, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert "rating:" in shown(field.edit)
    assert field.edit.text() == ""


def test_escape_closes_the_list_before_it_clears(qtbot, field):
    edit = field.edit
    qtbot.keyClicks(edit, "tag:l")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert (edit.offers, edit.text()) == (False, "tag:l")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == ""


def test_the_list_goes_when_the_focus_goes(qtbot, field):
    qtbot.keyClicks(field.edit, "tag:l")
    field.window().findChild(QWidget, "other").setFocus()
    assert not field.edit.offers


def test_walking_past_the_end_comes_back_to_the_field(qtbot, field):
    edit = field.edit
    qtbot.keyClicks(edit, "tag:l")
    for _step in range(3):
        qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit._options.view.currentIndex().row() == 2
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit._options.view.currentIndex().row() == -1
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit._options.view.currentIndex().row() == 2


def test_the_down_key_leaves_where_nothing_is_offered(qtbot, field):
    field.edit.setText("poster tag:launch ")
    with qtbot.waitSignal(field.edit.left):
        qtbot.keyClick(field.edit, Qt.Key.Key_Down)


def test_the_list_of_options_is_a_sound_model(qtbot, qtmodeltester, field):
    qtbot.keyClicks(field.edit, "tag:l")
    model = field.edit._options.listed
    qtmodeltester.check(model)
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "tag:launch, 1,204 pictures"


# What was not understood


def test_what_is_not_understood_is_said_in_a_sentence(qtbot, field):
    told = []
    field.doubted.connect(told.append)
    field.edit.setText("rating:nine poster")
    field.settle()
    assert told == ["“nine” is no rating; it goes from 0 to 5, as in rating:>=3."]
    field.edit.setText("rating:3 poster")
    assert told[-1] == ""


def test_a_word_that_is_being_typed_is_not_complained_about_at_once(qtbot, field):
    told = []
    field.doubted.connect(told.append)
    qtbot.keyClicks(field.edit, "ratin:4")
    field.settle()
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["There is no filter “ratin:”. Did you mean “rating:”?"]


def test_several_doubts_are_counted(field):
    field.edit.setText("ratin:4 modle:3 poster")
    field.settle()
    assert field.edit.accessibleDescription().endswith("(1 more)")


def test_what_was_not_understood_is_underlined(field):
    field.edit.setText("ratin:4 poster")
    made = field.edit._spans()
    assert [(span.start, span.length) for span in made] == [(0, 7)]
    assert made[0].form.underlineStyle() is made[0].form.UnderlineStyle.WaveUnderline


# The frame around it


def test_the_buttons_of_the_field_come_with_its_words(qtbot, field):
    assert field.save.isHidden()
    assert field.clear.isHidden()
    field.edit.setText("poster")
    assert not field.save.isHidden()
    qtbot.mouseClick(field.clear, Qt.MouseButton.LeftButton)
    assert field.edit.text() == ""
    assert field.edit.hasFocus()


def test_the_key_is_shown_while_the_field_is_empty_and_left_alone(field):
    assert field.hint.isHidden()
    assert field.property("active") is True
    field.window().findChild(QWidget, "other").setFocus()
    assert not field.hint.isHidden()
    assert field.property("active") is False


def test_a_click_anywhere_in_the_frame_goes_to_the_words(qtbot, field):
    field.window().findChild(QWidget, "other").setFocus()
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(4, 18))
    assert field.edit.hasFocus()


def test_a_pill_is_found_by_where_it_stands(field):
    field.edit.setText("tag:launch poster")
    there = field.edit.pills()
    assert search_pills.pill_at(there, there[0].box.center()) is there[0]
    assert search_pills.pill_at(there, QPointF(-5, 0)) is None
