"""Settings: whatever stands in the file, the program starts, and nothing is lost."""

import json
import os
import stat
import sys
from dataclasses import replace

import pytest

from ideogram_desk.base import settings
from ideogram_desk.base.settings import Settings, load, load_state, save, save_state
from ideogram_desk.domain.errors import SettingsError
from ideogram_desk.domain.request import Request, checked


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings.json"


def loaded(file, raw):
    file.write_text(raw if isinstance(raw, str) else json.dumps(raw), encoding="utf-8")
    return load(file)


def test_no_file_means_the_usual_settings_and_nothing_to_say(file):
    assert load(file) == (Settings(), ())
    assert not file.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"garbage",
        b'{"pool": 3',
        b"null",
        b"[]",
        b'"text"',
        b"\x00\x01\xff\xfe",
        '{"pool": 3}'.encode("utf-16"),
        '{"theme": "dunkel\xe4"}'.encode("latin-1"),
        pytest.param(b"[" * 200_000, id="too deep"),
        pytest.param(b'{"a":' * 200_000, id="too deep an object"),
        pytest.param(b'{"pool": ' + b"9" * 5000 + b"}", id="too many digits"),
    ],
)
def test_a_file_that_is_no_settings_is_put_aside_and_said_so(file, data):
    file.write_bytes(data)
    found, sentences = load(file)
    assert found == Settings()
    assert len(sentences) == 1
    assert "settings.json.bad" in sentences[0]
    assert file.with_name("settings.json.bad").read_bytes() == data
    assert not file.exists()
    assert load(file) == (Settings(), ())


def test_an_older_bad_file_gives_way_to_the_newer(file):
    for data in (b"first", b"second"):
        file.write_bytes(data)
        load(file)
    assert file.with_name("settings.json.bad").read_bytes() == b"second"


def test_a_file_that_can_be_neither_read_nor_put_aside_is_only_told(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_bytes(b"")
    found, sentences = load(blocked / "settings.json")
    assert found == Settings()
    assert sentences == ("settings.json could not be read; the usual settings are used.",)


def test_a_byte_order_mark_does_no_harm(file):
    file.write_bytes(b"\xef\xbb\xbf" + b'{"pool": 3}')
    assert load(file) == (Settings(pool=3), ())


@pytest.mark.parametrize(
    ("raw", "expected", "said"),
    [
        ({"pool": 0}, Settings(pool=1), "pool"),
        ({"pool": -5}, Settings(pool=1), "pool"),
        ({"pool": 10**9}, Settings(pool=10), "pool"),
        ({"pool": "4"}, Settings(), "pool"),
        ({"pool": True}, Settings(), "pool"),
        ({"pool": 2.5}, Settings(), "pool"),
        ({"pool": None}, Settings(), "pool"),
        ('{"pool": NaN}', Settings(), "pool"),
        ('{"pool": 1e999}', Settings(), "pool"),
        ({"download_places": 99}, Settings(download_places=8), "download_places"),
        ({"download_places": []}, Settings(), "download_places"),
        ({"theme": "pink"}, Settings(), "theme"),
        ({"theme": ["dark"]}, Settings(), "theme"),
        ({"sandbox": "yes"}, Settings(), "sandbox"),
        ({"sandbox": 1}, Settings(), "sandbox"),
        ({"api_url": 5}, Settings(), "api_url"),
        ({"api_url": ""}, Settings(), "api_url"),
    ],
    ids=str,
)
def test_a_wrong_value_costs_only_itself_and_is_told_in_one_sentence(file, raw, expected, said):
    found, sentences = loaded(file, raw)
    assert found == expected
    assert len(sentences) == 1
    assert said in sentences[0]
    assert sentences[0].endswith(".")
    assert "None" not in sentences[0]
    assert file.exists()


def test_good_values_are_taken_without_a_word(file):
    raw = {
        "pool": 10,
        "theme": "dark",
        "sandbox": True,
        "download_places": 8,
        "api_url": "http://x",
    }
    assert loaded(file, raw) == (Settings(10, "dark", True, 8, "http://x"), ())


def test_several_wrong_values_are_told_in_the_same_order_every_time(file):
    _, sentences = loaded(file, {"theme": 1, "pool": "x", "sandbox": 2, "api_url": 3})
    assert [s.split()[2] for s in sentences] == ["api_url", "pool", "sandbox", "theme"]


def test_what_a_later_version_wrote_is_kept_through_a_save(file):
    later = {"pool": 3, "budget": {"usd": 12.5}, "names": ["狐", "🦊"], "half": "\ud83d"}
    found, sentences = loaded(file, later)
    assert sentences == ()
    save(file, replace(found, theme="dark"))
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert {name: kept[name] for name in later} == later
    assert kept["theme"] == "dark"
    assert load(file)[0] == replace(found, theme="dark")


def test_every_setting_comes_back_from_the_file(file):
    chosen = Settings(
        pool=7,
        theme="light",
        sandbox=True,
        download_places=2,
        api_url="http://127.0.0.1:1",
        day_budget_usd=12.5,
        prices_usd={"V_2": 0.07},
        prices_as_of="2026-11-20",
        keep_done=10,
        keep_failed=5,
        low_water_mb=64,
        receive=True,
        receive_port=9000,
        extra={"more": 1},
    )
    save(file, chosen)
    assert load(file) == (chosen, ())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, "20", True, 1e12])
