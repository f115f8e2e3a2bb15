"""Changes to the library: what each does, what it says, and that every one of them goes back."""

import random
from array import array

import pytest

from ideogram_desk.domain.change import (
    Collect,
    Favor,
    Flag,
    Label,
    MoveCollection,
    NewCollection,
    Rate,
    Remark,
    RemoveCollection,
    RenameCollection,
    RenameTag,
    Restore,
    Stack,
    Tag,
    Trash,
    Uncollect,
    Unstack,
)
from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import JobState
from tests.store.conftest import new

# Whatever a change may touch; the words of tags in any order.
ROWS = (
    "SELECT * FROM picture ORDER BY number",
    "SELECT tag, picture FROM picture_tag ORDER BY picture, tag COLLATE BINARY",
    "SELECT id, name, parent, created_at FROM collection ORDER BY id",
    "SELECT * FROM collection_picture ORDER BY collection, picture",
    "SELECT * FROM tally ORDER BY name",
    "SELECT rowid, length(tags), remark FROM tagged ORDER BY rowid",
)


async def rows(work):
    return [await work.sql(query) for query in ROWS]


async def fill(work, count, *, job="j1"):
    """A job with so many stored pictures; their numbers. Made by hand: they are only organised."""

    def insert():
        execute = work.database.execute
        execute(
            "INSERT INTO job (id, state, request, fingerprint, model, count, price_each, position,"
            " created_at, changed_at, answered, origin) VALUES (?, 'done',"
            ' \'{"prompt": "a fox", "model": "V_2"}\', \'\', \'V_2\', 1, 0, 0, 0, 0, 1, ?)',
            (job, job),
        )
        (number,) = execute("SELECT number FROM job WHERE id = ?", (job,)).fetchone()
        execute(
            "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO picture (id, job, idx, created_at, bytes, sha256, path, stored_at, cost)"
            " SELECT ? || i, ?, i, i, 100, ?, ? || i, 1, 80000 FROM n",
            (count - 1, f"{job}-", number, "f" * 64, f"{job}/"),
        )
        execute("UPDATE picture SET state = 'stored' WHERE job = ?", (number,))  # and is counted
        found = execute("SELECT number FROM picture WHERE job = ? ORDER BY number", (number,))
        return array("q", [row[0] for row in found])

    return await work.database.write(insert)


async def change(work, *changes):
    for one in changes:
        outcome = await work.organising.change(one)
    return outcome


async def picture(work, number):
    (found,) = await work.library.pictures([number])
    return found


async def collection(work, name):
    return next(c for c in await work.organising.collections() if c.name == name)


# --- each change ----------------------------------------------------------------------------------


async def test_a_rating_is_said_in_a_sentence_and_kept(work):
    numbers = await fill(work, 40)
    outcome = await change(work, Rate(numbers[:37], 4))
    assert outcome.said == outcome.entry.said == "Rated 37 pictures 4 stars"
    assert outcome.entry.count == 37
    assert list(outcome.numbers) == list(numbers[:37])
    assert (await picture(work, numbers[0])).rating == 4
    assert (await picture(work, numbers[39])).rating == 0


async def test_pictures_that_are_so_already_are_not_counted_again(work):
    numbers = await fill(work, 5)
    await change(work, Rate(numbers[:2], 3))
    outcome = await change(work, Rate(numbers, 3))
    assert outcome.said == "Rated 3 pictures 3 stars"
    assert list(outcome.numbers) == list(numbers[2:])


