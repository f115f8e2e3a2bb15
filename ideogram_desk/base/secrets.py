"""Secrets: from the environment, the system's keyring, or this session's memory alone.

The API's key is kept for the origin it was entered for; the secrets that callbacks are signed with
are kept by name, under a service of their own, so that neither is ever taken for the other.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from ideogram_desk.base import program
from ideogram_desk.domain.errors import SecretUnavailable, SettingsError

Source = Literal["environment", "keyring", "memory"]

KEY_VARIABLE = "IDEOGRAM_API_KEY"
RECEIVING_VARIABLE = "IDEOGRAM_DESK_CALLBACK_SECRET"
RECEIVING = "callback:receive"  # the name of the secret that callbacks to us are signed with
PATIENCE = 10.0  # seconds that a keyring may take; a locked one may ask its user


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
    """Finds and keeps keys and secrets. Calls block, for ten seconds at the most."""

    def __init__(self) -> None:
        self._memory: dict[str, str] = {}  # keys by origin
        self._secrets: dict[str, str] = {}  # by name; also those that the keyring has told

    def find(self, url: str) -> Key | None:
        """The key for this API. Raises SecretUnavailable if the keyring does not answer."""
        if given := os.environ.get(KEY_VARIABLE, "").strip():
            return Key(clean_key(given), "environment")
        origin = origin_of(url)
        if origin in self._memory:
            return Key(self._memory[origin], "memory")
        kept = _ask({"do": "find", "origin": origin})
        if not isinstance(kept, str) or not kept:
            return None
        try:
            return Key(clean_key(kept), "keyring")  # anybody may have put it there
        except SettingsError:
            raise SecretUnavailable("What the system's keyring holds is no API key.") from None

    def save(self, url: str, text: str) -> Key:
        """Keep a key: in the keyring if there is a real one, else until the program ends.

        Raises SettingsError if the text is no key.
        """
        key, origin = clean_key(text), origin_of(url)
        try:
            kept = bool(_ask({"do": "keep", "origin": origin, "key": key}))
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
            return bool(_ask({"do": "exists"}))
        except SecretUnavailable:
            return False

    def forget(self, url: str) -> None:
        """Raises SecretUnavailable if the keyring does not answer."""
        origin = origin_of(url)
        self._memory.pop(origin, None)
        _ask({"do": "forget", "origin": origin})

    def find_secret(self, name: str) -> str | None:
        """The secret of this name. Raises SecretUnavailable if the keyring does not answer.

        The keyring is asked for it once only: every callback needs its secret, and asking takes a
        process.
        """
        if name == RECEIVING and (given := _unquoted(os.environ.get(RECEIVING_VARIABLE, ""))):
            return given
        if name not in self._secrets:
            kept = _ask({"do": "find", "secret": name})
            if not isinstance(kept, str) or not kept:
                return None
            self._secrets[name] = kept
        return self._secrets[name]

    def save_secret(self, name: str, text: str) -> Source:
        """Keep a secret: in the keyring if there is a real one, else until the program ends."""
        self._secrets[name] = text
        try:
            kept = bool(_ask({"do": "keep", "secret": name, "key": text}))
        except SecretUnavailable:
            kept = False
        return "keyring" if kept else "memory"

    def forget_secret(self, name: str) -> None:
        """Raises SecretUnavailable if the keyring does not answer."""
        self._secrets.pop(name, None)
        _ask({"do": "forget", "secret": name})


def _ask(task: dict[str, str]) -> str | bool | None:
    """What the keyring worker answers.

    Raises SecretUnavailable, without the keyring's own words: they may hold the key.
    """
    try:
        done = subprocess.run(  # noqa: S603  our own program
            program.command("keyring-worker"),
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        answer: str | bool | None = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise SecretUnavailable("The system's keyring does not answer.") from None
    except (subprocess.CalledProcessError, OSError, ValueError):
        raise SecretUnavailable("The system's keyring is locked or refuses.") from None
    return answer