def test_a_budget_that_is_no_sum_of_money_is_not_used(file, value):
    found, sentences = loaded(file, {"day_budget_usd": value})
    assert found.day_budget is None
    assert len(sentences) == 1


def test_changed_prices_are_reckoned_with_from_the_day_of_the_change(file):
    found, _ = loaded(file, {"prices_usd": {"V_2": 0.07}, "prices_as_of": "2026-11-20"})
    assert found.prices.each(checked(Request("a fox", model="V_2"))) == 70_000
    assert found.prices.each(checked(Request("a fox", model="V_2_TURBO"))) == 50_000
    assert found.prices.as_of.isoformat() == "2026-11-20"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_file_and_its_folder_are_private(tmp_path):
    file = tmp_path / "new" / "settings.json"
    old = os.umask(0)
    try:
        save(file, Settings())
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("step", ["fsync", "open", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_says_why(file, monkeypatch, step):
    save(file, Settings(pool=2))
    before = file.read_bytes()

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    target = "pathlib.Path.replace" if step == "replace" else f"os.{step}"
    with monkeypatch.context() as broken:
        broken.setattr(target, fail)
        with pytest.raises(SettingsError, match="No space left on device"):
            save(file, Settings(pool=9))
    assert file.read_bytes() == before
    save(file, Settings(pool=9))  # what the failure left lying about is not in the way
    assert load(file)[0].pool == 9
    assert [path.name for path in file.parent.iterdir() if path.suffix == ".part"] == []


def test_a_folder_that_cannot_be_made_is_a_settings_error(tmp_path):
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(SettingsError):
        save(tmp_path / "a file" / "settings.json", Settings())


def test_the_environment_s_address_comes_before_the_chosen_one():
    chosen = Settings(api_url="http://chosen")
    assert settings.api_url(chosen, {"IDEOGRAM_API_URL": " http://said "}) == "http://said"
    assert settings.api_url(chosen, {"IDEOGRAM_API_URL": " "}) == "http://chosen"
    assert settings.api_url(Settings(), {}) is None


def test_the_window_s_state_comes_back_and_a_broken_one_is_forgotten(tmp_path):
    file = tmp_path / "window.json"
    assert load_state(file) == {}
    save_state(file, {"columns": [1, 2]})
    assert load_state(file) == {"columns": [1, 2]}
    file.write_bytes(b"{")
    assert load_state(file) == {}
