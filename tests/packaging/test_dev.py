"""The script that sets a checkout up: what it decides, without a machine to decide about."""

import ast
import importlib.util
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "packaging" / "dev.py"

spec = importlib.util.spec_from_file_location("checkout_dev", SCRIPT)
dev = importlib.util.module_from_spec(spec)
spec.loader.exec_module(dev)


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """A place for a .venv that is not the checkout's."""
    place = tmp_path / ".venv"
    for name, path in {
        "VENV": place,
        "PYTHON": place / "bin" / "python",
        "STAMP": place / "set-up.json",
        "BUSY": place / "set-up.lock",
    }.items():
        monkeypatch.setattr(dev, name, path)
    return place


@pytest.fixture
def made(venv):
    """A .venv as this script leaves it."""
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    dev.write_stamp(dev.STAMP, {"made": dev.wanted_stamp(), "qt": []})
    return venv


def test_an_old_python_can_read_the_script():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_script_needs_nothing_but_the_standard_library():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ((3, 6, 15), False),
        ((3, 10, 13), False),
        ((3, 11, 0), True),
        ((3, 12, 1), True),
        ((3, 13, 9), True),
        ((3, 14, 0), False),
        ((4, 0), False),
    ],
)
def test_pythons_from_3_11_to_3_13_will_do(version, good):
    assert dev.suitable(version) is good


def test_the_newest_python_is_looked_for_first():
    assert dev.candidates(windows=False) == [["python3.13"], ["python3.12"], ["python3.11"]]
    assert dev.candidates(windows=True) == [["py", "-3.13"], ["py", "-3.12"], ["py", "-3.11"]]


def test_a_name_that_starts_no_suitable_python_is_passed_over(tmp_path):
    def command(text):
        file = tmp_path / "python"
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)
        return dev.works([str(file)])

    assert command("echo 3.12")
    assert not command("echo 3.14")
    assert not command("echo 3.12; exit 127")
    assert not command("echo nonsense")
    assert not dev.works([str(tmp_path / "missing")])


def test_without_a_suitable_python_it_says_which_one_is_needed(venv, monkeypatch):
    monkeypatch.setenv("PATH", str(venv))
    with pytest.raises(dev.Stop, match=r"Python 3\.11 to 3\.13 is needed"):
        dev.other_python()


def test_the_stamp_tells_lock_python_and_place_apart():
    stamps = {
        dev.stamp_for(b"lock", (3, 11, 7), "/a"),
        dev.stamp_for(b"other", (3, 11, 7), "/a"),
        dev.stamp_for(b"lock", (3, 12, 7), "/a"),
        dev.stamp_for(b"lock", (3, 11, 7), "/b"),
    }
    assert len(stamps) == 4


def test_a_newer_patch_of_the_same_python_keeps_the_stamp():
    assert dev.stamp_for(b"lock", (3, 11, 7), "/a") == dev.stamp_for(b"lock", (3, 11, 9), "/a")


def test_a_finished_venv_is_ready(made):
    assert dev.ready()


def test_a_venv_whose_python_is_gone_is_not_ready(made):
    dev.PYTHON.unlink()
    assert not dev.ready()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"made": "else"}'])
def test_a_venv_without_a_whole_stamp_is_not_ready(made, text):
    dev.STAMP.write_text(text)
    assert not dev.ready()


def test_a_half_made_venv_is_emptied_and_made_again(venv, monkeypatch):
    (venv / "lib" / "half").mkdir(parents=True)
    (venv / "lib" / "half" / "module.py").touch()
    (venv / "link").symlink_to(venv.parent)
    monkeypatch.setattr(dev, "install", lambda: None)
    monkeypatch.setattr(dev, "PYTHON", venv / dev.BIN.name / dev.PYTHON.name)
    dev.make_venv()
    assert dev.ready()
    assert not (venv / "lib" / "half").exists()
    assert not (venv / "link").is_symlink()
    assert venv.parent.exists()


def test_an_attempt_that_fails_leaves_no_stamp_that_says_ready(venv, monkeypatch):
    monkeypatch.setattr(dev, "install", lambda: "no network")
    with pytest.raises(dev.Stop, match="no network"):
        dev.make_venv()
    assert not dev.ready()
    assert json.loads(dev.STAMP.read_text()) == {}


def test_a_working_venv_made_by_hand_is_filled_and_not_thrown_away(made, monkeypatch):
    dev.STAMP.unlink()
    (made / "mine").touch()
    monkeypatch.setattr(dev, "install", lambda: None)
    dev.make_venv()
    assert (made / "mine").exists()
    assert dev.ready()


def _hold(place, held, let_go):
    dev.VENV, dev.BUSY = place, place / "set-up.lock"
    with dev.alone():
        held.set()
        let_go.wait(20)


def test_two_starts_set_up_one_after_the_other(made):
    processes = multiprocessing.get_context("fork")
    held, let_go = processes.Event(), processes.Event()
    other = processes.Process(target=_hold, args=(made, held, let_go))
    other.start()
    assert held.wait(20)
    with dev.BUSY.open("a+b") as file:
        assert not dev.try_lock(file.fileno())
    let_go.set()
    other.join(20)
    with dev.BUSY.open("a+b") as file:
        assert dev.try_lock(file.fileno())


@pytest.mark.parametrize(
    ("env", "plugin"),
    [
        ({}, "offscreen"),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w", "XDG_SESSION_TYPE": "wayland"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen:size=1x1"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, "wayland"),
    ],
)
def test_the_plugin_that_qt_will_pick_is_the_one_that_is_tried(env, plugin):
    assert dev.plugin_for(env) == plugin


