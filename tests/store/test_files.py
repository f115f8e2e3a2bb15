"""Picture files on a real disk: written whole, named by id, synced before they are believed."""

import errno
import os
import shutil
import stat

import pytest

from ideogram_desk.domain.errors import DiskFull, LibraryLocked, StoreError, Unreadable
from ideogram_desk.store.files import BALLAST, Files
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


def test_the_room_that_is_left_is_the_disks(files, tmp_path):
    assert files.free_bytes() == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.2)
    assert Files(tmp_path / "nowhere").free_bytes() == 0


def test_the_ballast_takes_real_room_and_gives_it_back_once(files, tmp_path):
    ballast = tmp_path / "library" / "ballast"
    assert not files.drop_ballast()
    files.hold_ballast()
    assert ballast.stat().st_size == BALLAST
    assert ballast.stat().st_blocks * 512 >= BALLAST
    assert stat.S_IMODE(ballast.stat().st_mode) == 0o600
    assert list((tmp_path / "library" / "tmp").iterdir()) == []
    assert files.drop_ballast()
    assert not ballast.exists()


def test_a_ballast_that_is_there_is_left_and_half_of_one_is_made_whole(files, tmp_path):
    ballast = tmp_path / "library" / "ballast"
    files.hold_ballast()
    before = ballast.stat().st_ino
    files.hold_ballast()
    assert ballast.stat().st_ino == before
    os.truncate(ballast, 1000)
    files.hold_ballast()
    assert ballast.stat().st_size == BALLAST


def test_the_ballast_is_not_what_fills_the_disk(files, tmp_path, monkeypatch):
    monkeypatch.setattr(Files, "free_bytes", lambda _: 4 * BALLAST - 1)
    files.hold_ballast()
    assert not (tmp_path / "library" / "ballast").exists()
    monkeypatch.setattr(Files, "free_bytes", lambda _: 4 * BALLAST)
    files.hold_ballast()
    assert files.drop_ballast()


def test_a_ballast_for_which_there_is_no_room_after_all_leaves_nothing(
    files, tmp_path, monkeypatch
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    files.hold_ballast()
    assert [p for p in (tmp_path / "library").rglob("*") if p.is_file()] == []


def test_where_the_system_cannot_set_room_aside_it_is_written(files, tmp_path, monkeypatch):
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    files.hold_ballast()
    ballast = tmp_path / "library" / "ballast"
    assert (ballast.stat().st_size, ballast.stat().st_blocks * 512 >= BALLAST) == (BALLAST, True)
