"""What callbacks that came in lead to."""

import asyncio
import json
import os
import sys

import pytest

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.errors import StoreError, Unreadable
from ideogram_desk.domain.job import VARIANTS
from ideogram_desk.webhooks import inbox as inboxes
from ideogram_desk.webhooks.arrival import Malformed, read
from ideogram_desk.webhooks.inbox import Inbox
from ideogram_desk.webhooks.named_file import find_file, shown
from tests.webhooks.desks import FakeDesk, picture

# The seed document's own callback, word for word.
SEEDS_OWN = {
    "event": "generation.completed",
    "jobId": "42",
    "prompt": "a cat",
    "seed": 12345,
    "resolution": "1024x1024",
    "filePath": "generated/12345.png",
    "metadata": {"campaign": "Q1 Launch", "product": "X", "format": "blog-hero"},
}


def arrival(message_id="", **said):
    return read(json.dumps({**SEEDS_OWN, **said}).encode(), message_id)


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "elsewhere"
    (folder / "generated").mkdir(parents=True)
    (folder / "generated" / "12345.png").write_bytes(b"picture")
    return folder


@pytest.fixture
def inbox(desk, files, tmp_path):
    bugs = []
    made = Inbox(desk, exports=tmp_path / "exports", report=bugs.append, folders=[files])
    made.bugs = bugs
    return made


# --- reading --------------------------------------------------------------------------------------


def test_the_seed_document_s_callback_is_read():
    read_one = arrival("msg_1")
    assert (read_one.id, read_one.event, read_one.job) == ("msg_1", "generation.completed", "42")
    assert (read_one.seed, read_one.file_path) == (12345, "generated/12345.png")
    assert read_one.metadata == SEEDS_OWN["metadata"]


def test_what_the_program_itself_sends_is_read():
    said = {"imageId": None, "timestamp": "2026-01-01T00:00:00Z", "cut": True, "seed": None}
    assert arrival(**said).image == ""
    failed = read(b'{"event": "generation.failed", "jobId": "1", "error": "no", "filePath": null}')
    assert (failed.error, failed.file_path, failed.metadata) == ("no", "", {})


def test_texts_are_cleaned_and_metadata_is_made_of_texts():
    read_one = arrival(prompt="a\x00\x1bcat\udc80", metadata={"n": 1, "l": [True, None], "t": "é"})
    assert read_one.prompt.isprintable()
    assert read_one.metadata == {"n": "1", "l": "[true, null]", "t": "é"}


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"event": ' + b"9" * 10_000 + b"}",
     b"event=generation.completed", b'{"event": NaN}'],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_what_is_no_json_object_is_malformed(body):
    with pytest.raises(Malformed):
        read(body)


@pytest.mark.parametrize(
    "said",
    [
        {"event": "generation.started"}, {"event": None}, {"event": ["generation.completed"]},
        {"jobId": ""}, {"jobId": 7}, {"jobId": None}, {"jobId": "x" * 201}, {"imageId": {}}, {"imageId": "x" * 201},
        {"prompt": 1}, {"seed": "1"}, {"seed": True}, {"seed": 1.5}, {"seed": -1}, {"seed": 2**70},
        {"filePath": None}, {"filePath": ""}, {"filePath": ["x"]}, {"metadata": []}, {"metadata": "x"},
        {"metadata": {str(n): "" for n in range(101)}}, {"model": 2}, {"error": {}},
    ],
    ids=str,
)  # fmt: skip
def test_a_field_that_cannot_be_is_malformed_and_named(said):
    with pytest.raises(Malformed) as caught:
        arrival(**said)
    named = "jobId" if said.get("imageId") else next(iter(said))
    assert f"“{named}”" in str(caught.value)


# --- the file -------------------------------------------------------------------------------------


def test_a_whole_path_is_taken_as_it_is(files):
    file = files / "generated" / "12345.png"
    assert find_file(str(file), []) == file
    assert find_file(str(file), [files]) == file


def test_a_relative_path_and_a_bare_name_are_looked_for_in_the_folders(files, tmp_path):
    file = files / "generated" / "12345.png"
    assert find_file("generated/12345.png", [tmp_path, files]) == file
    assert find_file("12345.png", [files]) == file
    assert find_file("12345.png", [tmp_path, files]) == file  # found twice, but one file


