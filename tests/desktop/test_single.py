"""A second start: real processes that find each other, and callers who mean no good."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QDir
from PySide6.QtNetwork import QLocalSocket

from ideogram_desk.desktop import single as singles
from ideogram_desk.desktop.single import MAX_LINE, Single, Wish, hand_over

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes there are no files")

FIRST = """
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from ideogram_desk.desktop.single import Single

app = QGuiApplication([])
single = Single(Path(sys.argv[1]))
def heard(wish):
    print(wish.to_front, *wish.files, sep="|", flush=True)
single.called.connect(heard)
print(single.listen(), flush=True)
app.exec()
"""
SECOND = """
import sys
from pathlib import Path
from ideogram_desk.desktop.single import Wish, hand_over

print(hand_over(Path(sys.argv[1]), Wish(files=tuple(sys.argv[2:]))))
print("PySide6.QtNetwork" in sys.modules)
"""


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "home" / "library"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def first(library):
    """Starts the first one."""
    started = []

    def start():
        command = [sys.executable, "-c", FIRST, str(library)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout.readline() == "True\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def second(library, *files, **environment):
    done = subprocess.run(
        [sys.executable, "-c", SECOND, str(library), *files],
        capture_output=True, text=True, check=True, timeout=30, env={**os.environ, **environment},
    )  # fmt: skip
    taken, loaded = done.stdout.split()
    return taken == "True", loaded == "True"


@pytest.fixture
def single(qapp, library):
    one = Single(library)
    assert one.listen()
    yield one
    one.close()


def test_a_second_start_hands_over_what_it_was_asked_for(first, library):
    process = first()
    assert second(library, "a b.png", "ü\n|.png") == (True, True)
    assert process.stdout.readline() == "True|a b.png|ü\n"
    assert process.stdout.readline() == "|.png\n"
    assert second(library) == (True, True)
    assert process.stdout.readline() == "True\n"


def test_where_nobody_listens_nothing_is_handed_over_nor_loaded(library):
    taken, loaded = second(library)
    assert not taken
    assert loaded is (sys.platform == "win32")


def test_another_library_s_window_is_not_called(first, library, tmp_path):
    first()
    assert second(tmp_path / "other")[0] is False


@posix
def test_the_same_folder_by_another_path_is_the_same_library(first, library, tmp_path):
    process = first()
    (tmp_path / "link").symlink_to(library.parent)
    assert second(tmp_path / "link" / "." / "library")[0]
    assert process.stdout.readline() == "True\n"


def test_what_a_killed_one_left_behind_stops_neither_the_next_first_nor_the_second(first, library):
    killed = first()
    killed.kill()
    killed.wait()
    assert second(library)[0] is False
    process = first()
    assert second(library)[0]
    assert process.stdout.readline() == "True\n"


@posix
def test_one_that_hangs_is_given_up(first, library, qapp, monkeypatch):
    process = first()
    process.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(singles, "_PATIENCE", 300)
    assert hand_over(library, Wish()) is False
    process.send_signal(signal.SIGCONT)
    assert hand_over(library, Wish()) is True


@posix
def test_no_other_user_may_open_the_socket(single, library):
    mode = Path(QDir.tempPath(), singles._name(library)).stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) & 0o077 == 0


@posix
def test_another_user_s_socket_is_not_believed(first, library, qapp, monkeypatch):
    first()
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    assert hand_over(library, Wish()) is False


def test_closed_it_is_no_longer_called(single, library, qapp):
    single.close()
    assert hand_over(library, Wish()) is False
    single.close()


def said(qtbot, library, *parts):
    """What comes back to a caller who says this."""
    socket = QLocalSocket()
    with qtbot.waitSignal(socket.connected):
        socket.connectToServer(singles._name(library))
    with qtbot.waitSignal(socket.disconnected, timeout=10_000):
        for part in parts:
            socket.write(part)
            socket.flush()
            qtbot.wait(1)
    return socket.readAll().data()


@pytest.mark.parametrize(
    "line",
    [b"\n", b"null\n", b"[]\n", b"no json\n", b'{"raise": 1}\n', b'{"files": "x"}\n', b'{"files": [1]}\n',
     b"[" * 60_000 + b"\n", json.dumps({"files": ["x"] * 501}).encode() + b"\n", b"\xff\n"],
    ids=lambda line: repr(line[:20]),
)  # fmt: skip
def test_what_is_no_wish_is_hung_up_on(single, library, qtbot, line):
    heard = []
    single.called.connect(heard.append)
    assert said(qtbot, library, line) == b""
    assert heard == []


def test_a_line_that_does_not_end_is_hung_up_on(single, library, qtbot, monkeypatch):
    monkeypatch.setattr(singles, "_PATIENCE", 60_000)  # not for its slowness
    assert said(qtbot, library, b"x" * (MAX_LINE + 1)) == b""


def test_a_caller_who_says_nothing_is_hung_up_on(single, library, qtbot, monkeypatch):
    monkeypatch.setattr(singles, "_PATIENCE", 100)
    assert said(qtbot, library) == b""


def test_a_wish_may_come_in_pieces(single, library, qtbot):
    heard = []
    single.called.connect(heard.append)
    assert (
        said(qtbot, library, b'{"raise": false, ', b'"files": ["a"], "new": 1}', b"\n")
        == b"heard\n"
    )
    assert heard == [Wish(to_front=False, files=("a",))]


def test_too_much_is_not_handed_over(single, library):
    assert hand_over(library, Wish(files=("x" * MAX_LINE,))) is False


@posix
def test_of_two_windows_started_at_once_one_stays_and_the_other_hands_over(tmp_path):
    command = [sys.executable, "-m", "ideogram_desk", "--home", str(tmp_path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    both = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        ends = time.monotonic() + 30
        while all(one.poll() is None for one in both):
            assert time.monotonic() < ends, "neither gave way"
            time.sleep(0.05)
        gone, stays = sorted(both, key=lambda one: one.poll() is None)
        assert gone.returncode == 0
        assert singles.HANDED_OVER in gone.stderr.read()
        assert stays.poll() is None
    finally:
        for one in both:
            one.terminate()
            one.wait(20)
            one.stderr.close()
    assert [one.returncode for one in both] == [0, 0]
