"""The chart read with the pointer, with the keyboard, and by a screen reader."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from ideogram_desk.desktop import words
from ideogram_desk.desktop.money.chart import DayChart
from ideogram_desk.desktop.money.chart_layout import Day, Slice
from ideogram_desk.desktop.money.chart_painter import series_token
from ideogram_desk.desktop.theme import Theme, tokens_now

# Tooltips raise themselves, and the offscreen platform says that it cannot.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

TODAY = date(2026, 11, 21)


def day(ago, *slices):
    return Day(TODAY - timedelta(days=ago), slices)


DAYS = (
    day(2, Slice("a", 3_000_000, "5 images"), Slice("", 1_000_000, "2 images")),
    day(1),
    day(0, Slice("b", 2_000_000, "3 images")),
)


@pytest.fixture
def chart(qtbot):
    made = DayChart(
        "chart",
        "Spend by day",
        amount_words=words.dollars,
        axis_words=words.dollars,
        series_words=lambda series: series.upper() or "Others",
        day_words=lambda each: f"{each.day} {each:%b}",
        empty="Nothing spent yet",
    )
    qtbot.addWidget(made)
    made.resize(400, 208)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.clearFocus()
    return made


def point_at(chart, where):
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(where),
        QPointF(chart.mapToGlobal(where)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(chart, event)


def middle(piece):
    return QPoint(round(piece.x + piece.width / 2), round(piece.y + piece.height / 2))


def test_the_pointer_is_told_day_series_amount_and_pictures(chart):
    chart.show_days(DAYS, ("a", "b"))
    pieces = chart.pieces()
    point_at(chart, middle(pieces[0]))
    assert chart.said == "19 Nov · A · $3.00 · 5 images"
    assert QToolTip.text() == chart.said
    point_at(chart, middle(pieces[1]))
    assert chart.said == "19 Nov · Others · $1.00 · 2 images"
    point_at(chart, QPoint(middle(pieces[2]).x(), 16))
    assert chart.said == "21 Nov · $2.00"
    point_at(chart, QPoint(2, 50))
    assert chart.said == ""
    QToolTip.hideText()


def test_arrow_keys_go_from_day_to_day_and_up_the_bar(chart, qtbot):
    chart.show_days(DAYS, ("a", "b"))
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    heard = [chart.said]
    chart.pointed.connect(heard.append)
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up)
    for key in (*keys, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End):
        qtbot.keyClick(chart, key)
    assert heard == [
        "21 Nov · $2.00",
        "20 Nov · $0.00",  # there is nothing to climb there
        "19 Nov · $4.00",
        "19 Nov · A · $3.00 · 5 images",
        "19 Nov · Others · $1.00 · 2 images",  # and that is the top
        "19 Nov · A · $3.00 · 5 images",
        "19 Nov · $4.00",
        "21 Nov · $2.00",
    ]


def test_the_ends_hold_and_home_goes_to_the_first_day(chart, qtbot):
    chart.show_days(DAYS, ("a", "b"))
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.said == "21 Nov · $2.00"
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.said == "19 Nov · $4.00"


def test_a_screen_reader_is_told_the_sum_and_where_the_keyboard_is(chart, qtbot):
    chart.show_days(DAYS, ("a", "b"))
    interface = QAccessible.queryAccessibleInterface(chart)
    described = interface.text(QAccessible.Text.Description)
    assert described.startswith("$6.00 in 3 days; the most, $4.00, on 19 Nov.")
    assert interface.text(QAccessible.Text.Name) == "Spend by day"
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert interface.text(QAccessible.Text.Name) == "Spend by day: 19 Nov · $4.00"


def test_a_chart_without_anything_says_so_and_takes_no_keys(chart, qtbot):
    chart.show_days([day(1), day(0)], ())
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    point_at(chart, QPoint(200, 100))
    assert chart.said == ""
    assert chart.accessibleDescription() == "Nothing spent yet"


def test_what_was_pointed_at_stays_so_when_the_figures_change(chart):
    chart.show_days(DAYS, ("a", "b"))
    point_at(chart, middle(chart.pieces()[0]))
    chart.show_days([day(2, Slice("a", 9_000_000)), *DAYS[1:]], ("a", "b"))
    assert chart.said == "19 Nov · $9.00"
    chart.show_days(DAYS[1:], ("a", "b"))
    assert chart.said == ""
    QToolTip.hideText()


def test_a_series_is_painted_in_its_colour_in_both_themes(chart, qapp):
    theme = Theme()
    theme.apply(qapp)
    chart.show_days(DAYS, ("a", "b"))
    for choice in ("light", "dark"):
        theme.choose(choice)
        pieces, tokens, seen = chart.pieces(), tokens_now(), chart.grab().toImage()
        dpr = seen.devicePixelRatio()
        for piece, token in zip(pieces, ("accent", "faint", "good"), strict=True):
            colour = seen.pixelColor(middle(piece) * dpr)
            assert colour == QColor(getattr(tokens, token))


def test_colours_go_by_place_and_whatever_has_none_is_grey():
    order = ("a", "b", "c", "d", "e")
    tokens = [series_token(each, order) for each in (*order, "", "z")]
    assert tokens == ["accent", "good", "warn", "bad", "faint", "faint", "faint"]