@pytest.mark.parametrize(
    ("one", "field", "value", "said"),
    [
        (lambda n: Rate(n, 1), "rating", 1, "Rated 1 picture 1 star"),
        (lambda n: Favor(n, favorite=True), "favorite", True, "Marked 1 picture as favorites"),
        (lambda n: Flag(n, 1), "flag", 1, "Picked 1 picture"),
        (lambda n: Flag(n, -1), "flag", -1, "Rejected 1 picture"),
        (lambda n: Label(n, 3), "label", 3, "Labelled 1 picture green"),
        (lambda n: Remark(n, " Oh. "), "remark", "Oh.", "Wrote a remark on 1 picture"),
        (lambda n: Tag(n, ["b", "a"]), "tags", ("a", "b"), "Tagged 1 picture “b” and “a”"),
        (Trash, "trashed", True, "Moved 1 picture to the trash"),
    ],
)
async def test_each_mark_is_kept_said_and_taken_back(work, one, field, value, said):
    (number, _) = await fill(work, 2)
    before = await picture(work, number)
    outcome = await change(work, one([number]))
    assert outcome.said == said
    assert getattr(await picture(work, number), field) == value
    if field not in ("remark", "tags"):
        assert getattr((await work.library.tiles([number]))[0], field) == value
    assert await change(work, one([number])) is None  # it is so already
    assert (await work.organising.undo()).said == f"Undone: {said}"
    assert await picture(work, number) == before


@pytest.mark.parametrize(
    ("mark", "off", "said"),
    [
        (Rate([1], 5), Rate([1], 0), "Took the stars off 1 picture"),
        (Favor([1], favorite=True), Favor([1], favorite=False),
         "Marked 1 picture, no longer as favorites"),
        (Flag([1], 1), Flag([1], 0), "Took the flags off 1 picture"),
        (Label([1], 1), Label([1], 0), "Took the labels off 1 picture"),
        (Remark([1], "x"), Remark([1], " "), "Took the remarks off 1 picture"),
        (Tag([1], ["x", "y"]), Tag([1], remove=["X"]), "Took the tag “X” off 1 picture"),
        (Tag([1], ["x"]), Tag([1], ["z"], ["x"]), "Tagged 1 picture “z” and took “x” away"),
    ],
)  # fmt: skip
async def test_each_mark_can_be_taken_off(work, mark, off, said):
    await fill(work, 1)
    before = await rows(work)
    await change(work, mark)
    marked = await rows(work)
    assert (await change(work, off)).said == said
    await work.organising.undo()
    assert await rows(work) == marked
    await work.organising.undo()
    assert await rows(work) == before


async def test_a_tag_is_the_same_tag_in_capitals_and_is_spelt_as_it_was_first(work):
    one, two, _ = await fill(work, 3)
    await change(work, Tag([one], ["Fox"]))
    await change(work, Tag([one, two], ["fOX", " fox "]))
    assert (await picture(work, one)).tags == (await picture(work, two)).tags == ("Fox",)


async def test_a_tag_that_is_to_be_added_and_taken_away_is_added(work):
    (number,) = await fill(work, 1)
    await change(work, Tag([number], ["fox", "sea"]))
    outcome = await change(work, Tag([number], ["fox"], ["Fox", "sea"]))
    assert outcome.said == "Took the tag “sea” off 1 picture"
    assert (await picture(work, number)).tags == ("fox",)


async def test_renaming_a_tag_joins_it_to_the_one_that_is_there(work):
    one, two, three = await fill(work, 3)
    await change(work, Tag([one, two], ["sea"]), Tag([two, three], ["ocean"]))
    before = await rows(work)
    outcome = await change(work, RenameTag("Sea", "ocean"))
    assert outcome.said == "Renamed the tag “Sea” to “ocean” on 2 pictures"
    assert [(await picture(work, n)).tags for n in (one, two, three)] == [("ocean",)] * 3
    await work.organising.undo()
    assert await rows(work) == before


async def test_a_tag_is_written_anew_in_capitals(work):
    one, two = await fill(work, 2)
    await change(work, Tag([one, two], ["lisbon"]))
    before = await rows(work)
    await change(work, RenameTag("lisbon", "Lisbon"))
    assert (await picture(work, one)).tags == ("Lisbon",)
    assert await change(work, RenameTag("lisbon", "Lisbon")) is None
    await work.organising.undo()
    assert await rows(work) == before


