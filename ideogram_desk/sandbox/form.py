"""A form reads a body field by field, typed and within bounds; what is left over is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ideogram_desk.sandbox.bodies import strict_object
from ideogram_desk.sandbox.refusal import RefusalError, invalid
from ideogram_desk.sandbox.vocabulary import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Collection

    from ideogram_desk.sandbox.bodies import Body, Upload

_ABSENT: Any = object()
_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)


class Form:
    def __init__(self, body: Body) -> None:
        self._fields = body.fields
        self._files = body.files
        self._multipart = body.multipart
        self._read: set[str] = set()

    def has(self, name: str) -> bool:
        return name in self._fields or name in self._files

    def text(self, name: str, *, least: int = 0, most: int = MAX_TEXT) -> str | None:
        value = self._scalar(name)
        if value is _ABSENT:
            return None
        if not isinstance(value, str):
            raise invalid(name, "must be a string")
        if not least <= len(value) <= most:
            raise invalid(name, f"must have {least} to {most} characters, has {len(value)}")
        return value

    def prompt(self) -> str:
        value = self.text("prompt", least=1)
        if value is None:
            raise RefusalError(400, "Missing required field 'prompt'.")
        if not value.strip():
            raise invalid("prompt", "must not be blank")
        return value

    def integer(self, name: str, least: int, most: int) -> int | None:
        value = self._scalar(name)
        if value is _ABSENT:
            return None
        if self._multipart and _INTEGER.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(name, "must be an integer")
        if not least <= value <= most:
            raise invalid(name, f"must be between {least} and {most}, is {value}")
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        value = self._scalar(name)
        if value is _ABSENT:
            return None
        if not isinstance(value, str) or value not in allowed:
            shown = ", ".join(sorted(allowed)[:20])
            raise invalid(name, f"{value!r} is not one of {shown}")
        return value

    def switch(self, name: str, *, may_be_null: bool = False) -> bool | None:
        value = self._scalar(name)
        if value is _ABSENT or (value is None and may_be_null):
            return None
        if self._multipart:
            value = {"true": True, "false": False}.get(value)
        if not isinstance(value, bool):
            raise invalid(name, "must be true or false")
        return value

    def texts(self, name: str) -> list[str]:
        """A list: repeated parts in multipart, an array in JSON."""
        self._read.add(name)
        value = self._fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise invalid(name, "must be a list of strings")
        if name in self._fields and not value:
            raise invalid(name, "must not be empty")
        return value

    def document(self, name: str) -> dict[str, Any] | None:
        """An object: JSON text in multipart, an object in JSON."""
        value = self._scalar(name)
        if value is _ABSENT:
            return None
        if self._multipart:
            return self._parsed(name, value)
        if not isinstance(value, dict):
            raise invalid(name, "must be an object")
        return value

    def documents(self, name: str) -> list[dict[str, Any]]:
        if not self.has(name):
            return []
        value = self._fields.get(name)
        self._read.add(name)
        if self._multipart and isinstance(value, list) and value[0].lstrip().startswith("["):
            value = self._parsed(name, f'{{"list":{value[0]}}}')["list"]
        elif self._multipart and isinstance(value, list):
            value = [self._parsed(name, text) for text in value]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise invalid(name, "must be a list of objects")
        return value

    def uploads(self, name: str, most: int) -> list[Upload]:
        self._read.add(name)
        if name in self._fields:
            raise invalid(name, "must be uploaded as a file part with a file name")
        found = self._files.get(name, [])
        if len(found) > most:
            raise invalid(name, f"at most {most} files, not {len(found)}")
        return found

    def refuse_the_rest(self, model: str) -> None:
        left = [name for name in (*self._fields, *self._files) if name not in self._read]
        if left:
            raise RefusalError(400, f"Unknown field '{left[0]}' for model {model}.")

    def refuse_together(self, *names: str) -> None:
        if all(self.has(name) for name in names):
            listed = "' and '".join(names)
            raise RefusalError(400, f"Fields '{listed}' cannot be combined.")

    def _scalar(self, name: str) -> Any:
        self._read.add(name)
        if name in self._files:
            raise invalid(name, "must not be a file")
        if name not in self._fields:
            return _ABSENT
        value = self._fields[name]
        if not self._multipart:
            return value
        if len(value) > 1:
            raise invalid(name, "stands more than once")
        return value[0]

    @staticmethod
    def _parsed(name: str, text: str) -> dict[str, Any]:
        try:
            return strict_object(text)
        except RefusalError as error:
            raise invalid(name, "must be JSON text") from error
