"""The table of keys that the design gives, and that each key means one thing in each place."""

import re
from collections import Counter
from pathlib import Path

import pytest

from ideogram_desk.base.paths import resources
from ideogram_desk.desktop.actions.deed import Where, why_not
from ideogram_desk.desktop.actions.table import DEEDS, HABITS, NAMED, SECTIONS

# What the design asks for, by what does it.
ASKED = {
    "preview": "Space",
    "open": "Return",
    **{f"rate_{n}": str(n) for n in range(6)},
    **{f"rate_{n}_next": f"Shift+{n}" for n in range(6)},
    "reject": "X",
    "pick": "P",
    "clear_flag": "U",
    "label_red": "6",
    "label_yellow": "7",
    "label_green": "8",
    "label_blue": "9",
    "compare": "C",
    "survey": "N",
    "inspector": "I",
    "find": "Ctrl+F /",
    "select_all": "Ctrl+A",
    "select_none": "Ctrl+D Esc",
    "trash": "Del",
    "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z",
    "stack": "Ctrl+G",
    "unstack": "Ctrl+Shift+G",
    "generate": "Ctrl+Return",
    "run_next": "Ctrl+Shift+Return",
    "recall": "R",
    "recall_all": "R,A",
    "recall_prompt": "R,P",
    "recall_seed": "R,S",
    "palette": "Ctrl+K",
    "keys": "F1 ?",
    "copy_files": "Ctrl+C",
    "copy_prompt": "Ctrl+Shift+C",
}


@pytest.mark.parametrize(("name", "keys"), ASKED.items())
def test_every_key_of_the_design_is_there(name, keys):
    deed = NAMED[name]
    had = {key.replace(" ", "") for key in (*deed.keys, *deed.near)}
    assert set(keys.split()) <= had


def test_no_two_deeds_share_a_name():
    assert max(Counter(deed.name for deed in DEEDS).values()) == 1
    assert max(Counter(deed.title for deed in DEEDS).values()) == 1


@pytest.mark.parametrize("place", [Where.GRID, Where.VIEWER])
def test_a_key_means_one_thing_in_each_place(place):
    keys = Counter()
    for deed in DEEDS:
        if deed.where & (place | Where.WINDOW | Where.UNDER):
            keys.update(deed.keys)
        keys.update(deed.near)
    assert {key for key, count in keys.items() if count > 1} == set()


def test_keys_without_ctrl_are_the_library_s_own():
    for deed in DEEDS:
        if deed.where in (Where.WINDOW, Where.UNDER):
            assert all(re.match(r"Ctrl\+|(Shift\+)?F\d", key) for key in deed.keys), deed.name


def test_deeds_stand_in_sections_and_have_drawn_icons():
    for line in (*DEEDS, *HABITS):
        assert line.section in SECTIONS
    for deed in DEEDS:
        assert not deed.icon or Path(resources() / "icons" / f"{deed.icon}.svg").is_file()


def test_why_a_deed_cannot_be_done_is_said_in_a_sentence():
    assert why_not(NAMED["rate_3"], 0) == "Select a picture first."
    assert why_not(NAMED["reveal"], 2) == "Select one picture."
    assert why_not(NAMED["stack"], 1) == "Select two pictures or more."
    assert why_not(NAMED["rate_3"], 100_000) == why_not(NAMED["stack"], 2) == ""