async def test_what_was_tagged_or_remarked_on_is_found_and_after_undo_no_more(work):
    one, _ = await fill(work, 2)
    found = "SELECT rowid FROM tagged WHERE tagged MATCH ?"
    await change(work, Tag([one], ["red fox"]), Remark([one], "For Ann"))
    assert await work.sql(found, "fox") == await work.sql(found, "ann") == [(one,)]
    await work.organising.go_to(0)
    assert await work.sql(found, "fox OR ann") == []


# --- trash ----------------------------------------------------------------------------------------


async def test_what_is_in_the_trash_is_hidden_and_not_counted(work):
    numbers = await fill(work, 5)
    outcome = await change(work, Trash(numbers[:2]))
    assert list(outcome.hidden) == list(numbers[:2])
    assert not outcome.shown
    totals = await work.library.totals()
    assert (totals.pictures, totals.bytes) == (3, 300)
    outcome = await change(work, Restore(numbers))
    assert (list(outcome.shown), list(outcome.hidden)) == (list(numbers[:2]), [])
    assert outcome.said == "Restored 2 pictures"
    assert (await work.library.totals()).pictures == 5
    outcome = await work.organising.undo()
    assert list(outcome.hidden) == list(numbers[:2])


async def test_a_tile_without_its_picture_is_not_put_into_the_trash(work):
    await work.add(new(count=2))
    (number, other) = await work.library.numbers("")
    assert await change(work, Trash([number, other])) is None
    await work.finish()
    assert (await change(work, Trash([number]))).entry.count == 1
    (job,) = await work.library.jobs()
    assert job.state is JobState.DONE
    assert await work.broken() == []


# --- stacks ---------------------------------------------------------------------------------------


async def test_stacking_takes_whole_stacks_along_and_so_does_taking_them_apart(work):
    a, b, c, d, e = await fill(work, 5)
    await change(work, Stack([a, b]))
    first = (await picture(work, a)).stack
    await change(work, Stack([c, d]))
    assert (await picture(work, c)).stack != first
    outcome = await change(work, Stack([b, c]))
    assert list(outcome.numbers) == [a, b, c, d]
    assert len({(await picture(work, n)).stack for n in (a, b, c, d)}) == 1
    assert (await picture(work, e)).stack is None
    assert await change(work, Stack([a, d])) is None
    assert await change(work, Stack([e])) is None
    outcome = await change(work, Unstack([a]))
    assert outcome.said == "Unstacked 4 pictures"
    await work.organising.undo()
    await work.organising.undo()
    assert (await picture(work, b)).stack == first
    assert await work.broken() == []


async def test_a_run_is_stacked_whole_with_what_was_made_beside_it(work):
    run, other = await fill(work, 4), await fill(work, 3, job="j2")
    await change(work, Stack(run[:2]), Trash(run[3:]))
    outcome = await change(work, Stack([run[2], other[0]], runs=True))
    assert list(outcome.numbers) == [run[2], *other]
    assert (await picture(work, run[0])).stack != (await picture(work, run[2])).stack


# --- collections ----------------------------------------------------------------------------------


async def test_a_picture_lies_in_many_collections_which_count_what_is_not_in_the_trash(work):
    numbers = await fill(work, 4)
    await change(work, NewCollection("  Best   of "), NewCollection("Autumn"))
    best, autumn = await collection(work, "Best of"), await collection(work, "Autumn")
    outcome = await change(work, Collect(numbers[:3], best.id), Collect(numbers, autumn.id))
    assert outcome.said == "Put 4 pictures into “Autumn”"
    assert (await picture(work, numbers[0])).collections == ("Autumn", "Best of")
    await change(work, Trash(numbers[:1]))
    found = [(c.name, c.count) for c in await work.organising.collections()]
    assert found == [("Autumn", 3), ("Best of", 2)]
    outcome = await change(work, Uncollect(numbers, best.id))
    assert outcome.said == "Took 3 pictures out of “Best of”"
    assert (await collection(work, "Best of")).count == 0


