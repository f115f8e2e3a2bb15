"""One window a library: a second start hands what it was asked for to the first, and ends.

The library's lock decides who is first; only its owner listens. What is handed over is one line of
JSON over a local socket that no other user may open, answered by one word.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QDir, QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

HANDED_OVER: Final = "Ideogram Desk is open already; this was handed to its window."
MAX_LINE: Final = 64 * 1024  # bytes
_MOST_FILES = 500
_HEARD = b"heard\n"
_CONNECT_PATIENCE = 500  # milliseconds
_PATIENCE = 3_000  # milliseconds, for the whole of a call


@dataclass(frozen=True, slots=True)
class Wish:
    """What a start was asked for: to come to the front, and with which files."""

    to_front: bool = True
    files: tuple[str, ...] = ()

    def line(self) -> bytes:
        said = {"raise": self.to_front, "files": list(self.files)}
        return json.dumps(said).encode("ascii") + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Wish | None:
        """The wish in a line; None if there is none in it."""
        try:
            said: Any = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(said, dict):
            return None
        to_front, files = said.get("raise", True), said.get("files", [])
        if not isinstance(to_front, bool) or not isinstance(files, list):
            return None
        if len(files) > _MOST_FILES or not all(isinstance(file, str) for file in files):
            return None
        return cls(to_front, tuple(files))


def hand_over(library: Path, wish: Wish) -> bool:
    """Whether the window that shows this library has taken the wish. Blocks, for 3 s at most."""
    line, name = wish.line(), _name(library)
    if len(line) > MAX_LINE or not _may_listen(name):
        return False
    from PySide6.QtNetwork import QLocalSocket

    ends = time.monotonic() + _PATIENCE / 1000
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_CONNECT_PATIENCE) or not _is_ours(socket):
        return False
    socket.write(line)
    answer = b""
    while not answer.endswith(b"\n"):
        left = int((ends - time.monotonic()) * 1000)
        if left <= 0 or not socket.waitForReadyRead(left):
            break
        answer += socket.readAll().data()
    socket.abort()
    return answer == _HEARD


class Single(QObject):
    """Hears what later starts of this library are asked for; for the library's owner alone."""

    called = Signal(object)  # Wish

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _name(library)
        self._server: QLocalServer | None = None

    def listen(self) -> bool:
        """Listen until `close`; False where the system does not allow it, which is no harm."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._take)
        self._server = server
        # What a run that was killed left there is replaced: with that option Qt renames over it.
        return server.listen(self._name)

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
            server.deleteLater()

    def _take(self) -> None:
        if self._server is None:
            return
        while (socket := self._server.nextPendingConnection()) is not None:
            _Call(socket, self)


class _Call(QObject):
    """One start that is calling; it lasts as long as its connection."""

    def __init__(self, socket: QLocalSocket, single: Single) -> None:
        super().__init__(socket)
        self._socket = socket
        self._single = single
        self._line = b""
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(self._read)
        patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        patience.timeout.connect(self._hang_up)
        patience.start()
        self._read()  # what came before anybody listened

    def _read(self) -> None:
        self._line += self._socket.readAll().data()
        if len(self._line) > MAX_LINE:
            self._hang_up()
        elif self._line.endswith(b"\n"):
            wish = Wish.read(self._line)
            self._line = b""
            if wish is None:
                self._hang_up()
                return
            self._single.called.emit(wish)
            self._socket.write(_HEARD)
            self._socket.disconnectFromServer()

    def _hang_up(self) -> None:
        self._socket.abort()


def _name(library: Path) -> str:
    """The socket's name: the same for every way to write the folder's path."""
    path = os.path.normcase(os.path.realpath(library))
    return f"ideogram-desk-{hashlib.sha256(os.fsencode(path)).hexdigest()[:24]}"


def _may_listen(name: str) -> bool:
    """Whether it is worth loading the network for: where nobody listens there is no file."""
    return sys.platform == "win32" or os.path.lexists(f"{QDir.tempPath()}/{name}")


if sys.platform == "win32":

    def _is_ours(_socket: QLocalSocket) -> bool:
        return True  # the pipe's own access list says so
else:

    def _is_ours(socket: QLocalSocket) -> bool:
        """Whether it is this user who listens: anybody may put a socket of any name there."""
        try:
            return Path(socket.fullServerName()).stat().st_uid == os.getuid()
        except OSError:
            return False