def test_of_two_files_with_one_name_none_is_guessed(files):
    (files / "other").mkdir()
    (files / "other" / "12345.png").write_bytes(b"another")
    with pytest.raises(Unreadable, match="several files"):
        find_file("12345.png", [files])


def test_without_a_folder_to_look_in_a_relative_path_is_nothing(files, monkeypatch):
    monkeypatch.chdir(files)
    with pytest.raises(Unreadable, match="no folder to look in"):
        find_file("generated/12345.png", [])


def test_what_is_outside_the_folders_is_refused(files, tmp_path):
    outside = tmp_path / "private.png"
    outside.write_bytes(b"private")
    (files / "link.png").symlink_to(outside)
    for said in (str(outside), "../private.png", f"{files}/../private.png", "link.png"):
        with pytest.raises(Unreadable, match="outside the folders"):
            find_file(said, [files])


@pytest.mark.parametrize(
    "said",
    ["//server/share/x.png", r"\\server\share\x.png", r"\\?\C:\x.png", "/\\server/x", "file:///x.png",
     "https://example.com/x.png", "smb://server/x.png", "FILE:x"],
)  # fmt: skip
def test_no_path_over_the_network_is_followed(said, files):
    for folders in ([], [files]):
        with pytest.raises(Unreadable, match="elsewhere"):
            find_file(said, folders)


@pytest.mark.parametrize(
    "said", ["", " ", "a\0b", "x" * 5000, "missing.png", "a/missing.png", "x" * 400]
)
def test_what_names_no_file_there_is_a_sentence(said, files):
    with pytest.raises(Unreadable) as caught:
        find_file(said, [files])
    assert str(caught.value).endswith(".")
    assert len(str(caught.value)) < 300


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such files")
def test_what_is_no_regular_file_is_refused(files):
    os.mkfifo(files / "pipe.png")
    (files / "loop.png").symlink_to(files / "loop.png")
    for said in ("pipe.png", "loop.png", "generated", "/dev/zero"):
        with pytest.raises(Unreadable):
            find_file(said, [] if said.startswith("/") else [files])


def test_a_file_too_large_for_a_picture_is_refused(files):
    with (files / "large.png").open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    with pytest.raises(Unreadable, match="too large"):
        find_file("large.png", [files])


def test_foreign_text_is_shown_on_one_line_and_without_tricks():
    assert shown("a\n\x1b[31mb\u202ec") == "“a  [31mb c”"
    assert shown("x" * 1000) == f"“{'x' * 200}…”"


# --- completed ------------------------------------------------------------------------------------


async def test_a_completed_picture_is_brought_in_and_exported(inbox, desk, files, tmp_path):
    assert inbox.accept(arrival("msg_1", model="V_2"))
    await inbox.close()
    ((path, new, seed, origin),) = desk.brought
    assert path == files / "generated" / "12345.png"
    assert (new.request.prompt, new.request.model) == ("a cat", "V_2")
    assert new.metadata == SEEDS_OWN["metadata"]
    assert new.callback is None
    assert (seed, origin) == (12345, "callback:42/12345.png")
    assert desk.exported == [("P1", tmp_path / "exports", ["og", "thumb", "social"])]
    (notice,) = desk.told
    assert notice.text.startswith("Brought in “12345.png”. 3 exports are in ")


async def test_where_it_has_an_id_of_its_own_that_is_where_it_comes_from(inbox, desk):
    inbox.accept(arrival(imageId="01J"))
    await inbox.close()
    assert desk.brought[0][3] == "callback:01J"


async def test_an_unknown_model_is_kept_among_the_metadata(inbox, desk):
    inbox.accept(arrival(model="ideogram-99", metadata=None, prompt=""))
    await inbox.close()
    new = desk.brought[0][1]
    assert (new.request.model, new.metadata) == (catalogue.DEFAULT_MODEL, {"model": "ideogram-99"})
    assert new.request.prompt == "12345"