async def test_a_branch_of_collections_is_removed_and_comes_back_whole(work):
    numbers = await fill(work, 6)
    await change(work, NewCollection("Clients"))
    clients = (await collection(work, "Clients")).id
    await change(work, NewCollection("Ann", clients), NewCollection("Other"))
    ann = (await collection(work, "Ann")).id
    await change(work, NewCollection("Logo", ann), Collect(numbers[:4], ann))
    await change(work, Collect(numbers[2:], (await collection(work, "Logo")).id))
    before = await rows(work)
    outcome = await change(work, RemoveCollection(clients))
    assert outcome.said == "Removed the collection “Clients” and 2 inside it"
    assert list(outcome.numbers) == list(numbers)
    assert [c.name for c in await work.organising.collections()] == ["Other"]
    removed = await rows(work)
    await work.organising.undo()
    assert await rows(work) == before
    await work.organising.redo()
    assert await rows(work) == removed
    assert await work.broken() == []


async def test_a_collection_is_renamed_and_moved(work):
    (number,) = await fill(work, 1)
    await change(work, NewCollection("a"), NewCollection("b"))
    a, b = (await collection(work, "a")).id, (await collection(work, "b")).id
    await change(work, Collect([number], a))
    outcome = await change(work, RenameCollection(a, "Ä"))
    assert (outcome.said, list(outcome.numbers)) == (
        "Renamed the collection “a” to “Ä”",
        [number],  # which shows its collections' names
    )
    outcome = await change(work, MoveCollection(a, b))
    assert outcome.said == "Moved the collection “Ä” into “b”"
    assert (await collection(work, "Ä")).parent == b
    assert await change(work, MoveCollection(a, b)) is None
    assert (await change(work, MoveCollection(a, None))).said.endswith("to the top")


async def test_what_cannot_be_done_to_collections_is_said_and_changes_nothing(work):
    await change(work, NewCollection("a"))
    a = (await collection(work, "a")).id
    await change(work, NewCollection("b", a))
    b = (await collection(work, "b")).id
    before, history = await rows(work), await work.organising.history()
    for wrong, sentence in (
        (NewCollection(" "), "A collection needs a name."),
        (NewCollection("A"), "There is a collection “A” here already."),
        (NewCollection("x", 99), "This collection is not there any more."),
        (RenameCollection(99, "x"), "This collection is not there any more."),
        (MoveCollection(a, b), "The collection “a” cannot be put into itself."),
        (MoveCollection(a, a), "The collection “a” cannot be put into itself."),
        (RemoveCollection(99), "This collection is not there any more."),
        (Collect([1], 99), "This collection is not there any more."),
        (RenameTag("x", " "), "A tag needs a name."),
    ):
        with pytest.raises(StoreError, match=sentence):
            await work.organising.change(wrong)
    assert (await rows(work), await work.organising.history()) == (before, history)


# --- the journal ----------------------------------------------------------------------------------


async def test_the_journal_goes_back_after_a_restart(work):
    numbers = await fill(work, 3)
    before = await rows(work)
    await change(work, Rate(numbers, 2), Tag(numbers[:1], ["x"]), Trash(numbers[2:]))
    after = await rows(work)
    work.reopen()
    said = [entry.said for entry in await work.organising.history()]
    assert said == ["Moved 1 picture to the trash", "Tagged 1 picture “x”",
                    "Rated 3 pictures 2 stars"]  # fmt: skip
    for _ in range(3):
        assert await work.organising.undo() is not None
        work.reopen()
    assert await rows(work) == before
    assert await work.organising.undo() is None
    for _ in range(3):
        assert await work.organising.redo() is not None
    assert await rows(work) == after
    assert await work.organising.redo() is None


