"""Searches over a real library: what is found, in which order, in which groups and stacks."""

import random
import string
from array import array
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from ideogram_desk.domain.search import Facet, Grouping, Sort, View
from ideogram_desk.domain.search_dates import local_today
from ideogram_desk.store import facets as facets_module
from ideogram_desk.store import search_words, searching
from tests.store.conftest import new


async def found(work, text="", **view):
    return list((await work.library.find(View(text, **view))).numbers)


async def change(work, number, **columns):
    for column, value in columns.items():
        await work.sql(f"UPDATE picture SET {column} = ? WHERE number = ?", value, number)


def tagged(prompt, *tags, **job):
    return new(prompt, job={"tags": tags, **job})


async def remark(work, number, text):
    """As the program writes it: the row, and what is searched."""
    await change(work, number, remark=text)
    await work.sql("DELETE FROM tagged WHERE rowid = ?", number)
    await work.sql(
        "INSERT INTO tagged (rowid, tags, remark) SELECT ?, coalesce(group_concat(tag, ' '), ''), ?"
        " FROM picture_tag WHERE picture = ?",
        number,
        text,
        number,
    )


# --- the seed document's own ----------------------------------------------------------------------


async def test_find_by_prompt(work):
    await work.add(new("a red fox"), new("a blue whale"), new("fox poster"))
    assert await found(work, "fox") == [3, 1]
    assert await found(work, '"red fox"') == [1]
    assert await found(work, "fox -red") == [3]


async def test_find_by_seed(work):
    await work.add(new("a"), new("b"), new("c"))
    await change(work, 1, seed=7)
    await change(work, 2, seed=1874209551)
    await change(work, 3, seed=7)
    assert await found(work, "seed:7") == [3, 1]
    assert await found(work, "seed:1874209551") == [2]
    assert await found(work, "seed:7 -c") == [1]
    assert await found(work, "seed:8") == []


async def test_find_by_tags(work):
    await work.add(tagged("a", "Poster", "old town"), tagged("b", "poster"), tagged("c", "posters"))
    assert await found(work, "tag:poster ") == [2, 1]
    assert await found(work, 'tag:POSTER tag:"old town"') == [1]
    assert await found(work, 'tag:poster -tag:"old town"') == [2]
    assert await found(work, "tag:postcard ") == []


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("lis", [2, 1]),  # the last word by its beginning, as you type
        ("lis poster", [1]),  # no text has it whole: then it is looked for inside words
        ("lisb* vintage", [1]),
        ("sunset", [4, 3]),  # a tag, and a prompt
        ("sunset beach", [4]),  # one in the tags, one in the prompt
        ("beach sun", [4]),
        ("sunset dusk", [4]),  # both in the tags
        ("beach dusk sun", [4]),
        ("sunset -beach", [3]),
        ("-sunset", [2, 1]),
        ("-sunset -lisbon", [2]),
        ("*isbo", [2, 1]),
        ("*isbo -vintage", [2]),
        ("-*isbo", [4, 3]),
        ("AZULEJO", [2]),
        ("é*", [2]),  # without its accent too
        ("%_", [4, 3, 2, 1]),  # says nothing
    ],
)
@pytest.mark.parametrize("rare", [0, search_words.RARE], ids=["many", "few"])
async def test_words_find(work, monkeypatch, text, numbers, rare):
    monkeypatch.setattr(search_words, "RARE", rare)  # the two ways to look among tags
    await work.add(
        new("a vintage lisbon poster"),
        new("Lisboa, azulejo éclair"),
        new("sunset over hills"),
        tagged("the beach", "sunset", "dusk"),
    )
    assert await found(work, text) == numbers
    first = await work.library.find(View(text), limit=1)
    assert list(first.numbers) == numbers[:1]


async def test_a_remark_is_found_like_a_prompt(work):
    await work.add(new("a fox"), tagged("a whale", "sea"))
    await remark(work, 2, "for the fox campaign")
    assert await found(work, "fox") == [2, 1]
    assert await found(work, "fox sea") == [2]


async def test_the_expanded_prompt_and_the_negative_one_are_found(work):
    await work.add(new("a fox", negative="blur"))
    await work.answer()  # with the prompt as the service wrote it: "a longer prompt"
    assert await found(work, "longer") == [1]
    assert await found(work, "*onge") == [1]
    assert await found(work, "fox longer blur") == [1]


