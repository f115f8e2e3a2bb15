"""Where things live."""

import sys
from pathlib import Path

import pytest

from ideogram_desk.base import paths
from ideogram_desk.base.paths import Paths


def folders(found):
    return {found.data, found.config, found.cache, found.logs}


def test_the_home_that_was_asked_for_beats_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("IDEOGRAM_DESK_HOME", str(tmp_path / "environment"))
    home = tmp_path / "asked"
    assert paths.find(home) == Paths(home, home, home / "cache", home / "logs")


def test_the_environment_beats_the_platform(tmp_path, monkeypatch):
    monkeypatch.setenv("IDEOGRAM_DESK_HOME", str(tmp_path / "environment"))
    assert all(folder.is_relative_to(tmp_path / "environment") for folder in folders(paths.find()))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the XDG folders are Linux's")
@pytest.mark.parametrize("said", [None, ""])
def test_without_either_the_platform_s_own_places_are_used(tmp_path, monkeypatch, said):
    monkeypatch.delenv("IDEOGRAM_DESK_HOME")
    if said is not None:
        monkeypatch.setenv("IDEOGRAM_DESK_HOME", said)
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    found = paths.find()
    assert found.data == tmp_path / "data" / "ideogram-desk"
    assert found.config == tmp_path / "config" / "ideogram-desk"
    assert found.cache == tmp_path / "cache" / "ideogram-desk"
    assert found.logs.is_relative_to(tmp_path / "state" / "ideogram-desk")
    assert len(folders(found)) == 4


def test_looking_makes_no_folder(tmp_path):
    paths.find(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_tilde_is_the_user_s_own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert paths.find(Path("~/desk")).data == tmp_path / "desk"
    monkeypatch.setenv("IDEOGRAM_DESK_HOME", "~/other")
    assert paths.find().data == tmp_path / "other"


def test_the_tilde_of_nobody_here_is_a_folder_s_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert paths.find(Path("~nobody-of-that-name")).data == tmp_path / "~nobody-of-that-name"


def test_a_relative_home_stands_still_when_the_program_moves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = paths.find(Path("desk"))
    assert found.library == tmp_path / "desk" / "library"


@pytest.mark.parametrize("name", ["with space", "a#b", "100%", "a?b", "狐", "-x"])
def test_odd_names_are_names_like_any_other(tmp_path, name):
    found = paths.find(tmp_path / name)
    assert found.library == tmp_path / name / "library"
    assert found.settings_file == tmp_path / name / "settings.json"


def test_each_kind_of_file_has_its_own_place(tmp_path):
    found = paths.find(tmp_path)
    places = [found.library, found.settings_file, found.state_file, found.thumbnails, found.logs]
    assert len(set(places)) == 5


def test_the_resources_are_there():
    assert (paths.resources() / "fonts").is_dir() or any(paths.resources().iterdir())
