"""The API key: from the environment, the system's keyring, or this session's memory alone."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from ideogram_desk.domain.errors import SecretUnavailable, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend

T = TypeVar("T")
Source = Literal["environment", "keyring", "memory"]

KEY_VARIABLE = "IDEOGRAM_API_KEY"
SERVICE = "Ideogram Desk"
PATIENCE = 10.0  # seconds that a keyring may take; a locked one may ask its user
# Backends that keep nothing, or keep it in a file that anyone can read.
_REFUSED = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


@dataclass(frozen=True, slots=True)
class Key:
    """A key and where it came from; the key itself shows in no repr."""

    secret: str = field(repr=False)
    source: Source


def _unquoted(text: str) -> str:
    return text.strip().strip("'\"").strip()


def clean_key(text: str) -> str:
    """The key in what a person pasted. Raises SettingsError if there is none in it."""
    key = _unquoted(text)
    if key[:7].casefold().rstrip() == "bearer":
        key = _unquoted(key[7:])
    if not key:
        raise SettingsError("Paste the key that the Ideogram API dashboard gave you.")
    if any(character.isspace() for character in key) or not key.isascii() or not key.isprintable():
        raise SettingsError("That is no API key: a key has no spaces and only plain characters.")
    return key


def origin_of(url: str) -> str:
    """Scheme, host and port: whom a key was entered for. Raises SettingsError if it is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SettingsError(f"“{url}” is no web address.") from error
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".casefold()


class KeyStore:
    """Finds and keeps keys, each for one origin. Calls block, for ten seconds at the most."""

    def __init__(self) -> None:
        self._memory: dict[str, str] = {}

    def find(self, url: str) -> Key | None:
        """The key for this API. Raises SecretUnavailable if the keyring does not answer."""
        if given := os.environ.get(KEY_VARIABLE, "").strip():
            return Key(clean_key(given), "environment")
        origin = origin_of(url)
        if origin in self._memory:
            return Key(self._memory[origin], "memory")
        kept = _patiently(lambda: _from_keyring(origin))
        return Key(kept, "keyring") if kept else None

    def save(self, url: str, text: str) -> Key:
        """Keep a key: in the keyring if there is a real one, else until the program ends.

        Raises SettingsError if the text is no key.
        """
        key, origin = clean_key(text), origin_of(url)
        try:
            kept = _patiently(lambda: _to_keyring(origin, key))
        except SecretUnavailable:
            kept = False
        if kept:
            self._memory.pop(origin, None)
            return Key(key, "keyring")
        self._memory[origin] = key
        return Key(key, "memory")

    def has_keyring(self) -> bool:
        """Whether a key saved now would be kept beyond the end of the program."""
        try:
            return _patiently(lambda: _real_keyring() is not None)
        except SecretUnavailable:
            return False

    def forget(self, url: str) -> None:
        """Raises SecretUnavailable if the keyring does not answer."""
        origin = origin_of(url)
        self._memory.pop(origin, None)
        _patiently(lambda: _out_of_keyring(origin))


def _real_keyring() -> KeyringBackend | None:
    """The system's keyring, if it has one worth the name; of several, the best."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    backend = keyring.get_keyring()
    # Not through the chain itself: behind a real keyring it may go on to a plain file.
    several = backend.backends if isinstance(backend, ChainerBackend) else [backend]
    real = (one for one in several if not type(one).__module__.startswith(_REFUSED))
    return next(real, None)


def _from_keyring(origin: str) -> str | None:
    backend = _real_keyring()
    return backend.get_password(SERVICE, origin) if backend else None


def _to_keyring(origin: str, key: str) -> bool:
    backend = _real_keyring()
    if backend is None:
        return False
    backend.set_password(SERVICE, origin, key)
    return backend.get_password(SERVICE, origin) == key


def _out_of_keyring(origin: str) -> None:
    from keyring.errors import PasswordDeleteError

    backend = _real_keyring()
    if backend is not None:
        with contextlib.suppress(PasswordDeleteError):  # it was not there
            backend.delete_password(SERVICE, origin)


def _patiently(work: Callable[[], T]) -> T:
    """Run keyring work in a thread of its own: a locked keyring can hang for as long as it likes.

    Raises SecretUnavailable when it fails or takes too long; what it said is not passed on, since
    a backend's words may hold the secret.
    """
    answers: queue.SimpleQueue[tuple[bool, T | None]] = queue.SimpleQueue()

    def attempt() -> None:
        try:
            answers.put((True, work()))
        except Exception:  # noqa: BLE001  a backend may raise anything
            answers.put((False, None))

    threading.Thread(target=attempt, daemon=True, name="keyring").start()
    try:
        worked, answer = answers.get(timeout=PATIENCE)
    except queue.Empty:
        raise SecretUnavailable("The system's keyring does not answer.") from None
    if not worked:
        raise SecretUnavailable("The system's keyring is locked or refuses.")
    return answer  # type: ignore[return-value]  # it is T where it worked