async def test_what_no_picture_has_whole_is_looked_for_inside_words(work):
    await work.add(new("seafoam roasted"), new("toast"))
    found = await work.library.find(View("oast "))
    assert (list(found.numbers), found.in_parts) == ([2, 1], True)
    found = await work.library.find(View("toast "))
    assert (list(found.numbers), found.in_parts) == ([2], False)
    facets = await work.library.facets(View("oast "))
    assert facets.total == 2
    found = await work.library.find(View("nowhere "))
    assert (list(found.numbers), found.in_parts) == ([], False)


async def test_the_first_page_is_looked_for_among_the_newest_first(work, monkeypatch):
    monkeypatch.setattr(searching, "_RECENT", (2, 4))
    await work.add(tagged("fox", "x"), *[new("fox den") for _ in range(5)], new("whale"))
    for text in ("fox", "den fox", "x fox", "whale", "-whale fo"):
        whole = await found(work, text)
        for limit in (1, 2, 3, 5, 9):
            first = await work.library.find(View(text), limit=limit)
            assert list(first.numbers) == whole[:limit], (text, limit)


async def test_a_part_is_together(work):
    await work.add(new("oasis aster"), new("toast"))  # "oas" and "ast", but not "oast"
    assert await found(work, "*oast") == [2]


async def test_a_pasted_prompt_finds_its_picture(work):
    chance = random.Random(3)
    long = " ".join("".join(chance.choices(string.ascii_lowercase, k=6)) for _ in range(1400))
    await work.add(new("a fox"), new(long[:9000]))
    assert await found(work, long[:9000]) == [2]


# --- filters --------------------------------------------------------------------------------------

_NOON = datetime(2026, 11, 3, 12).astimezone()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("rating:3", [2]),
        ("rating:>=3", [3, 2]),
        ("rating:>3", [3]),
        ("rating:<3", [4, 1]),
        ("rating:2-3", [2]),
        ("rating:3 rating:5", [3, 2]),  # one picture has one rating: either
        ("rating:>=3 rating:<5", [2]),
        ("-rating:0", [3, 2]),
        ("label:red", [1]),
        ("label:r label:G", [2, 1]),
        ("label:none", [4, 3]),
        ("-label:red", [4, 3, 2]),
        ("is:favorite", [3]),
        ("-is:favorite", [4, 2, 1]),
        ("is:picked", [1]),
        ("is:rejected", [2]),
        ("is:unsafe", [4]),
        ("is:exported", [1]),
        ("is:missing", [3]),
        ("is:reproduced", [4]),
        ("style:design", [2]),
        ("style:des", [2]),  # as you type
        ("-style:design", [4, 3, 1]),
        ("aspect:16:9", [3]),
        ("aspect:16x9", [3]),
        ("model:2.0", [3, 2, 1]),
        ("model:2.0 model:3.0", [4, 3, 2, 1]),
        ("model:v_2", [3, 2, 1]),
        ("-model:2.0", [4]),
        ("model:nonsense", []),
        ("size:>2mb", [2]),
        ("size:<2mb", [4, 3, 1]),
        ("size:500kb-1mb", [1]),
        ("campaign:spring", [1]),
        ('campaign:"spring sale"', []),
        ("campaign:spr", [1]),
        ("-campaign:spring", [4, 3, 2]),
        ("on:2026-11-03", [1]),
        ("on:2026-11", [3, 2, 1]),
        ("before:2026-11-04", [1]),
        ("after:2026-11-05", [4, 3]),
        ("after:2026-11-04 before:2026-11-05", [2]),
        ("-on:2026-11-03", [4, 3, 2]),
        ("fox rating:>=3", [3]),
        ("fox -is:favorite", [1]),
    ],
)
async def test_filters_find(work, text, numbers):
    (job, *_) = await work.add(
        new("fox", job={"metadata": {"campaign": "Spring"}}), new("b"), new("fox", aspect="16:9"),
        new("d", model="ideogram-3"),
    )  # fmt: skip
    await work.sql("UPDATE job SET parent = ? WHERE number = 4", job.id)
    times = [_NOON, _NOON + timedelta(days=1), _NOON + timedelta(days=2)]
    times.append(_NOON + timedelta(days=30))
    for number, (rating, label, flag, bytes_) in enumerate(
        [(0, 1, 1, 700_000), (3, 3, -1, 3_000_000), (5, 0, 0, 100), (0, 0, 0, None)], 1
    ):
        await change(
            work, number, rating=rating, label=label, flag=flag, bytes=bytes_,
            created_at=round(times[number - 1].timestamp() * 1000),
        )  # fmt: skip
    await change(work, 2, style_type="design")
    await change(work, 3, favorite=1, missing_at=1)
    await change(work, 1, exported_at=1)
    await change(work, 4, is_safe=0)
    assert await found(work, text) == numbers
    assert list(reversed(await found(work, text, sort=Sort.OLDEST))) == numbers