async def test_only_the_chosen_presets_are_exported(desk, files, tmp_path):
    for presets in (VARIANTS[1:2], ()):
        inbox = Inbox(desk, exports=tmp_path / "x", report=print, folders=[files], presets=presets)
        inbox.accept(arrival())
        await inbox.close()
    assert [names for _, _, names in desk.exported] == [["thumb"]]


@pytest.mark.parametrize("said", [{"imageId": "01J"}, {"jobId": "J", "filePath": "/x/y/01J.png"}])
async def test_a_picture_of_this_very_library_is_exported_but_not_brought_in(inbox, desk, said):
    desk.stored.append(picture("01J"))
    inbox.accept(arrival(**said))
    await inbox.close()
    assert desk.brought == []
    assert [one for one, _, _ in desk.exported] == ["01J"]
    assert desk.told[0].text.startswith("Already here")


async def test_exports_that_are_there_are_not_made_again(inbox, desk, tmp_path):
    desk.stored.append(picture("01J"))
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "01J-thumb.webp").touch()
    for _ in range(2):
        inbox.accept(arrival(imageId="01J"))
    await inbox.close()
    assert [names for _, _, names in desk.exported] == [["og", "social"]]


# --- told -----------------------------------------------------------------------------------------


async def test_failures_and_withheld_pictures_are_told(inbox, desk):
    inbox.accept(arrival(event="generation.failed", error="No\ncredit", filePath=None))
    inbox.accept(arrival(event="generation.withheld", filePath=None))
    await inbox.close()
    failed, withheld = desk.told
    assert failed.text == "A generation elsewhere failed, job “42”. It says: “No credit”."
    assert "withheld" in withheld.text
    assert failed.serious
    assert withheld.serious
    assert desk.brought == desk.exported == []


async def test_a_missing_file_is_told_and_the_next_event_is_seen_to(inbox, desk):
    inbox.accept(arrival(filePath="gone.png"))
    inbox.accept(arrival())
    await inbox.close()
    assert desk.told[0].text == "A callback led to nothing: “gone.png” is not there."
    assert len(desk.brought) == 1


async def test_a_bug_is_reported_and_the_next_event_is_seen_to(inbox, desk):
    desk.trouble.append(ZeroDivisionError())
    inbox.accept(arrival("msg_1"))
    inbox.accept(arrival("msg_2"))
    await inbox.close()
    assert [type(bug) for bug in inbox.bugs] == [ZeroDivisionError]
    assert len(desk.brought) == 1


# --- once -----------------------------------------------------------------------------------------


async def test_an_event_that_comes_again_is_accepted_and_done_once(inbox, desk):
    for _ in range(3):
        assert inbox.accept(arrival("msg_1"))
    await inbox.close()
    assert inbox.accept(arrival("msg_1"))
    await inbox.close()
    assert len(desk.brought) == 1


async def test_one_that_led_to_nothing_is_tried_again_when_it_comes_again(inbox, desk):
    desk.trouble.append(StoreError("The disk is full."))
    for _ in range(3):
        inbox.accept(arrival("msg_1"))
        await inbox.close()
    assert len(desk.brought) == 1


async def test_they_are_seen_to_one_after_the_other_behind_their_answers(inbox, desk):
    desk.ready = asyncio.Event()
    for n in range(3):
        assert inbox.accept(arrival(f"msg_{n}", seed=n))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (inbox.waiting, desk.brought) == (2, [])
    desk.ready.set()
    await inbox.close()
    assert [seed for _, _, seed, _ in desk.brought] == [0, 1, 2]


async def test_too_many_waiting_are_sent_away_and_too_many_ids_forgotten(inbox, monkeypatch):
    monkeypatch.setattr(inboxes, "MOST_WAITING", 2)
    monkeypatch.setattr(inboxes, "_REMEMBERED", 2)
    withheld = {"event": "generation.withheld"}
    assert [inbox.accept(arrival(f"msg_{n}", **withheld)) for n in range(3)] == [True, True, False]
    assert inbox.accept(arrival("msg_0", **withheld))  # it is there already
    await inbox.close()
    assert inbox.accept(arrival("msg_2", **withheld))
    await inbox.close()
    assert list(inbox._seen) == ["msg_1", "msg_2"]
