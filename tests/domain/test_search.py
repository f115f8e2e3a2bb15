"""The search box's language: what is understood, what is told, and changing a text."""

import random
from datetime import date

import pytest

from ideogram_desk.domain.search import (
    Vocabulary,
    chip_of,
    complete,
    parse,
    toggle,
    with_filter,
    without,
)
from ideogram_desk.domain.search_filters import FILTERS

TODAY = date(2026, 11, 21)  # a Saturday


def labels(text):
    return [chip.label for chip in parse(text, TODAY).chips]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fox", []),  # a plain word stands as it is
        ('"red fox" den', ["“red fox”"]),
        ("-fog", ["Not fog"]),
        ("*oast", ["…oast…"]),
        ('tag:"old town"', ["Tag old town"]),
        ("-tag:poster", ["Not tag poster"]),
        ("TAG:poster", ["Tag poster"]),
        ("model:v_2_turbo", ["Model 2 Turbo"]),
        ("model:3", ["Model 3.0"]),
        ("style:design", ["Style design"]),
        ("style:none", ["No style"]),
        ("aspect:16x9", ["Aspect 16:9"]),
        ("seed:0012", ["Seed 12"]),
        ("rating:3", ["Rating 3"]),
        ("rating:none", ["No rating"]),
        ("rating:>=3", ["Rating at least 3"]),
        ("rating:>3", ["Rating at least 4"]),
        ("rating:<=2", ["Rating at most 2"]),
        ("rating:2..4", ["Rating 2 to 4"]),
        ("rating:4-2", ["Rating 2 to 4"]),
        ("label:y", ["Label yellow"]),
        ("label:none", ["No label"]),
        ("is:favorite", ["Favorites"]),
        ("is:pick", ["Picked"]),
        ("is:trash", ["In the trash"]),
        ("size:>2mb", ["Larger than 2 MB"]),
        ("size:2mb", ["At least 2 MB"]),
        ("size:<=500kb", ["At most 500 KB"]),
        ("size:<1.5gb", ["Smaller than 1.5 GB"]),
        ("size:1mb-2mb", ["1 MB to 2 MB"]),
        ("on:2026-11-03", ["On 3 November 2026"]),
        ("on:2026-11", ["In November 2026"]),
        ("on:2026", ["In 2026"]),
        ("on:yesterday", ["On 20 November 2026"]),
        ("on:monday", ["On 16 November 2026"]),
        ("before:2026-11-03", ["Before 3 November 2026"]),
        ("after:7d", ["From 14 November 2026 on"]),
        ("campaign:spring collection:sea", ["Campaign spring", "Collection sea"]),
    ],
)
def test_what_is_understood_is_told(text, told):
    search = parse(text, TODAY)
    assert [chip.label for chip in search.chips] == told
    assert search.problems == ()
    for chip in search.chips + search.words:
        assert text[chip.start : chip.end] == chip.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ratng:3 fox", "There is no filter “ratng:”. Did you mean “rating:”?"),
        ("xyzzy:3 fox", "There is no filter “xyzzy:”."),
        ("rating:7 fox", "“7” is no rating; it goes from 0 to 5, as in rating:>=3."),
        ("rating:-1", "“-1” is no rating; it goes from 0 to 5, as in rating:>=3."),
        ("seed:abc fox", "“abc” is no seed; a seed is a whole number, as in seed:1234."),
        ("tag: fox", "Say which tag, as in tag:poster."),
        ("label:pink", "“pink” is no label; there are red, yellow, green, blue and none."),
        ("size:big", "“big” is no size; write it as in size:>2mb."),
        ("aspect:wide ", "“wide” is no aspect ratio; write it as in aspect:16:9."),
        ("*oa fox", "A part of a word needs at least 3 letters: “*oa”."),
    ],
)
def test_what_is_not_understood_is_a_sentence(text, sentence):
    search = parse(text, TODAY)
    (problem,) = search.problems
    assert problem.sentence == sentence
    assert text[problem.start : problem.end] == problem.text
    assert "fox" not in text or [word.text for word in search.words] == ["fox"]


@pytest.mark.parametrize("text", ["on:2026-13 x", "before:never x", "is:nonsense x"])
def test_a_wrong_day_or_state_is_a_problem(text):
    (problem,) = parse(text, TODAY).problems
    assert problem.sentence.startswith("“")


@pytest.mark.parametrize(
    "text",
    ["tag:", "rating:", "rating:>", "is:fav", "label:gr", "aspect:16:", "before:2026-", "*oa",
     "on:yest", "size:>", "seed:", "model:"],
)  # fmt: skip
def test_what_is_still_being_typed_is_no_problem(text):
    search = parse(text, TODAY)
    assert (search.terms, search.chips, search.problems) == ((), (), ())