async def test_a_collection_is_found_by_its_name(work):
    await work.add(new("a"), new("b"), new("c"))
    await work.sql("INSERT INTO collection VALUES (1, 'Old town', NULL, 0), (2, 'Sea', NULL, 0)")
    await work.sql("INSERT INTO collection_picture VALUES (1, 1), (1, 3), (2, 3)")
    assert await found(work, 'collection:"old town"') == [3, 1]
    assert await found(work, "collection:ol") == [3, 1]
    assert await found(work, 'collection:"old town" collection:sea') == [3]
    assert await found(work, "-collection:sea") == [2, 1]
    assert await found(work, "collection:none-such ") == []


async def test_the_trash_is_listed_by_its_own_search_only(work):
    await work.add(tagged("fox", "x"), tagged("fox", "x"), tagged("whale", "x"))
    await change(work, 1, trashed_at=1, seed=5)
    for text in ("", "fox", "tag:x ", "fox tag:x ", "*fox", "-whale", "seed:5", "-is:trashed"):
        assert 1 not in await found(work, text), text
        assert 1 not in [*await work.library.numbers(text)], text
    for text in ("is:trashed", "is:trashed fox", "is:trashed tag:x seed:5"):
        assert await found(work, text) == [1], text
    assert await found(work, "is:trashed whale") == []
    assert (await work.library.facets(View("is:trashed"))).total == 1
    assert (await work.library.facets(View(""))).total == 2


async def test_only_what_is_stored_is_given_to_the_command_line(work):
    await work.add(new("fox"))
    await work.finish()
    await work.add(new("fox"))
    assert list(await work.library.numbers("fox", stored=True)) == [1]
    assert list(await work.library.numbers("", stored=True)) == [1]
    assert list(await work.library.numbers("fox")) == [2, 1]


@pytest.mark.parametrize(
    "text",
    ['"', "'", "*", "(", "((", "AND", "a OR", "NEAR(", "prompt:", "-", "--", "a-b", "\0", "^x", "%",
     "{}", "a:b:c", "“x”", "日本", "🦊", "x" * 10_000, " ", "-a", "NOT", ";DROP TABLE job", "\ud800",
     'tag:"', "tag:\0", "rating:", "rating:>=9", "seed:" + "9" * 400, "size:>9999999999gb",
     "before:0001", "after:9999-12-31", "on:2026-13-41", "on:99999d", "is:", "-is:nonsense",
     "model:\ud800", "collection:*", "label:²", "*\\%_", '-*abc -"', "style:%", "x y " * 3000,
     "aspect:1:", "*" + "ab" * 3000, "size:1e999", "rating:²"],
)  # fmt: skip
async def test_no_text_is_an_error(work, text):
    await work.add(tagged("a red fox", "x"))
    for sort in Sort:
        await work.library.find(View(text, sort, Grouping.DAY, stacked=True))
    await work.library.numbers(text, stored=True)
    await work.library.facets(View(text))


async def test_nothing_that_is_typed_at_random_is_an_error(work):
    await work.add(tagged("a red fox", "x"))
    chance = random.Random(4)
    bits = ["tag:", "is:", "-", '"', "*", ":", "rating:", ">=", "size:", "2mb", "on:", "2026", "fox",
            " ", " ", "é", "\\", "%", "AND", "NEAR", "(", ")", "before:", "-tag:", "label:", "x",
            "collection:", "campaign:", "seed:", "9", "..", "model:", "+", "^", "{", "'"]  # fmt: skip
    for _ in range(150):
        text = "".join(chance.choices(bits, k=chance.randint(1, 9)))
        await work.library.find(View(text))


# --- order, groups, stacks ------------------------------------------------------------------------


async def test_every_order(work):
    await work.add(*[new(f"p{n}") for n in range(5)])
    for number, rating, size in ((1, 0, 50), (2, 5, 10), (3, 3, None), (4, 5, 70), (5, 0, 10)):
        await change(work, number, rating=rating, bytes=size)
    assert await found(work) == [5, 4, 3, 2, 1]
    assert await found(work, sort=Sort.OLDEST) == [1, 2, 3, 4, 5]
    assert await found(work, sort=Sort.RATING) == [4, 2, 3, 5, 1]
    assert await found(work, sort=Sort.SIZE) == [4, 1, 5, 2, 3]
    assert await found(work, "rating:>0", sort=Sort.SIZE) == [4, 2, 3]
    for sort in Sort:
        whole = await work.library.find(View("", sort))
        first = await work.library.find(View("", sort), limit=3)
        assert first.numbers == whole.numbers[:3]
        assert (await work.library.find(View("p* ", sort))).numbers == whole.numbers


