"""The keyring worker: a process that asks the system's keyring one thing and ends.

A keyring can hang for as long as its user does not answer its prompt, and what it loads is a tenth
of the whole program's memory; so neither is in the program's own process. One JSON task comes in
on standard input, one JSON answer goes out; the key stands in no argument and no environment.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Ideogram Desk"
SECRETS_SERVICE = "Ideogram Desk callbacks"
# Backends that keep nothing, or keep it in a file that anyone can read.
_REFUSED = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


def main() -> int:
    """Answer the task; 1 if the keyring is locked or refuses, without its words."""
    try:
        print(json.dumps(answer(json.load(sys.stdin))))  # noqa: T201  this is the answer
    except Exception:  # noqa: BLE001  a backend may raise anything, and its words may hold the key
        return 1
    return 0


def answer(task: dict[str, str]) -> str | bool | None:
    """Do "find", "keep", "forget" or "exists" for a key's `origin` or the name of a `secret`."""
    backend = _real_keyring()
    service, entry = SERVICE, task.get("origin", "")
    if "secret" in task:
        service, entry = SECRETS_SERVICE, task["secret"]
    match task["do"]:
        case "exists":
            return backend is not None
        case "find":
            found = backend.get_password(service, entry) if backend else None
            return None if found is None else str(found)
        case "keep":
            return backend is not None and _keep(backend, service, entry, task["key"])
        case _:
            if backend is not None:
                _forget(backend, service, entry)
            return None


def _real_keyring() -> KeyringBackend | None:
    """The system's keyring, if it has one worth the name; of several, the best."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    backend = keyring.get_keyring()
    # Not through the chain itself: behind a real keyring it may go on to a plain file.
    several = backend.backends if isinstance(backend, ChainerBackend) else [backend]
    real = (one for one in several if not type(one).__module__.startswith(_REFUSED))
    return next(real, None)


def _keep(backend: KeyringBackend, service: str, entry: str, secret: str) -> bool:
    backend.set_password(service, entry, secret)
    return backend.get_password(service, entry) == secret


def _forget(backend: KeyringBackend, service: str, entry: str) -> None:
    from keyring.errors import PasswordDeleteError

    with contextlib.suppress(PasswordDeleteError):  # it was not there
        backend.delete_password(service, entry)
