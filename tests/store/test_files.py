"""Picture files on a real disk: written whole, named by id, synced before they are believed."""

import errno
import os
import stat

import pytest

from ideogram_desk.domain.errors import DiskFull, LibraryLocked, StoreError, Unreadable
from ideogram_desk.store.files import Files
from ideogram_desk.store.library_lock import LibraryLock
from ideogram_desk.store.thumbnails import Thumbnails
from tests.fakes.ideogram import picture_bytes


@pytest.fixture
def files(tmp_path):
    files = Files(tmp_path / "library")
    files.prepare_root()
    files.prepare()
    return files


def test_a_picture_is_kept_with_its_sidecar_and_nothing_else(files, tmp_path):
    temporary = files.write_temporary("01abc", b"bytes")
    path = files.keep(temporary, "01abc", "png", b"{}")
    assert path == "images/bc/01abc.png"
    assert files.absolute(path).read_bytes() == b"bytes"
    left = sorted(p.name for p in (tmp_path / "library").rglob("*") if p.is_file())
    assert left == ["01abc.json", "01abc.png"]
    assert stat.S_IMODE(files.absolute(path).stat().st_mode) == 0o600


def test_the_file_is_synced_then_renamed_then_its_folder_is_synced(files, monkeypatch):
    done = []
    fsync, replace = os.fsync, type(files.absolute("x")).replace

    def note_fsync(file):
        done.append("sync folder" if stat.S_ISDIR(os.fstat(file).st_mode) else "sync file")
        fsync(file)

    def note_replace(self, target):
        done.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(type(files.absolute("x")), "replace", note_replace)
    files.keep(files.write_temporary("01abc", b"bytes"), "01abc", "png", b"{}")
    assert done == [
        "sync file", "sync folder", "sync file", "rename", "rename", "sync folder",
    ]  # fmt: skip


def test_what_a_killed_run_left_half_written_is_cleared(files):
    left = files.write_temporary("01abc", b"half")
    files.prepare()
    assert not left.exists()


def test_a_full_disk_is_told_apart_and_leaves_no_half_file(files, monkeypatch, tmp_path):
    def full(file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        files.write_temporary("01abc", b"bytes")
    assert list((tmp_path / "library" / "tmp").iterdir()) == []


def test_a_temporary_name_that_is_a_link_is_not_followed(files, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "library" / "tmp" / "01abc.part").symlink_to(victim)
    files.write_temporary("01abc", b"bytes")
    assert victim.read_text() == "mine"


def test_an_input_is_copied_once_under_its_hash(files, tmp_path):
    source = tmp_path / "ref.png"
    source.write_bytes(picture_bytes())
    name = files.add_input(source)
    assert name == files.add_input(source)
    assert files.input_path(name).read_bytes() == picture_bytes()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>"])
def test_an_input_that_is_no_picture_is_refused(files, tmp_path, content):
    source = tmp_path / "ref.png"
    source.write_bytes(content)
    with pytest.raises(Unreadable, match=r"ref\.png"):
        files.add_input(source)


def test_an_unwritable_place_is_told_in_a_sentence(tmp_path):
    (tmp_path / "library").write_text("a file, no folder")
    with pytest.raises(StoreError, match="could not be written"):
        Files(tmp_path / "library").prepare_root()


def test_a_library_has_one_owner_at_a_time(tmp_path):
    first = LibraryLock(tmp_path / "lock")
    with pytest.raises(LibraryLocked, match="in use"):
        LibraryLock(tmp_path / "lock")
    first.close()
    LibraryLock(tmp_path / "lock").close()


def test_thumbnails_are_kept_by_number_and_edge(tmp_path):
    thumbnails = Thumbnails(tmp_path / "t.db", "one")
    thumbnails.put(7, {256: b"small", 512: b"large"})
    assert thumbnails.get([7, 8], 256) == {7: b"small"}
    assert thumbnails.get([7], 512) == {7: b"large"}
    thumbnails.close()


def test_another_librarys_thumbnails_are_not_shown(tmp_path):
    thumbnails = Thumbnails(tmp_path / "t.db", "one")
    thumbnails.put(7, {256: b"small"})
    thumbnails.close()
    other = Thumbnails(tmp_path / "t.db", "two")
    assert other.get([7], 256) == {}
    other.close()


def test_a_broken_thumbnail_cache_is_made_anew(tmp_path):
    (tmp_path / "t.db").write_bytes(b"garbage" * 1000)
    thumbnails = Thumbnails(tmp_path / "t.db", "one")
    thumbnails.put(1, {256: b"x"})
    assert thumbnails.get([1], 256) == {1: b"x"}
    thumbnails.close()