async def test_days_are_groups_with_their_rows_counted(work):
    await work.add(*[new(f"p{n}") for n in range(4)])
    today = date(2026, 11, 4)
    for number, day in ((1, 1), (2, 3), (3, 4), (4, 4)):
        time = datetime(2026, 11, day, 23, 59).astimezone()
        await change(work, number, created_at=round(time.timestamp() * 1000))
    grouped = View(grouping=Grouping.DAY)
    result = await work.library.find(grouped, today=today)
    assert list(result.numbers) == [4, 3, 2, 1]
    assert [(g.key, g.title, g.count) for g in result.groups] == [
        ("2026-11-04", "Today · 4 November 2026", 2),
        ("2026-11-03", "Yesterday · 3 November 2026", 1),
        ("2026-11-01", "1 November 2026", 1),
    ]
    assert result.stacks is None
    oldest = await work.library.find(View("", Sort.OLDEST, Grouping.DAY), today=today)
    assert [g.count for g in oldest.groups] == [1, 1, 2]
    await change(work, 3, rating=5)
    rated = await work.library.find(View("", Sort.RATING, Grouping.DAY), today=today)
    assert list(rated.numbers) == [3, 4, 2, 1]  # the day first, in it the best first


async def test_campaigns_are_groups(work):
    def of(campaign):
        return new("p", job={"metadata": {"campaign": campaign} if campaign else {}})

    await work.add(of("Spring"), of(""), of("Autumn"), of("Spring"))
    result = await work.library.find(View(grouping=Grouping.CAMPAIGN))
    assert list(result.numbers) == [4, 1, 3, 2]
    assert [(g.title, g.count) for g in result.groups] == [
        ("Spring", 2),
        ("Autumn", 1),
        ("No campaign", 1),
    ]


async def test_runs_are_groups_headed_by_their_prompt(work):
    await work.add(new("a fox", count=2), new("a whale", count=3))
    result = await work.library.find(View(grouping=Grouping.RUN))
    assert [(g.key, g.title, g.count) for g in result.groups] == [
        ("2", "a whale", 3),
        ("1", "a fox", 2),
    ]
    assert list(result.numbers) == [5, 4, 3, 2, 1]


async def test_a_closed_stack_is_one_row(work):
    await work.add(new("a fox", count=2), new("a whale", count=3), new("one"))
    result = await work.library.find(View(stacked=True))
    assert list(result.numbers) == [6, 5, 2]
    assert result.stacks == array("H", [1, 3, 2])
    assert list(await work.library.stack(5, View(stacked=True))) == [5, 4, 3]
    assert list(await work.library.stack(5, View("", Sort.OLDEST))) == [3, 4, 5]
    # A stack that the user made of two runs takes its pictures out of those.
    await work.sql("UPDATE picture SET stack = 9 WHERE number IN (1, 4)")
    result = await work.library.find(View(stacked=True))
    assert (list(result.numbers), list(result.stacks)) == ([6, 5, 4, 2], [1, 2, 2, 1])
    assert list(await work.library.stack(4, View())) == [4, 1]
    assert list(await work.library.stack(4, View("whale"))) == [4]
    assert list(await work.library.stack(3, View())) == [5, 3]
    days = await work.library.find(View(grouping=Grouping.DAY, stacked=True))
    assert [group.count for group in days.groups] == [4]


# --- facets, vocabulary, saved searches -----------------------------------------------------------


def counts(facets):
    return {facet.filter: facet.count for facet in facets}


async def test_facets_count_what_a_search_has(work):
    await work.add(
        tagged("fox", "x", "y", metadata={"campaign": "Q1"}), tagged("fox", "x"), new("whale"),
        new("fox", model="ideogram-3", aspect="16:9"),
    )  # fmt: skip
    await change(work, 1, rating=5, label=2, flag=-1)
    await change(work, 2, rating=5, favorite=1)
    facets = await work.library.facets(View())
    assert facets.total == 4
    assert counts(facets.models) == {"model:2.0": 3, "model:3.0": 1}
    assert counts(facets.aspects) == {"aspect:1:1": 3, "aspect:16:9": 1}
    assert counts(facets.ratings) == {"rating:5": 2, "rating:0": 2}
    assert counts(facets.labels) == {"label:yellow": 1}
    assert counts(facets.flags) == {"is:rejected": 1}
    assert counts(facets.favorites) == {"is:favorite": 1}
    assert counts(facets.tags) == {"tag:x": 2, "tag:y": 1}
    assert counts(facets.campaigns) == {"campaign:Q1": 1}
    facets = await work.library.facets(View("fox rating:5 tag:x"))
    assert facets.total == 2
    assert counts(facets.models) == {"model:2.0": 2}
    assert counts(facets.ratings) == {"rating:5": 2}
    assert counts(facets.tags) == {"tag:x": 2, "tag:y": 1}


