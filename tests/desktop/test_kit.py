"""The kit: plain text everywhere, names on everything, keys that work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ideogram_desk.desktop.kit import (
    ChipGroup,
    IconButton,
    Notice,
    Pick,
    PlainLabel,
    Section,
    Segmented,
    Stepper,
    TagEditor,
    Toast,
    button,
    clean_tag,
    slug,
    tip,
)
from ideogram_desk.desktop.words import counted, dollars, model_label, readable, size_label

HOSTILE = '<img src="/etc/x.png"><b>bold</b> & \u202erev \x00 end'


def test_a_label_shows_markup_as_text(qtbot):
    label = PlainLabel(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert "<b>" in label.text()


def test_a_label_cuts_what_nobody_reads(qtbot):
    label = PlainLabel("x" * 2_000_000, wrap=True)
    qtbot.addWidget(label)
    assert len(label.text()) < 30_000


def test_a_label_that_elides_takes_any_width_and_tells_the_rest(qtbot):
    label = PlainLabel("one\ntwo " + "word " * 60, elide=True)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.minimumSizeHint().width() == 0
    assert label.toolTip().startswith("one two word")


def test_a_tooltip_shows_markup_as_text():
    assert tip("plain & simple") == "plain & simple"
    assert "<img" not in tip(HOSTILE)
    assert "&lt;img" in tip(HOSTILE)


def test_a_button_shows_an_ampersand(qtbot):
    made = button("R&D", "chip", tooltip="Research <b>")
    qtbot.addWidget(made)
    assert made.text() == "R&&D"
    assert made.accessibleName() == "R&D"
    assert made.objectName() == "r_d"


def chips(qtbot) -> ChipGroup:
    group = ChipGroup("style_picker", "Style")
    group.set_options((word, word.title(), word) for word in ("auto", "general", "design"))
    group.set_value("auto")
    qtbot.addWidget(group)
    group.resize(300, 60)
    group.show()
    qtbot.waitExposed(group)
    return group


def test_a_click_on_a_chip_chooses_it(qtbot):
    group = chips(qtbot)
    with qtbot.waitSignal(group.chosen) as told:
        qtbot.mouseClick(group.chip("design"), Qt.MouseButton.LeftButton)
    assert told.args == ["design"]
    assert group.value == "design"
    with qtbot.assertNotEmitted(group.chosen):
        group.set_value("auto")


def test_arrow_keys_move_the_choice(qtbot):
    group = chips(qtbot)
    group.chip("auto").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(group.chip("auto"), Qt.Key.Key_Right)
    assert group.value == "general"
    assert group.focusWidget() is group.chip("general")


def test_chips_wrap_and_ask_for_the_height(qtbot):
    group = chips(qtbot)
    assert group.heightForWidth(90) > group.heightForWidth(400)
    group.resize(90, group.heightForWidth(90))
    edges = [group.chip(v).geometry().right() for v in group.values]
    assert max(edges) < 90


def test_tab_stops_at_the_choice_only(qtbot):
    group = chips(qtbot)
    group.set_value("general")
    stops = [v for v in group.values if group.chip(v).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["general"]


def test_chips_in_one_line_end_where_the_column_ends(qtbot):
    group = ChipGroup("size_picker", "Size", even=True)
    qtbot.addWidget(group)
    group.set_options((word, word, word) for word in ("one", "two", "six"))
    group.show()
    whole = group.layout().sizeHint().width()
    group.resize(whole + 7, 40)
    assert group.chip("six").geometry().right() == whole + 6
    group.resize(whole + 400, 40)
    assert group.chip("six").geometry().right() < whole + 60


def test_a_stepper_shows_that_it_has_the_focus(qtbot):
    stepper = Stepper("count_spin", "Images", 1, 8)
    qtbot.addWidget(stepper)
    stepper.show()
    qtbot.waitExposed(stepper)
    stepper.activateWindow()
    stepper.spin.setFocus()
    qtbot.waitUntil(lambda: stepper.property("active") is True)
    stepper.spin.clearFocus()
    assert stepper.property("active") is False


def test_options_that_come_back_keep_the_choice(qtbot):
    group = chips(qtbot)
    group.set_value("design")
    group.set_options((word, word, word) for word in ("design", "anime"))
    assert group.value == "design"
    group.set_options([("anime", "anime", "anime")])
    assert group.value == ""


def test_a_segmented_control_has_one_choice(qtbot):
    tabs = Segmented("tabs", "Column", [("compose", "Compose", "Ctrl+1"), ("batch", "Batch", "")])
    qtbot.addWidget(tabs)
    assert tabs.value == "compose"
    with qtbot.waitSignal(tabs.chosen) as told:
        tabs.findChild(QWidget, "tabs_batch").click()
    assert told.args == ["batch"]


def test_a_drop_down_leaves_the_wheel_to_the_panel(qtbot):
    pick = Pick("speed", "Speed")
    qtbot.addWidget(pick)
    pick.set_options([("turbo", "Turbo"), ("quality", "Quality")])
    pick.set_value("quality")
    pick.set_options([("quality", "Quality"), ("turbo", "Turbo")])
    assert pick.value == "quality"
    pick.set_value("gone")
    assert pick.value == "quality"


def test_a_stepper_stays_within_its_limits(qtbot):
    stepper = Stepper("count_spin", "Images", 1, 3)
    qtbot.addWidget(stepper)
    stepper.set_value(1)
    assert not stepper.less.isEnabled()
    seen: list[int] = []
    stepper.changed.connect(seen.append)
    for _ in range(4):
        stepper.more.click()
    assert seen == [2, 3]
    stepper.resize(120, 34)
    stepper.show()
    assert stepper.spin.lineEdit().width() > 20


def test_a_section_folds_and_remembers(qtbot):
    memory: dict[str, bool] = {}
    inside = PlainLabel("inside")
    section = Section("Files", inside, memory=memory)
    qtbot.addWidget(section)
    section.show()
    section.title_widget.click()
    assert not inside.isVisible()
    assert memory == {"files_section": False}
    again = Section("Files", PlainLabel("x"), memory=memory)
    qtbot.addWidget(again)
    assert not again.is_open


def test_a_section_says_what_is_wrong_under_its_field(qtbot):
    section = Section("Seed", PlainLabel("field"))
    qtbot.addWidget(section)
    section.show()
    section.set_problem("A seed is a number.")
    assert section.problem == "A seed is a number."
    section.set_problem("")
    assert section.problem == ""


def test_a_notice_has_a_link(qtbot):
    notice = Notice("warn", HOSTILE, link="Show 4 images")
    qtbot.addWidget(notice)
    with qtbot.waitSignal(notice.link_clicked):
        notice.findChild(QWidget, "notice_link").click()
    assert notice.label.textFormat() == Qt.TextFormat.PlainText


def test_an_undo_bar_acts_once_and_goes(qtbot):
    over = QWidget()
    over.resize(400, 300)
    qtbot.addWidget(over)
    over.show()
    toast = Toast(over)
    toast.tell("Moved 14 to Trash")
    assert toast.isVisible()
    assert over.rect().contains(toast.geometry())
    with qtbot.waitSignal(toast.acted):
        toast.action.click()
    assert not toast.isVisible()
    toast.tell("Saved", "", seconds=0.01)
    assert not toast.action.isVisible()
    qtbot.waitUntil(lambda: not toast.isVisible())


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        (" #launch ", "launch"),
        ("a,b", "ab"),
        ("two\nlines", "twolines"),
        ("R&D <b>", "R&D <b>"),
        ("\x00\u202e", ""),
        ("x" * 99, "x" * 64),
    ],
)
def test_a_tag_is_one_clean_line(said, tag):
    assert clean_tag(said) == tag


def test_tags_are_added_by_comma_and_enter_and_removed_by_click(qtbot):
    editor = TagEditor()
    qtbot.addWidget(editor)
    editor.show()
    seen: list[tuple[str, ...]] = []
    editor.changed.connect(seen.append)
    qtbot.keyClicks(editor.field, "launch,coffee")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.tags == ("launch", "coffee")
    editor.add("LAUNCH, a\nb")
    assert editor.tags == ("launch", "coffee", "a", "b")
    editor.findChild(QWidget, "tag_editor_tag_coffee").click()
    qtbot.keyClick(editor.field, Qt.Key.Key_Backspace)
    assert editor.tags == ("launch", "a")
    assert seen[-1] == ("launch", "a")


def test_an_icon_button_is_named_by_its_tooltip(qtbot):
    made = IconButton("x", "Close the bar")
    qtbot.addWidget(made)
    assert (made.accessibleName(), made.objectName()) == ("Close the bar", "close_the_bar")
    assert slug("Ctrl+Enter now!") == "ctrl_enter_now"


@pytest.mark.parametrize(
    ("micros", "words"),
    [
        (240_000, "$0.24"),
        (8_000, "$0.008"),
        (25_000, "$0.025"),
        (0, "$0.00"),
        (4_321_000, "$4.32"),
        (1_234_560_000, "$1,234.56"),
        (-60_000, "-$0.06"),
    ],
)
def test_money_is_in_dollars(micros, words):
    assert dollars(micros) == words


def test_words_are_those_of_people():
    assert readable("render_3d") == "3D render"
    assert readable("japandi_fusion") == "Japandi fusion"
    assert size_label("896x1120") == "896 × 1120"
    assert model_label("V_2A_TURBO") == "2a Turbo"
    assert model_label("ideogram-9") == "ideogram-9"
    assert counted(1, "image") == "1 image"
    assert counted(48_204, "image") == "48,204 images"
