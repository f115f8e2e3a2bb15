"""What a view lists once its open stacks are laid out."""

from array import array

from ideogram_desk.desktop.gallery.rows import Order
from ideogram_desk.desktop.gallery.stacks import laid_out
from ideogram_desk.domain.search import Found, Group, Grouping, Sort, View


def found(numbers, stacks=None, groups=()):
    made = tuple(Group(key, key.upper(), count) for key, count in groups)
    return Found(array("q", numbers), made, array("H", stacks) if stacks else None)


def test_an_open_stack_lies_behind_its_first_picture():
    closed = found([90, 70, 50], [3, 1, 2], [("a", 2), ("b", 1)])
    view = View(grouping=Grouping.DAY, stacked=True)
    listed = laid_out(closed, view, {90: [90, 88, 87], 50: array("q", [50, 40])})
    assert list(listed.numbers) == [90, 88, 87, 70, 50, 40]
    assert list(listed.stacks) == [3, 1, 1, 1, 2, 1]
    assert [(group.key, group.count) for group in listed.groups] == [("a", 4), ("b", 2)]
    assert {cover: list(behind) for cover, behind in listed.opened.items()} == {
        90: [88, 87],
        50: [40],
    }
    assert listed.order is Order.ANY
    assert list(closed.numbers) == [90, 70, 50]


def test_no_picture_is_listed_twice():
    # A run that went on past midnight has a row on both days.
    closed = found([90, 50], [2, 2], [("a", 1), ("b", 1)])
    run = [90, 80, 50, 40]
    listed = laid_out(closed, View(grouping=Grouping.DAY, stacked=True), {90: run, 50: run})
    assert sorted(listed.numbers) == [40, 50, 80, 90]


def test_a_stack_that_is_not_there_any_more_is_not_open():
    closed = found([90, 70], [2, 1])
    listed = laid_out(closed, View(stacked=True), {60: [60, 50]})
    assert list(listed.numbers) == [90, 70]
    assert not listed.opened
    assert listed.order is Order.DESCENDING


def test_the_order_is_believed_only_where_it_holds():
    days = [("a", 2), ("b", 1)]
    newest, oldest = View(grouping=Grouping.DAY), View(grouping=Grouping.DAY, sort=Sort.OLDEST)
    assert laid_out(found([9, 8, 7], groups=days), newest, {}).order is Order.DESCENDING
    assert laid_out(found([7, 8, 9], groups=days), oldest, {}).order is Order.ASCENDING
    # The clock was set back between the two days.
    assert laid_out(found([6, 5, 7], groups=days), newest, {}).order is Order.ANY
    assert laid_out(found([9, 8, 7]), View(sort=Sort.RATING), {}).order is Order.ANY