def test_without_a_screen_qt_is_told_so_and_the_demo_runs():
    assert dev.environment("run", {}, linux=True) == {"QT_QPA_PLATFORM": "offscreen"}
    assert dev.app_arguments([], {}, linux=True) == ["--demo", "demo"]


def test_without_a_screen_given_arguments_stay_as_they_are():
    assert dev.app_arguments(["search", "x", "--json"], {}, linux=True) == ["search", "x", "--json"]


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_with_a_screen_the_window_opens(name):
    env = {name: "something"}
    assert dev.environment("run", env, linux=True) == env
    assert dev.app_arguments([], env, linux=True) == []


def test_other_systems_always_have_a_screen():
    assert dev.environment("run", {}, linux=False) == {}
    assert dev.app_arguments([], {}, linux=False) == []


def test_tests_run_off_screen_unless_told_otherwise():
    on_screen = {"DISPLAY": ":0"}
    assert dev.environment("test", on_screen, linux=True)["QT_QPA_PLATFORM"] == "offscreen"
    assert dev.environment("test", {}, linux=False)["QT_QPA_PLATFORM"] == "offscreen"
    told = {"QT_QPA_PLATFORM": "xcb"}
    assert dev.environment("test", told, linux=True) == told


def test_a_plugin_that_loaded_once_is_not_tried_again(made, monkeypatch):
    tried = []

    def try_it(command):
        tried.append(command[-1])
        return subprocess.CompletedProcess(command, 0, b"")

    monkeypatch.setattr(dev, "quietly", try_it)
    for env in ({}, {}, {"DISPLAY": ":0"}, {}):
        dev.make_qt_load(env)
    assert tried == ["offscreen", "xcb"]
    assert dev.ready()


def apt_here(monkeypatch, *, root):
    """Pretends to be on Debian, as root or as somebody without a password-less sudo."""
    done = []

    def note(command):
        done.append(command)
        return subprocess.CompletedProcess(command, 0 if root else 1, b"")

    monkeypatch.setattr(dev, "quietly", note)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0 if root else 1000)
    return done


def test_root_gets_the_missing_libraries_installed(monkeypatch):
    done = apt_here(monkeypatch, root=True)
    dev.apt(["libgl1"], "Qt misses libraries")
    assert done[-1][-4:] == ["install", "-y", "--no-install-recommends", "libgl1"]
    assert "DPkg::Lock::Timeout=300" in done[-1]


def test_others_get_the_line_to_type_and_nothing_is_installed(monkeypatch):
    done = apt_here(monkeypatch, root=False)
    with pytest.raises(dev.Stop, match="sudo apt-get install -y --no-install-recommends libgl1"):
        dev.apt(["libgl1"], "Qt misses libraries")
    assert done == [["sudo", "-n", "true"]]


def checks(monkeypatch, tmp_path, *failing):
    started = []

    def note(command, _env):
        started.append(command[1:])
        return 7 if any(word in failing for word in command) else 0

    monkeypatch.setattr(dev, "set_up", lambda _env: None)
    monkeypatch.setattr(dev, "call", note)
    return started


def test_a_full_run_checks_everything_and_ends_with_pytest(monkeypatch, tmp_path):
    started = checks(monkeypatch, tmp_path)
    assert dev.test([]) == 0
    said = [" ".join(words) for words in started]
    assert said[:3] == ["-m ruff check", "-m ruff format --check", "-m mypy"]
    assert "importlinter" in said[3]
    assert said[4:] == ["-m pytest -n auto --dist loadfile"]


def test_the_first_check_that_fails_ends_the_run(monkeypatch, tmp_path):
    started = checks(monkeypatch, tmp_path, "mypy")
    assert dev.test([]) == 7
    assert started[-1] == ["-m", "mypy"]


def test_named_tests_run_alone(monkeypatch, tmp_path):
    started = checks(monkeypatch, tmp_path)
    assert dev.test(["tests/domain", "-q"]) == 0
    assert started == [["-m", "pytest", "tests/domain", "-q"]]


def test_an_exit_code_is_passed_on():
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    assert dev.call(command, dict(os.environ)) == 3


def test_a_program_ended_by_a_signal_gives_the_code_that_shells_know():
    assert dev.exit_code(-signal.SIGKILL, interrupted=False) == 137


def test_ctrl_c_waits_for_the_program_and_gives_130(tmp_path):
    slow = (
        "import pathlib, sys, time\n"
        "pathlib.Path(sys.argv[1]).touch()\n"
        "try:\n    time.sleep(30)\n"
        "except KeyboardInterrupt:\n    time.sleep(0.3)\n    pathlib.Path(sys.argv[1]).unlink()\n"
    )
    here = tmp_path / "running"
    code = (
        f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import dev, os\n"
        f"sys.exit(dev.call([sys.executable, '-c', {slow!r}, {str(here)!r}], dict(os.environ)))"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code],
        start_new_session=True,
        # The suite itself may run where Ctrl+C is ignored, which children inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    patience = time.monotonic() + 20
    while not here.exists() and time.monotonic() < patience:
        time.sleep(0.02)
    time.sleep(0.1)
    os.killpg(starter.pid, signal.SIGINT)
    assert starter.wait(20) == 130
    assert not here.exists(), "the program was not left the time to put its things away"


def test_a_command_it_does_not_know_is_bad_usage(capfd):
    assert dev.guarded(["dance"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert "dev.py run" in said.err


def test_trouble_is_one_sentence_on_stderr(monkeypatch, capfd):
    def stop(_given):
        raise dev.Stop("nothing works")

    monkeypatch.setitem(dev.COMMANDS, "run", stop)
    monkeypatch.setattr(dev, "ready", lambda: True)
    assert dev.guarded(["run"]) == 1
    assert capfd.readouterr() == ("", "set-up: nothing works\n")
