"""Shows a PySide6 that loses references to None or True, long before the program would abort.

PySide6 6.12.0 drops one reference to None with every method that returns nothing. Before
Python 3.12 that ends the process once a few thousand are used up; short tests never see it.
"""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QWidget

# From 3.12 on None and True are immortal: Qt still moves their counts, and nothing comes of it.
pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal")

ROUNDS = 500
SLACK = 250


class Sender(QObject):
    fired = Signal(bool)
    plain = Signal()


def lost(value, act, rounds=ROUNDS):
    before = sys.getrefcount(value)
    for _ in range(rounds):
        act()
    return before - sys.getrefcount(value)


def test_setting_a_text_loses_no_reference_to_none(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    assert lost(None, lambda: label.setText("a")) <= SLACK


def test_asking_for_a_repaint_loses_no_reference_to_none(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    assert lost(None, widget.update) <= SLACK


@pytest.mark.parametrize("value", [None, True], ids=["None", "True"])
def test_emitting_loses_no_reference(qapp, value):
    sender = Sender()
    got = []
    sender.fired.connect(lambda _on: got.append(1))
    assert lost(value, lambda: sender.fired.emit(True), 200) <= 100
    assert len(got) == 200


@pytest.mark.parametrize("value", [None, True], ids=["None", "True"])
def test_connecting_and_disconnecting_loses_no_reference(qapp, value):
    sender = Sender()

    def there_and_back():
        sender.plain.connect(print)
        assert sender.plain.disconnect(print)

    assert lost(value, there_and_back, 200) <= 100


def test_the_measure_sees_references_to_none_that_are_let_go():
    held = [None] * ROUNDS
    assert lost(None, held.pop) > SLACK
