"""Which rows are listed: the first few, all of them, those that have a word."""

from dataclasses import replace

from ideogram_desk.desktop.browse.rows import Kind, walk
from ideogram_desk.desktop.browse.sections import FEW, Shelf, sections
from ideogram_desk.domain.collection import Collection
from ideogram_desk.domain.search import Facets
from tests.desktop.browse.conftest import COLLECTIONS, SAVED, make_facets

MANY = tuple(f"tag{n:04}" for n in range(5000))


def shelf(**more):
    values = {"facets": make_facets(), "collections": COLLECTIONS, "saved": SAVED}
    return Shelf(**{**values, **more})


def titles(found, key):
    return [row.title for row in next(s for s in found if s.key == key).rows]


def row_of(found, key):
    return next(row for row in walk(found) if row.key == key)


def test_collections_stand_in_each_other():
    found = sections(shelf())
    assert titles(found, "collections") == ["Clients", "Portfolio", "New collection"]
    clients = row_of(found, "collection/1")
    assert [row.title for row in clients.rows] == ["Fresh Roast"]
    assert [row.title for row in clients.rows[0].rows] == ["Finals"]


def test_a_collection_whose_parent_is_gone_stands_at_the_top():
    found = sections(shelf(collections=(Collection(9, "Lost", 77),)))
    assert titles(found, "collections") == ["Lost", "New collection"]


def test_collections_count_what_is_in_them_and_under_a_search_what_is_found():
    everything, searched = sections(shelf()), sections(shelf(text="fern"))
    assert row_of(everything, "collection/2").count == 22
    assert row_of(searched, "collection/2").count == 1
    assert row_of(searched, "collection/3").count == 0


def test_only_the_first_tags_are_listed_and_then_all_on_demand():
    few = sections(shelf(facets=make_facets(MANY)))
    assert titles(few, "tags") == [*MANY[:FEW], "Show all 5,000"]
    whole = sections(shelf(facets=make_facets(MANY), whole={"tags"}))
    assert titles(whole, "tags") == [*MANY, "Show fewer"]


def test_one_more_than_few_is_not_worth_a_row_that_says_so():
    assert titles(sections(shelf(facets=make_facets(MANY[: FEW + 1]))), "tags") == list(
        MANY[: FEW + 1]
    )


def test_what_is_on_is_always_listed():
    found = sections(shelf(facets=make_facets(MANY), filters=("tag:tag0400",)))
    assert titles(found, "tags") == [*MANY[:FEW], "tag0400", "Show all 5,000"]
    assert row_of(found, "tags").note == "1 on"
    assert row_of(found, "tags/tag:tag0400").is_on


def test_a_collection_that_is_on_is_listed_among_many():
    many = tuple(Collection(n, f"C{n}", None) for n in range(60))
    found = titles(sections(shelf(collections=many, filters=("collection:C50",))), "collections")
    assert found == [*(f"C{n}" for n in range(24)), "C50", "Show all 60", "New collection"]


def test_a_filter_is_on_however_it_is_written():
    found = sections(shelf(filters=("COLLECTION:fresh roast", "-tag:Poster")))
    assert row_of(found, "collection/2").is_on
    assert row_of(found, "tags/tag:poster").is_out
    assert not row_of(found, "tags/tag:poster").is_on
    assert not row_of(found, "tags/tag:launch").is_out


def test_a_filter_that_finds_nothing_can_still_be_taken_out():
    found = sections(shelf(filters=('tag:"no such"', "rating:3", "rating:>=4", "-model:3.0")))
    assert titles(found, "tags")[-1] == "no such"
    rows = {row.key: row for row in walk(found)}
    assert rows['tags/tag:"no such"'].is_on
    assert rows['tags/tag:"no such"'].count is None
    assert rows["ratings/rating:3"].mark == "stars 3"
    assert not any(">=" in key for key in rows)
    assert rows["models/model:3.0"].is_out


def test_a_word_narrows_every_section_and_keeps_what_a_hit_stands_in():
    found = sections(shelf(words="FINAL"))
    assert [s.key for s in found] == ["collections"]
    assert [row.title for row in walk(found[0].rows)] == ["Clients", "Fresh Roast", "Finals"]
    assert all(row.kind is not Kind.ORDER for row in walk(found))


def test_narrowing_lists_no_more_than_can_be_looked_through():
    found = sections(shelf(facets=make_facets(MANY), words="tag"))
    assert len(titles(found, "tags")) == 101
    assert titles(found, "tags")[-1] == "and 4,900 more"


def test_where_nothing_has_the_word_that_is_said():
    (only,) = sections(shelf(words="xyz"))
    assert only.title == "Nothing here has “xyz” in it"


def test_kinds_that_there_are_none_of_have_no_section():
    found = sections(shelf(facets=replace(make_facets(), models=())))
    keys = [section.key for section in found]
    assert "models" not in keys
    assert "campaigns" not in keys
    assert "ratings" in keys


def test_stars_labels_and_flags_keep_their_place_whatever_is_found():
    found = sections(shelf())
    counts = [(row.mark, row.count) for row in row_of(found, "ratings").rows]
    assert counts == [
        ("stars 5", 2), ("stars 4", 0), ("stars 3", 0), ("stars 2", 0), ("stars 1", 0), ("", 900),
    ]  # fmt: skip
    assert titles(found, "labels") == ["Red", "Yellow", "Green", "Blue", "None"]
    nothing = sections(Shelf(facets=Facets()))
    assert [section.key for section in nothing] == ["saved", "collections", "tags", "states"]
    no_hits = sections(Shelf(facets=Facets(), text="zebra"))
    assert titles(no_hits, "flags") == ["Favorites", "Picked", "Rejected"]


def test_a_search_can_be_kept_while_there_is_one():
    assert "Save this search" not in titles(sections(shelf()), "saved")
    found = sections(shelf(text="lisbon"))
    assert titles(found, "saved") == ["Best of Lisbon", "Unsorted", "Save this search"]
    kept = sections(shelf(text="lisbon  rating:>=4 "))
    assert row_of(kept, "saved/Best of Lisbon").is_on
    assert titles(kept, "saved") == ["Best of Lisbon", "Unsorted"]


def test_an_empty_library_says_so_in_few_words():
    found = sections(Shelf(facets=replace(make_facets(()), collections=())))
    assert titles(found, "saved") == ["A search can be kept here"]
    assert titles(found, "tags") == ["No tags here"]


def test_marks_are_drawn_from_the_filters():
    found = sections(shelf())
    marks = {row.key: row.mark for row in walk(found)}
    assert marks["ratings/rating:5"] == "stars 5"
    assert marks["ratings/rating:0"] == ""
    assert marks["labels/label:red"] == "label 1"
    assert marks["labels/label:none"] == "label 0"
    assert marks["aspects/aspect:16:9"] == "aspect 16:9"
    assert marks["flags/is:favorite"] == "heart"
    assert marks["flags/is:picked"] == "check"
    assert marks["flags/is:rejected"] == "ban"