@pytest.mark.parametrize("text", ["16:9", "https://a.b/c", "Title: fox", "12:30", "a:"])
def test_a_colon_in_prose_is_prose(text):
    search = parse(text, TODAY)
    assert search.problems == ()
    assert search.words


def test_only_the_last_word_goes_on():
    first, last = parse("red fo", TODAY).terms
    assert (first.growing, last.growing) == (False, True)
    (done,) = parse("fo ", TODAY).terms
    assert not done.growing
    assert parse("fo* x", TODAY).terms[0].growing
    assert parse('"old tow', TODAY).terms[0].growing
    assert not parse('"old tow"', TODAY).terms[0].growing


def test_only_its_own_search_is_of_the_trash():
    assert parse("is:trashed fox", TODAY).is_trash
    assert not parse("-is:trashed fox", TODAY).is_trash
    assert not parse("trashed", TODAY).is_trash


def test_nothing_that_is_typed_raises():
    chance = random.Random(2)
    letters = "ab19 :\"-*<>=.,é²\0\ud800日🦊%_\\'()" + "tagisonrate"
    names = [f"{name}:" for name in FILTERS]
    for _ in range(4000):
        text = "".join(
            chance.choice(names) if chance.random() < 0.2 else chance.choice(letters)
            for _ in range(chance.randint(0, 14))
        )
        search = parse(text, TODAY)
        for part in search.chips + search.problems + search.words:
            without(text, part)
        complete(text, chance.randint(0, len(text)), Vocabulary())
        toggle(text, "tag:x")


# --- changing a text ------------------------------------------------------------------------------


def test_a_filter_is_put_in_once():
    text = with_filter("fox", "tag:poster")
    assert text == "fox tag:poster "
    assert with_filter(text, "tag:poster") == text
    assert with_filter(text, 'tag:"Poster"') == text
    assert with_filter("", "is:favorite") == "is:favorite "
    assert with_filter(text, "-tag:poster") == "fox -tag:poster "
    assert with_filter("fox -tag:poster", "tag:poster") == "fox tag:poster "


def test_a_filter_put_in_does_not_change_the_words():
    before = parse("red fo ", TODAY).terms
    assert parse(with_filter("red fo ", "tag:x"), TODAY).terms[:2] == before


def test_a_filter_is_taken_out_where_it_stands():
    text = 'red tag:"old town" fox'
    (chip,) = parse(text, TODAY).chips
    assert without(text, chip) == "red fox"
    assert toggle(text, 'tag:"Old Town"') == "red fox"
    assert toggle("red fox", "label:red") == "red fox label:red "
    assert chip_of(text, "tag:old") is None
    assert chip_of(text, 'tag:"old town"').start == 4
    (problem,) = parse("ratng:3 fox", TODAY).problems
    assert without("ratng:3 fox", problem) == "fox"


# --- completion -----------------------------------------------------------------------------------

KNOWN = Vocabulary(
    tags=(("poster", 1204), ("old town", 3), ("postcard", 1)),
    models=("V_2", "ideogram-3"),
    styles=("design",),
    aspects=("1:1", "16:9"),
    campaigns=("Spring sale",),
    collections=("Sea",),
)


def offered(text, cursor=None):
    found = complete(text, len(text) if cursor is None else cursor, KNOWN)
    return [text[: found.start] + option.text + text[found.end :] for option in found.options]


def test_a_filters_values_are_offered():
    assert offered("fox tag:po") == ["fox tag:poster ", "fox tag:postcard "]
    assert offered("tag:tow") == ['tag:"old town" ']
    assert offered('tag:"old') == ['tag:"old town" ']
    assert offered("-tag:po")[0] == "-tag:poster "
    assert offered("model:2") == ["model:2.0 "]
    assert offered("aspect:16") == ["aspect:16:9 "]
    assert offered("is:fav") == ["is:favorite "]
    assert offered("campaign:sp") == ['campaign:"Spring sale" ']
    assert offered("label:g") == ["label:green "]
    assert offered("on:tod") == ["on:today "]


def test_a_word_is_offered_the_filters_and_names_that_begin_so():
    assert offered("ta") == ["tag:"]
    assert offered("pos") == ["tag:poster ", "tag:postcard "]
    assert "collection:Sea " in offered("se")
    assert offered("po fox", cursor=2) == ["tag:poster  fox", "tag:postcard  fox"]


def test_what_is_whole_is_not_offered_again():
    assert offered("tag:poster") == []
    assert offered("fox ") == []
    (first, _) = complete("tag:po", 6, KNOWN).options
    assert (first.label, first.detail) == ("tag:poster", "1,204 pictures")


@pytest.mark.parametrize("name", list(FILTERS))
def test_every_example_is_understood(name):
    search = parse(FILTERS[name].example, TODAY)
    assert len(search.chips) == 1
    assert not search.problems
