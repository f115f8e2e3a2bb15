"""The Batch tab: what it shows of a draft, and what the hand makes of it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLineEdit, QWidget

from ideogram_desk.desktop.campaign.draft import Draft, first_draft
from ideogram_desk.desktop.campaign.format_rows import SHOWN as FORMATS_SHOWN
from ideogram_desk.desktop.campaign.outlook import with_earlier, work_out
from ideogram_desk.desktop.campaign.template_edit import field_spans
from ideogram_desk.desktop.theme import tokens_now
from ideogram_desk.domain.batch import Earlier
from ideogram_desk.domain.campaign import Format
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.money import PUBLISHED

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def worked_out(panel):
    """A panel whose draft is worked out at every change, as the session does."""
    panel.edited.connect(lambda: panel.show_outlook(work_out(panel.draft, PUBLISHED)))
    panel.show_outlook(work_out(panel.draft, PUBLISHED))
    return panel


def put_cursor(edit, at):
    cursor = edit.textCursor()
    cursor.setPosition(at)
    edit.setTextCursor(cursor)


# --- the template ----------------------------------------------------------------------------


def test_fields_are_found_with_their_braces():
    assert list(field_spans("a {b} {{c} } {d e}")) == [(2, 5, "b"), (7, 10, "c"), (13, 18, "d e")]


def test_a_known_field_is_drawn_as_a_token_and_an_unknown_one_is_marked(worked_out):
    edit = worked_out.form.prompt
    edit.replace_text("{product} and {colour}")
    (first, known), (_second, unknown) = edit.token_rects()
    assert (known, unknown) == (True, False)
    image = edit.viewport().grab().toImage()
    edge = image.pixelColor(round(first.center().x()), round(first.top()))
    assert near(edge, tokens_now().accent)
    assert "{colour} is no field" in worked_out.form.prompt_section.problem


def near(colour, token):
    wanted = QColor(token)
    return all(
        abs(a - b) < 40 for a, b in zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    )


def test_a_field_that_runs_over_two_lines_is_drawn_on_both(worked_out):
    edit = worked_out.form.prompt
    worked_out.form.edited.emit({"metadata": (("a name that is quite long indeed", "x"),)})
    edit.replace_text("words before it {a name that is quite long indeed} and after")
    assert len(edit.token_rects()) == 2


def test_backspace_behind_a_field_takes_it_whole_and_undo_brings_it_back(panel, qtbot):
    edit = panel.form.prompt
    put_cursor(edit, len("{product}"))
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.toPlainText().startswith(", professional")
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert edit.toPlainText().startswith("{product},")
    put_cursor(edit, 3)
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.toPlainText().startswith("{poduct}") or edit.toPlainText().startswith("{prduct}")


def test_insert_offers_every_field_and_puts_it_at_the_cursor(panel, qtbot):
    panel.form.edited.emit({"metadata": (("client", "ACME"),)})
    put_cursor(panel.form.prompt, 0)
    menu = panel.form.make_fields_menu()
    assert [action.text() for action in menu.actions()] == [
        "{product}", "{format}", "{campaign}", "{aspect}", "{style}", "{model}", "{client}",
    ]  # fmt: skip
    menu.actions()[-1].trigger()
    assert panel.draft.prompt.startswith("{client}{product}")


def test_one_prompt_for_every_cell_is_remarked_on_and_not_forbidden(worked_out):
    worked_out.form.edited.emit({"prompt": "a fox", "formats": (Format("a", "1:1"),)})
    assert "ask for the same" in worked_out.form.prompt_note.text()
    assert worked_out.bar.button.isEnabled()


# --- products --------------------------------------------------------------------------------


def product_editor(panel):
    return panel.form.products.findChild(QLineEdit, "product_edit")


def test_products_are_typed_one_after_another_as_in_a_spreadsheet(panel, qtbot):
    products = panel.form.products
    products.setCurrentIndex(products.rows.index(2))
    products.edit(products.rows.index(2))
    for name in ("Tea", "Cocoa"):
        qtbot.waitUntil(lambda: product_editor(panel) is not None)
        editor = product_editor(panel)
        qtbot.keyClicks(editor, name)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda name=name: panel.draft.products[-1] == name)
        qtbot.waitUntil(lambda old=editor: product_editor(panel) is not old)
    assert panel.draft.products[2:] == ("Tea", "Cocoa")
    assert panel.form.products_section.title_widget.text() == "Products · 4"


def test_a_pasted_column_becomes_a_product_a_line_and_doubles_are_told(panel, qtbot):
    products = panel.form.products
    QGuiApplication.clipboard().setText("Tea\t9\nMobile payment app\t1\nCocoa\t2\n")
    products.setCurrentIndex(products.rows.index(2))
    qtbot.keyClick(products, Qt.Key.Key_V, CTRL)
    assert panel.draft.products[2:] == ("Tea", "Cocoa")
    assert panel.toast.label.text() == "2 added, 1 stood there already"


def test_a_list_pasted_into_a_row_that_is_being_typed_is_a_list_too(panel, qtbot):
    products = panel.form.products
    products.setCurrentIndex(products.rows.index(2))
    products.edit(products.rows.index(2))
    QGuiApplication.clipboard().setText("Tea\nCocoa")
    qtbot.keyClick(product_editor(panel), Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: panel.draft.products[2:] == ("Tea", "Cocoa"))


def test_products_move_by_keys_and_go_by_delete_with_undo(panel, qtbot):
    products = panel.form.products
    first, second = panel.draft.products
    products.setCurrentIndex(products.rows.index(1))
    qtbot.keyClick(products, Qt.Key.Key_Up, ALT)
    assert panel.draft.products == (second, first)
    qtbot.keyClick(products, Qt.Key.Key_Delete)
    assert panel.draft.products == (first,)
    assert panel.toast.label.text() == "Product removed"
    panel.toast.action.click()
    assert panel.draft.products == (second, first)


def test_the_cross_of_a_row_removes_it(panel, qtbot):
    products = panel.form.products
    rect = products.visualRect(products.rows.index(0))
    at = rect.center()
    at.setX(products.viewport().width() - 12)
    qtbot.mouseClick(products.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert panel.draft.products == ("Mobile payment app",)


def test_ten_thousand_products_do_not_make_the_tab_taller_or_slow(panel):
    panel.form.products.paste("\n".join(f"Product {n}" for n in range(10_000)))
    assert len(panel.draft.products) == 10_002
    assert panel.form.products.height() < 300


# --- formats and the rest --------------------------------------------------------------------


def test_a_format_opens_in_place_and_its_changes_are_told_at_once(panel, qtbot):
    panel.findChild(QWidget, "format_2").click()
    name = panel.findChild(QLineEdit, "format_name")
    assert name.text() == "story-vertical"
    qtbot.keyClicks(name, "reel")
    aspect = panel.findChild(QWidget, "format_aspect")
    aspect.setCurrentIndex(aspect.findData("4:3"))
    aspect.activated.emit(aspect.currentIndex())
    assert panel.draft.formats[1] == Format("reel", "4:3", "design")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert panel.findChild(QLineEdit, "format_name").isVisible() is False


def test_formats_are_added_with_a_shape_that_is_not_there_and_removed_with_undo(panel):
    panel.form.formats_section.link.click()
    assert panel.draft.formats[-1] == Format("format-4", "4:5")
    panel.findChild(QWidget, "format_remove").click()
    assert len(panel.draft.formats) == 3
    panel.toast.action.click()
    assert len(panel.draft.formats) == 4


def test_thousands_of_formats_are_not_thousands_of_widgets(panel):
    panel.load(replace(first_draft(), formats=tuple(Format(f"f{n}", "1:1") for n in range(5000))))
    more = panel.findChild(QWidget, "formats_more")
    assert more.text() == f"and {5000 - FORMATS_SHOWN:,} more"


def test_metadata_grows_a_row_as_it_is_typed_and_its_names_become_fields(worked_out, qtbot):
    worked_out.form.more.set_open(True)
    key = worked_out.findChild(QLineEdit, "metadata_name_1")
    qtbot.keyClicks(key, "client")
    qtbot.keyClicks(worked_out.findChild(QLineEdit, "metadata_value_1"), "ACME")
    assert worked_out.draft.metadata == (("client", "ACME"),)
    assert worked_out.findChild(QLineEdit, "metadata_name_2") is not None
    worked_out.form.prompt.replace_text("{client} {product} {format}")
    assert not worked_out.outlook.problems
    worked_out.findChild(QWidget, "metadata_remove_1").click()
    assert worked_out.draft.metadata == ()
    assert "client" in worked_out.outlook.problems["prompt"]


def test_a_callback_to_ones_own_network_needs_the_users_word(worked_out, qtbot):
    worked_out.form.more.set_open(True)
    qtbot.keyClicks(worked_out.form.more.callback, "http://127.0.0.1:9000/x")
    assert worked_out.form.more._sections["callback"].problem
    assert not worked_out.bar.button.isEnabled()
    worked_out.form.more.own_network.click()
    assert not worked_out.form.more._sections["callback"].problem
    assert all(job.callback_own_network for job in worked_out.outlook.offer.jobs)


# --- the foot --------------------------------------------------------------------------------


def test_the_button_says_what_it_queues_and_costs(worked_out):
    assert worked_out.bar.button.text() == "Queue 6 images · $0.48"
    worked_out.form.count.spin.setValue(4)
    assert worked_out.bar.button.text() == "Queue 24 images · $1.92"


def test_a_button_that_is_off_has_its_reason_beside_it(worked_out):
    worked_out.load(Draft())
    assert not worked_out.bar.button.isEnabled()
    assert worked_out.bar.reason.text() == "Give the campaign a name."
    assert worked_out.form.name_section.problem == "", "an empty field is no error yet"
    worked_out.load(first_draft())
    worked_out.set_blocked("Connecting…")
    assert (worked_out.bar.button.isEnabled(), worked_out.bar.reason.text()) == (
        False,
        "Connecting…",
    )


def test_what_was_run_already_is_counted_beside_the_jobs(panel):
    outlook = work_out(panel.draft, PUBLISHED)
    earlier = {one: Earlier("old", None, JobState.DONE, (1,)) for one in outlook.fingerprints[:1]}
    panel.show_outlook(with_earlier(outlook, earlier))
    assert panel.bar.jobs.text() == "6 jobs · 1 already run"
    assert panel.bar.button.text() == "Queue 5 images · $0.40"


def test_ctrl_enter_queues_or_goes_to_what_is_in_the_way(worked_out, qtbot):
    asked = []
    worked_out.queue_requested.connect(lambda: asked.append(1))
    qtbot.keyClick(worked_out.form.prompt, Qt.Key.Key_Return, CTRL)
    assert asked == [1]
    worked_out.form.edited.emit({"budget": "x"})
    qtbot.keyClick(worked_out.form.prompt, Qt.Key.Key_Return, CTRL)
    assert asked == [1]
    assert worked_out.window().focusWidget() is worked_out.form.budget


def test_the_draft_is_told_once_it_rests_and_comes_back(panel, qtbot):
    with qtbot.waitSignal(panel.draft_changed):
        panel.form.edited.emit({"name": "Q2"})
    saved = panel.state()
    panel.load(Draft())
    panel.restore(saved)
    assert panel.draft.name == "Q2"
    assert not panel.can_undo


def test_undo_in_the_template_comes_before_undo_of_a_load(panel, qtbot):
    panel.load(replace(first_draft(), prompt="{product}"))
    edit = panel.form.prompt
    edit.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(edit, "!")
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert panel.draft.prompt == "{product}"
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert panel.draft == first_draft()


def test_a_dropped_file_is_handed_on(panel, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("prompt\na", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    seen = []
    panel.files_dropped.connect(seen.append)
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier, QEvent.Type.Drop,
    )  # fmt: skip
    panel.dropEvent(event)
    assert seen == [[file]]


def test_every_control_has_a_name_for_who_listens(panel):
    panel.form.more.set_open(True)
    panel.form.formats.open(0)
    kinds = ("QPushButton", "QToolButton", "QLineEdit", "QComboBox", "QAbstractButton", "QCheckBox")
    unnamed = [
        widget.objectName() or type(widget).__name__
        for widget in panel.findChildren(QWidget)
        if any(widget.inherits(kind) for kind in kinds)
        and widget.isVisible()
        and not widget.accessibleName()
        and not widget.parent().inherits("QSpinBox")
    ]
    assert unnamed == []
