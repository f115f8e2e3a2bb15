"""The inspector: what it shows, what it copies, what it asks for."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QWidget

from ideogram_desk.desktop.inspector.panel import InspectorPanel
from ideogram_desk.desktop.kit import Button
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.job import JobState, PictureState
from ideogram_desk.domain.request import Request

HOSTILE = '<img src="/etc/passwd"><b>bold</b> \u202eevil\u202c %s {0} & &amp;\n\u2028 שלום 👩‍🚀'


def clipboard():
    return QGuiApplication.clipboard().text()


def words(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]


def press(panel, name):
    button = panel.findChild(Button, name)
    assert button.isVisibleTo(panel), name
    button.click()


def test_nothing_selected_is_a_calm_sentence(panel):
    assert "Select a picture to see everything about it" in words(panel)
    assert panel.objectName() == "inspector_panel"
    assert panel.sizeHint().width() == 308


def test_a_picture_shows_its_prompt_preview_and_facts(panel, make_picture):
    image = QImage(40, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    panel.show_picture(make_picture(tags=("launch",)), image, Path("/x/one.png"))
    assert panel.picture.preview.has_image
    assert panel.picture.prompt.text == "a tram"
    assert panel.picture.facts.facts["seed"].value == "1874 209 551"
    assert panel.picture.tags.tags == ("launch",)
    assert "one.png" in words(panel)
    assert panel.picture.state.isHidden()
    assert panel.empty.isHidden()


@pytest.mark.parametrize("state", [s for s in PictureState if s is not PictureState.STORED])
def test_a_picture_that_is_not_stored_says_why(panel, make_picture, state):
    panel.show_picture(make_picture(state=state, note="The link died."), None, None)
    assert panel.picture.state.isVisible()
    assert panel.picture.state.label.text().endswith("The link died.")
    assert not panel.picture.preview.has_image
    assert panel.picture.file.isHidden()


def test_an_unsafe_picture_is_told(panel, make_picture):
    panel.show_picture(make_picture(is_safe=False), None, None)
    assert "unsafe" in panel.picture.state.label.text()


def test_what_is_in_the_trash_or_not_found_is_told(panel, make_picture):
    panel.show_picture(make_picture(trashed=True, missing=True), None, None)
    said = panel.picture.state.label.text()
    assert said == "It is in the trash. Its file was looked for and is not there."


def test_the_magic_prompt_is_folded_and_marks_what_was_added(panel, make_picture, qtbot):
    panel.show_picture(make_picture("a tram", expanded_prompt="a red tram"), None, None)
    body = panel.picture.magic.body.passage
    assert not body.isVisible()
    press(panel, "inspector_magic_link")
    assert body.isVisible()
    assert body.toPlainText() == "a red tram"
    cursor = body.textCursor()
    cursor.setPosition(4)
    assert cursor.charFormat().fontWeight() > 500
    cursor.setPosition(1)
    assert cursor.charFormat().fontWeight() <= 500
    assert "1 word added" in words(panel)
    press(panel, "inspector_magic_copy")
    assert clipboard() == "a red tram"


def test_no_magic_prompt_where_it_is_the_sent_one(panel, make_picture):
    panel.show_picture(make_picture("a tram", expanded_prompt="a tram"), None, None)
    assert panel.picture.magic.isHidden()


def test_copy_puts_the_value_itself_on_the_clipboard(panel, make_picture):
    panel.show_picture(make_picture(), None, None)
    press(panel, "inspector_prompt_link")
    assert clipboard() == "a tram"
    panel.picture.facts.row("seed").copy()
    assert clipboard() == "1874209551"
    panel.picture.facts.row("model").copy()
    assert clipboard() == "ideogram-3"


def test_every_fact_can_be_copied(panel, make_picture):
    panel.show_picture(make_picture(), None, None)
    for key, fact in panel.picture.facts.facts.items():
        row = panel.picture.facts.row(key)
        assert row._copy.toolTip() == f"Copy {fact.label.lower()}"
        row._copy.click()
        assert clipboard() == (fact.copied or fact.value)


def test_mixed_cannot_be_copied(panel, make_picture):
    panel.show_many([make_picture(), make_picture(seed=4)], [1, 2])
    assert not panel.many.facts.row("seed")._copy.isEnabled()


def test_copying_a_selection_gives_plain_text_only(panel, make_picture):
    panel.show_picture(make_picture("<b>x</b>"), None, None)
    passage = panel.picture.prompt.body.passage
    passage.selectAll()
    data = passage.createMimeDataFromSelection()
    assert (data.text(), data.hasHtml()) == ("<b>x</b>", False)


def test_hostile_text_is_shown_as_it_is(panel, make_picture, make_job, make_tile):
    request = Request(HOSTILE, model=HOSTILE, negative=HOSTILE, preset=HOSTILE, aspect=HOSTILE)
    picture = make_picture(
        request=request,
        expanded_prompt=HOSTILE + " more",
        tags=(HOSTILE,),
        campaign=HOSTILE,
        note=HOSTILE,
        metadata={HOSTILE: HOSTILE},
        state=PictureState.LOST,
    )
    panel.show_picture(picture, None, Path("/x") / HOSTILE.replace("/", "_"))
    assert "<img" in panel.picture.prompt.body.passage.toPlainText()
    assert panel.picture.prompt.text == HOSTILE
    panel.show_job(make_job(request=request, reason=HOSTILE))
    assert HOSTILE in words(panel)
    panel.show_tile(make_tile(prompt=HOSTILE, aspect=HOSTILE, model=HOSTILE))
    panel.show_many([picture], [1])
    for label in panel.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
    for widget in panel.findChildren(QWidget):
        assert "<img" not in widget.toolTip()
        assert "<b>" not in widget.toolTip()


def test_marks_that_turn_text_are_visible_in_a_file_name(panel, make_picture):
    panel.show_picture(make_picture(), None, Path("/x/a\u202egnp.exe"))
    assert panel.picture.file.file_name.text() == "a�gnp.exe"


def test_two_megabytes_of_prompt_are_cut_and_do_not_hang(panel, make_picture, make_job):
    long = "x" * 1_000_000 + " y" * 500_000
    began = time.monotonic()
    panel.show_picture(make_picture(long, expanded_prompt=long + "z", tags=(long,)), None, None)
    panel.show_job(make_job(prompt=long, reason=long))
    assert time.monotonic() - began < 3
    shown = panel.picture.prompt.body.passage.toPlainText()
    assert len(shown) < 13_000
    assert shown.endswith("(2,000,000 characters in all)")
    panel.show_picture(make_picture(long), None, None)
    press(panel, "inspector_prompt_link")
    assert clipboard() == long


def test_many_lines_are_shown_on_demand(panel, make_picture, qtbot):
    panel.show_picture(make_picture("line\n" * 30), None, None)
    passage = panel.picture.prompt.body.passage
    before = passage.height()
    press(panel, "inspector_prompt_more")
    assert passage.height() > 2 * before
    press(panel, "inspector_prompt_more")
    assert passage.height() == before


def test_the_answer_is_asked_for_when_the_raw_group_opens(panel, make_picture):
    asked = []
    panel.answer_wanted.connect(asked.append)
    panel.show_picture(make_picture(), None, None)
    assert asked == []
    press(panel, "inspector_raw_fold")
    assert asked == ["job-1"]
    panel.set_answer("job-2", b'{"no": 1}')
    panel.set_answer("job-1", b'{"seed":7}')
    assert panel.picture.raw.answer_body.passage.toPlainText() == '{\n  "seed": 7\n}'
    press(panel, "inspector_raw_answer_copy")
    assert clipboard() == '{\n  "seed": 7\n}'
    press(panel, "inspector_raw_request_copy")
    assert '"prompt": "a tram"' in clipboard()
    panel.picture.raw.ids.row("picture_id").copy()
    assert clipboard() == "picture-1"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe<html>", b"[" * 200_000, b'{"n": ' + b"9" * 5000 + b"}"]
)
def test_an_answer_that_is_no_json_is_shown_as_it_came(panel, make_picture, body):
    panel.show_picture(make_picture(), None, None)
    panel.set_answer("job-1", body)
    assert panel.picture.raw.answer_body.passage.toPlainText()


def test_folded_groups_are_remembered(panel, make_picture, qtbot):
    panel.show_picture(make_picture(), None, None)
    press(panel, "inspector_prompt_fold")
    press(panel, "inspector_raw_fold")
    kept = panel.state()
    again = InspectorPanel(Theme())
    qtbot.addWidget(again)
    again.restore(kept | {"nonsense": True, "inspector_file": "no"})
    again.show()
    again.show_picture(make_picture(), None, None)
    assert not again.picture.prompt.body.isVisible()
    assert again.picture.raw.request_body.isVisible()
    assert again.picture.facts.isVisible()
    assert "nonsense" not in again.state()


def test_the_file_is_shown_and_copied_by_whoever_listens(panel, make_picture):
    told = []
    panel.reveal_requested.connect(told.append)
    panel.copy_file_requested.connect(told.append)
    path = Path("/x/one.png")
    panel.show_picture(make_picture(), None, path)
    press(panel, "show_in_folder_button")
    press(panel, "copy_file_button")
    assert told == [path, path]
    assert panel.picture.file.reveal.toolTip() == str(path)


def test_many_pictures_show_what_they_share(panel, make_picture):
    panel.show_many([make_picture(seed=1), make_picture(seed=2)], range(37))
    assert panel.many.figure.text() == "37"
    assert "2 of them" in panel.many.caption.text()
    assert panel.many.facts.facts["seed"].value == "mixed"
    assert panel.many.facts.facts["aspect"].value == "4:5"


def test_every_control_has_a_name_a_tooltip_and_words(panel, make_picture, make_job):
    panel.show_picture(make_picture(expanded_prompt="more"), None, Path("/x/one.png"))
    for button in panel.findChildren(Button):
        assert button.objectName(), button.text()
        assert button.objectName() == button.objectName().lower().replace(" ", "_")
        if button.text():
            assert button.accessibleName(), button.objectName()
            assert button.toolTip(), button.objectName()


def test_showing_the_same_again_keeps_the_place(panel, make_picture, make_job):
    panel.resize(308, 300)
    panel.show_picture(make_picture(), None, Path("/x/one.png"))
    QGuiApplication.processEvents()
    panel._scroll.verticalScrollBar().setValue(50)
    panel.show_picture(make_picture(favorite=True), None, Path("/x/one.png"))
    assert panel._scroll.verticalScrollBar().value() == 50
    panel.show_job(make_job(JobState.QUEUED))
    assert panel._scroll.verticalScrollBar().value() == 0
