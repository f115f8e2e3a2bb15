"""Rows come, go and change places in a tree, and keep who they are."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from ideogram_desk.desktop.browse.model import DRAFT, BrowseModel
from ideogram_desk.desktop.browse.rows import Kind, Row


def made(keys, **rows):
    """Rows named by letters; those named in `rows` hold these."""
    return tuple(
        Row(key, key, Kind.COLLECTION, count=1, target="1", rows=made(rows.get(key, "")))
        for key in keys
    )


def tree(model, parent=None):
    parent = QModelIndex() if parent is None else parent
    found = ""
    for at in range(model.rowCount(parent)):
        index = model.index(at, 0, parent)
        inner = tree(model, index)
        found += model.row(index).key + (f"({inner})" if inner else "")
    return found


def every_index(model, parent=None):
    parent = QModelIndex() if parent is None else parent
    for at in range(model.rowCount(parent)):
        index = model.index(at, 0, parent)
        yield index
        yield from every_index(model, index)


@pytest.fixture
def model(qapp, qtmodeltester):
    model = BrowseModel()
    model.show(made("ab", b="cd"))
    qtmodeltester.check(model, force_py=True)
    return model


def test_any_tree_becomes_any_other_and_each_row_stays_itself(qapp, qtmodeltester):
    model = BrowseModel()
    model.show(made("pq", p="abc"))
    qtmodeltester.check(model)  # it listens to every change from here on
    chance = random.Random(5)
    for _ in range(150):
        letters = chance.sample("abcdefgh", chance.randint(0, 8))
        cut = chance.randint(0, len(letters))
        parts = {"p": "".join(letters[:cut]), "q": "".join(letters[cut:])}
        tops = chance.sample("pq", 2)
        held = [
            (QPersistentModelIndex(index), model.row(index).key, model.row(index.parent()))
            for index in every_index(model)
        ]
        model.show(made(tops, **parts))
        assert tree(model) == "".join(
            top + (f"({parts[top]})" if parts[top] else "") for top in tops
        )
        for index, key, parent in held:
            stayed = parent is None or key in parts[parent.key]
            assert index.isValid() == stayed
            if stayed:
                assert model.row(index).key == key


def test_a_changed_count_is_one_row_told(model, qtbot):
    rows = list(made("ab", b="cd"))
    rows[1] = replace(rows[1], rows=(replace(rows[1].rows[0], count=9), rows[1].rows[1]))
    told = []
    model.dataChanged.connect(lambda first, last, *_: told.append((first, last)))
    with qtbot.assertNotEmitted(model.layoutChanged), qtbot.assertNotEmitted(model.rowsInserted):
        model.show(rows)
    assert [(model.row(first).key, model.row(last).key) for first, last in told] == [("c", "c")]


def test_the_same_again_tells_nothing(model, qtbot):
    with qtbot.assertNotEmitted(model.dataChanged):
        model.show(made("ab", b="cd"))


def test_neighbours_that_change_are_told_together(model):
    told = []
    model.dataChanged.connect(lambda first, last, *_: told.append((first.row(), last.row())))
    model.show([replace(row, is_on=True) for row in made("ab", b="cd")])
    assert told == [(0, 1)]


def test_a_draft_stands_first_and_outlives_new_counts(model):
    index = model.begin_draft("b")
    assert tree(model) == f"ab({DRAFT}cd)"
    assert model.row(index).target == "b"
    model.show(made("ab", b="dc"))
    assert tree(model) == f"ab({DRAFT}dc)"
    model.end_draft()
    assert tree(model) == "ab(dc)"


def test_a_second_draft_takes_the_place_of_the_first(model):
    model.begin_draft("b")
    model.begin_draft("a")
    assert tree(model) == f"a({DRAFT})b(cd)"


def test_a_name_is_asked_for_and_not_taken(model, qtbot):
    index = model.index_of("a")
    with qtbot.waitSignal(model.named) as asked:
        assert model.setData(index, "  Summer \n 2026 ")
    assert asked.args == [model.row(index), "Summer 2026"]
    assert model.data(index) == "a"
    for same in ("a", "   ", ""):
        with qtbot.assertNotEmitted(model.named):
            assert not model.setData(index, same)


def test_rows_are_read_out_with_count_and_state(model):
    role = Qt.ItemDataRole.AccessibleTextRole
    row = Row("t", "launch", Kind.FACET, count=1204, filter="tag:launch", is_on=True)
    model.show([row, replace(row, key="u", count=1, is_on=False, is_out=True)])
    assert model.data(model.index(0, 0), role) == "launch, 1,204 pictures, on"
    assert model.data(model.index(1, 0), role) == "launch, 1 picture, left out"


def test_assistive_technology_presses_by_the_check_state(model, qtbot):
    role = Qt.ItemDataRole.CheckStateRole
    index = model.index_of("a")
    assert model.data(index, role) == Qt.CheckState.Unchecked
    with qtbot.waitSignal(model.pressed):
        model.setData(index, Qt.CheckState.Checked, role)