async def test_a_new_change_drops_what_was_undone_but_the_journal_keeps_it(work):
    numbers = await fill(work, 2)
    await change(work, Rate(numbers, 1), Rate(numbers, 2), Rate(numbers, 3))
    await work.organising.undo()
    await work.organising.undo()
    undone = [(entry.said, entry.undone) for entry in await work.organising.history()]
    assert undone == [("Rated 2 pictures 3 stars", True), ("Rated 2 pictures 2 stars", True),
                      ("Rated 2 pictures 1 star", False)]  # fmt: skip
    await change(work, Rate(numbers, 5))
    assert await work.organising.redo() is None
    history = await work.organising.history()
    assert [entry.said for entry in history] == ["Rated 2 pictures 5 stars",
                                                 "Rated 2 pictures 1 star"]  # fmt: skip
    assert await work.sql("SELECT count(*), sum(dropped) FROM change") == [(4, 2)]
    with pytest.raises(NotFound):
        await work.organising.go_to(2)
    assert await work.broken() == []


async def test_what_changes_nothing_leaves_what_was_undone_in_place(work):
    numbers = await fill(work, 1)
    await change(work, Rate(numbers, 3))
    await work.organising.undo()
    assert await change(work, Rate(numbers, 0)) is None
    assert (await work.organising.redo()).said == "Done again: Rated 1 picture 3 stars"


async def test_one_goes_to_any_place_in_the_history_and_is_told_of_it_once(work):
    numbers = await fill(work, 3)
    states = [await rows(work)]
    entries = []
    for one in (Rate(numbers, 1), Trash(numbers[:1]), Restore(numbers), Trash(numbers[1:2])):
        entries.append((await change(work, one)).entry)
        states.append(await rows(work))
    outcome = await work.organising.go_to(entries[0].number)
    assert await rows(work) == states[1]
    assert outcome.said == "Back to: Rated 3 pictures 1 star"
    assert outcome.entry == entries[0]
    # The first was thrown away and taken back on the way: it shows as before.
    assert (list(outcome.hidden), list(outcome.shown)) == ([], [numbers[1]])
    outcome = await work.organising.go_to(entries[2].number)
    assert outcome.said == "Forward to: Restored 1 picture"
    assert outcome.entry == entries[2]
    assert await rows(work) == states[3]
    assert await work.organising.go_to(entries[2].number) is None
    assert (await work.organising.go_to(0)).said == "Back to the beginning"
    assert await rows(work) == states[0]


async def test_nobody_can_rewrite_the_journal(work):
    await change(work, Rate(await fill(work, 1), 1))
    for statement in (
        "DELETE FROM change", "DELETE FROM change_part", "UPDATE change SET said = ''",
        "UPDATE change_part SET new = 5",
    ):  # fmt: skip
        with pytest.raises(Exception, match="the journal is only added to"):
            await work.sql(statement)


async def test_a_change_that_fails_midway_leaves_nothing(work):
    numbers = await fill(work, 3)
    before = await rows(work)
    await work.sql(
        "CREATE TEMP TRIGGER no_more BEFORE INSERT ON main.change_part"
        " BEGIN SELECT raise(ABORT, 'broken'); END"
    )
    with pytest.raises(Exception, match="broken"):
        await change(work, Tag(numbers, ["x"]))
    assert await rows(work) == before
    assert await work.organising.history() == []


# --- many pictures --------------------------------------------------------------------------------


def statements(work, monkeypatch):
    """Every statement that is made on the writing connection from now on."""
    made = []
    execute, execute_many = work.database.execute, work.database.execute_many

    def counted(sql, params=()):
        made.extend([sql] * (not sql.startswith("PRAGMA")))
        return execute(sql, params)

    def counted_many(sql, many):
        many = list(many)
        made.extend([sql] * len(many))
        execute_many(sql, many)

    monkeypatch.setattr(work.database, "execute", counted)
    monkeypatch.setattr(work.database, "execute_many", counted_many)
    return made


