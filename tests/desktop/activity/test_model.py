"""Rows come, go and change places, and keep who they are."""

import random

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt

from ideogram_desk.desktop.activity.model import MIME, RowModel
from ideogram_desk.desktop.activity.rows import Row


def listed(keys):
    return [Row(key, key, "") for key in keys]


def keys(model):
    return "".join(model.row(model.index(at)).key for at in range(model.rowCount()))


@pytest.fixture
def model(qapp, qtmodeltester):
    made = RowModel()
    qtmodeltester.check(made)
    return made


def test_any_list_becomes_any_other_and_each_row_stays_itself(model):
    chance = random.Random(7)
    for _ in range(200):
        wanted = chance.sample("abcdefghij", chance.randint(0, 10))
        held = [(QPersistentModelIndex(model.index(at)), model.row(model.index(at)).key)
                for at in range(model.rowCount())]  # fmt: skip
        model.show(listed(wanted))
        assert keys(model) == "".join(wanted)
        for index, key in held:
            assert index.isValid() == (key in wanted)
            if index.isValid():
                assert model.row(index).key == key


def test_a_change_of_words_moves_nothing(model, qtbot):
    model.show(listed("abc"))
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.layoutChanged):
        assert not model.show([Row("a", "a", ""), Row("b", "b", "Done"), Row("c", "c", "")])


def dropped(model, key, at):
    data = QMimeData()
    data.setData(MIME, key.encode())
    moved = []
    model.move_requested.connect(lambda job, before: moved.append((job, before)))
    took = model.dropMimeData(data, Qt.DropAction.MoveAction, at, 0, QModelIndex())
    return took, moved


@pytest.mark.parametrize(("at", "before"), [(0, "a"), (1, "b"), (4, None), (-1, None)])
def test_a_drop_between_two_rows_asks_for_that_place(model, at, before):
    model.can_move = True
    model.show(listed("abcd"))
    assert dropped(model, "c", at) == (False, [("c", before)])


def test_a_drop_where_it_stood_asks_for_nothing(model):
    model.can_move = True
    model.show(listed("abcd"))
    assert dropped(model, "c", 2) == (False, [])
    model.can_move = False
    assert dropped(model, "c", 0) == (False, [])


def test_a_row_is_read_out_whole(model):
    model.show([Row("a", "a red fox", "Generating", "7 s")])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(0), role) == "a red fox, Generating, 7 s"