async def test_the_counts_of_a_kind_leave_its_own_filters_out(work):
    await work.add(new("a"), new("b", model="ideogram-3"), new("c", model="ideogram-3"))
    await change(work, 2, rating=4)
    facets = await work.library.facets(View("model:3.0 rating:4"))
    assert facets.total == 1
    assert counts(facets.models) == {"model:3.0": 1}  # among those with four stars
    assert counts(facets.ratings) == {"rating:4": 1, "rating:0": 1}  # among those of 3.0
    facets = await work.library.facets(View("model:3.0"))
    assert counts(facets.models) == {"model:2.0": 1, "model:3.0": 2}


async def _tags_counted(work, text):
    numbers = set(await found(work, text))
    rows = await work.sql("SELECT tag, picture FROM picture_tag")
    held = Counter(tag for tag, number in rows if number in numbers)
    return [Facet(f"tag:{tag}", tag, count) for tag, count in held.items()]


@pytest.mark.parametrize(
    "text",
    ["", "fox", "rating:>=2", "-rating:0", "model:3.0 model:2.0", "is:picked", "-is:favorite",
     "label:red label:green", "-label:red", "style:none", "style:des", "aspect:16:9 fox",
     "rating:1 rating:5", "rating:>1 rating:<5 -is:rejected"],
)  # fmt: skip
@pytest.mark.parametrize("large", [1, facets_module._LARGE], ids=["large", "small"])
async def test_the_total_is_what_is_found(work, monkeypatch, text, large):
    monkeypatch.setattr(facets_module, "_LARGE", large)  # the two ways to count
    chance = random.Random(1)
    await work.add(
        *[
            new(chance.choice(("fox", "whale")), model=chance.choice(("V_2", "ideogram-3")),
                aspect=chance.choice(("1:1", "16:9")), job={"tags": chance.sample("xyz", 2)})
            for _ in range(60)
        ]
    )  # fmt: skip
    for number in range(1, 61):
        await change(
            work, number, rating=chance.randint(0, 5), label=chance.randint(0, 4),
            flag=chance.randint(-1, 1), favorite=chance.randint(0, 1),
            style_type=chance.choice((None, "design", "auto")),
        )  # fmt: skip
    facets = await work.library.facets(View(text))
    assert facets.total == len(await found(work, text))
    assert await work.library.count(View(text)) == facets.total
    assert counts(facets.tags) == counts(await _tags_counted(work, text))
    for facet in facets.models + facets.ratings + facets.labels + facets.aspects:
        kind = facet.filter.split(":")[0]
        rest = " ".join(word for word in text.split() if f"{kind}:" not in word)
        assert facet.count == len(await found(work, f"{facet.filter} {rest}")), facet


async def test_the_vocabulary_is_what_the_library_has(work):
    await work.add(
        tagged("a", "x", metadata={"campaign": "Q1"}), tagged("b", "x", "y"),
        new("c", model="ideogram-3"),
    )  # fmt: skip
    await work.sql("INSERT INTO collection VALUES (1, 'Sea', NULL, 0)")
    known = await work.library.vocabulary()
    assert known.tags == (("x", 2), ("y", 1))
    assert known.models == ("V_2", "ideogram-3")
    assert (known.campaigns, known.collections) == (("Q1",), ("Sea",))


async def test_a_saved_search_is_kept_under_its_name(work):
    view = View("fox rating:>=3", Sort.RATING, Grouping.DAY, stacked=True)
    await work.library.save_search("Best  foxes", view)
    await work.library.save_search("Whales", View("whale"))
    work.reopen()
    saved = await work.library.saved_searches()
    assert [(one.name, one.view) for one in saved] == [
        ("Best foxes", view),
        ("Whales", View("whale")),
    ]
    await work.library.save_search("best foxes", View("fox"))
    await work.library.remove_search("WHALES")
    (one,) = await work.library.saved_searches()
    assert (one.name, one.view) == ("best foxes", View("fox"))


async def test_a_search_needs_a_name(work):
    from ideogram_desk.domain.errors import StoreError

    with pytest.raises(StoreError, match="name"):
        await work.library.save_search("  ", View("fox"))


async def test_today_is_the_users_day():
    assert abs((local_today() - datetime.now(UTC).date()).days) <= 1