@pytest.mark.parametrize("count", [100, 10_000, 100_000])
async def test_a_change_takes_as_many_statements_for_many_pictures_as_for_few(
    work, monkeypatch, count
):
    numbers = await fill(work, count)
    await change(work, NewCollection("all"))
    everything = [Tag(numbers, ["red fox", "sea"]), Rate(numbers, 3), Trash(numbers),
                  Collect(numbers, 1), Stack(numbers)]  # fmt: skip
    made = statements(work, monkeypatch)
    for one in everything[: 5 if count < 100_000 else 2]:
        made.clear()
        outcome = await work.organising.change(one)
        assert len(outcome.numbers) == outcome.entry.count == count
        assert len(made) <= 14, made
        made.clear()
        assert len((await work.organising.undo()).numbers) == count
        assert len(made) <= 9, made
    (size,) = (await work.sql("SELECT sum(length(numbers)) FROM change_part"))[0]
    assert size < 2000 + count / 2  # neighbours take next to no room in the journal


async def test_a_change_back_to_many_values_takes_a_statement_for_each_value(work, monkeypatch):
    numbers = await fill(work, 1000)
    for stars in range(1, 6):
        await change(work, Rate(numbers[stars::6], stars))
    before = await rows(work)
    made = statements(work, monkeypatch)
    outcome = await change(work, Rate(numbers, 5))
    assert outcome.entry.count == 1000 - len(numbers[5::6])
    assert sum(sql.startswith("UPDATE picture") for sql in made) == 1
    made.clear()
    await work.organising.undo()
    assert sum(sql.startswith("UPDATE picture") for sql in made) == 5
    assert await rows(work) == before


# --- what pictures have in common -----------------------------------------------------------------


async def test_a_summary_tells_what_is_shared_and_what_is_not(work):
    numbers = await fill(work, 6)
    await change(work, NewCollection("c"), Collect(numbers[:2], 1), Tag(numbers[:4], ["fox"]))
    await change(work, Tag(numbers[:1], ["sea"]), Rate(numbers[:3], 4), Flag(numbers[3:], -1))
    await change(work, Remark(numbers[4:], "Oh"), Favor(numbers[:1], favorite=True))
    await change(work, Label(numbers, 2), Stack(numbers[:2]), Trash(numbers[5:]))
    found = await work.organising.summary(numbers)
    assert found.count == 6
    assert found.ratings == {4: 3, 0: 3}
    assert found.flags == {0: 3, -1: 3}
    assert found.labels == {2: 6}
    assert (found.favorites, found.stacked, found.trashed) == (1, 2, 1)
    assert list(found.tags.items()) == [("fox", 4), ("sea", 1)]
    assert found.collections == {1: 2}
    assert found.remarks == {"": 4, "Oh": 2}
    assert (found.bytes, found.cost, found.play) == (600, 480_000, 0)
    assert (await work.organising.summary([])).count == 0


async def test_play_money_is_told_apart_from_real_money(work):
    real, play = await fill(work, 2), await fill(work, 3, job="j2")

    async def charge(job, *, sandbox):
        await work.sql("UPDATE job SET sandbox = ? WHERE number = ?", int(sandbox), job)
        await work.sql(
            "INSERT INTO ledger (at, job, model, sandbox, entry, charged)"
            " VALUES (0, ?, '', ?, 'charged', 80000)",
            job,
            int(sandbox),
        )
        found = await work.organising.summary([*real, *play])
        return found.cost, found.play

    assert await charge(2, sandbox=True) == (0, 400_000)  # nothing real was ever charged
    assert await charge(1, sandbox=False) == (160_000, 240_000)
    await work.sql("UPDATE account SET charged = 0 WHERE sandbox = 1")
    assert (await work.organising.summary(real)).cost == 160_000


async def test_a_summary_takes_as_many_queries_for_many_as_for_few(work, monkeypatch):
    numbers = await fill(work, 100_000)
    asked = []
    query = work.database.query
    monkeypatch.setattr(
        work.database, "query", lambda sql, params=(): asked.append(sql) or query(sql, params)
    )
    assert (await work.organising.summary(numbers)).count == 100_000
    assert len(asked) <= 5


