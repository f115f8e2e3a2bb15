"""A library's kinds, collections and saved searches as the store would tell them."""

import pytest

from ideogram_desk.desktop.browse.pane import BrowsePane
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.collection import Collection
from ideogram_desk.domain.search import Facet, Facets, SavedSearch, View
from tests.desktop.gallery.conftest import NOW

COLLECTIONS = (
    Collection(1, "Clients", None, 3),
    Collection(2, "Fresh Roast", 1, 22),
    Collection(3, "Finals", 2, 4),
    Collection(4, "Portfolio", None, 31),
)
SAVED = (
    SavedSearch("Best of Lisbon", View("lisbon rating:>=4")),
    SavedSearch("Unsorted", View("rating:0")),
)


def facet(filter_text, count=7, label=""):
    return Facet(filter_text, label or filter_text.partition(":")[2].strip('"'), count)


def make_facets(tags=("launch", "poster", "coffee"), **more):
    return Facets(
        total=1000,
        models=(facet("model:3.0"), facet('model:"2 Turbo"')),
        aspects=(facet("aspect:16:9", label="16:9"),),
        ratings=(facet("rating:5", 2, "5 stars"), facet("rating:0", 900, "Not rated")),
        labels=(facet("label:red", 3, "Red"), facet("label:none", 3, "None")),
        flags=(facet("is:picked", 5, "Picked"), facet("is:rejected", 6, "Rejected")),
        favorites=(facet("is:favorite", 9, "Favorites"),),
        tags=tuple(facet(f"tag:{tag}", 100 - at) for at, tag in enumerate(tags)),
        collections=(facet("collection:Portfolio", 2), facet('collection:"Fresh Roast"', 1)),
        **more,
    )


@pytest.fixture
def pane(qtbot, qapp):
    Theme().prepare(qapp)
    made = BrowsePane(now=lambda: NOW)
    qtbot.addWidget(made)
    made.resize(240, 900)
    made.show_all(make_facets(), COLLECTIONS, SAVED, "", ())
    made.show()
    return made