# --- marks that are no changes --------------------------------------------------------------------


async def test_what_was_exported_or_is_missing_is_marked_once_and_not_in_the_journal(work):
    one, two = await fill(work, 2)
    assert list(await work.organising.mark_exported([one])) == [one]
    assert list(await work.organising.mark_exported([one, two])) == [two]
    assert list(await work.organising.mark_missing([two], missing=True)) == [two]
    found = await picture(work, two)
    assert (found.exported, found.missing) == (True, True)
    assert list(await work.organising.mark_missing([one, two], missing=False)) == [two]
    assert not (await work.library.tiles([two]))[0].missing
    assert await work.organising.history() == []


# --- any history ----------------------------------------------------------------------------------


class Historian:
    """Changes at random, on pictures, tags and collections that are there or not."""

    def __init__(self, work, numbers, chance):
        self.work, self.numbers, self.chance = work, numbers, chance

    def some(self):
        return self.chance.sample(self.numbers, self.chance.randint(0, len(self.numbers)))

    def tags(self):
        return self.chance.sample(["fox", "Fox", "sea", "red fox", "Ä"], self.chance.randint(0, 3))

    async def collection(self):
        return self.chance.choice([*(await self.work.organising.collections()), None])

    async def change(self):
        choice, some = self.chance.choice, self.some()
        one, other = await self.collection(), await self.collection()
        one_id, other_id = one.id if one else 1, other.id if other else None
        return choice(
            [
                Rate(some, choice(range(6))),
                Favor(some, choice([True, False])),
                Flag(some, choice([-1, 0, 1])),
                Label(some, choice(range(5))),
                Tag(some, self.tags(), self.tags()),
                Remark(some, choice(["", "x", "for Ann"])),
                Trash(some),
                Restore(some),
                Stack(some[:3]),
                Unstack(some[:1]),
                RenameTag(choice(["fox", "sea", "ä"]), choice(["FOX", "see", "Ä"])),
                NewCollection(choice("abcdef"), other_id),
                RenameCollection(one_id, choice("abcdef")),
                MoveCollection(one_id, other_id),
                RemoveCollection(one_id),
                Collect(some, one_id),
                Uncollect(some, one_id),
            ]
        )


async def live(work, seed, steps):
    """After each step of a random history the rows are what they were when it was last here."""
    chance = random.Random(seed)
    numbers = list(await fill(work, 12)) + list(await fill(work, 4, job="j2"))
    historian = Historian(work, numbers, chance)
    line, done = [await rows(work)], 0  # the rows after each change that is not dropped
    for _ in range(steps):
        match chance.randrange(8):
            case 0 | 1:
                outcome = await work.organising.undo()
                assert (outcome is None) == (done == 0)
                done = max(0, done - 1)
            case 2:
                outcome = await work.organising.redo()
                assert (outcome is None) == (done == len(line) - 1)
                done = min(len(line) - 1, done + 1)
            case 3 if chance.random() < 0.3:
                history = await work.organising.history()
                assert len(history) == len(line) - 1
                done = chance.randint(0, len(history))
                await work.organising.go_to(history[-done].number if done else 0)
            case 4 if chance.random() < 0.3:
                work.reopen()
            case _:
                try:
                    outcome = await work.organising.change(await historian.change())
                except StoreError:
                    continue  # said no, in a sentence
                if outcome is not None:
                    done += 1
                    line[done:] = [await rows(work)]
        assert await rows(work) == line[done]
    assert await work.broken() == []
    await work.organising.go_to(0)
    assert await rows(work) == line[0]
    assert await work.broken() == []


@pytest.mark.parametrize("seed", range(8))
async def test_any_history_goes_back_and_forth(work, seed):
    await live(work, seed, 60)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(100, 200))
async def test_very_many_histories_go_back_and_forth(work, seed):
    await live(work, seed, 300)
