"""What the user chose, kept as JSON; whatever stands in the file, the program starts."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

from ideogram_desk.base.files import read_json, replace_json
from ideogram_desk.domain.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

URL_VARIABLE = "IDEOGRAM_API_URL"
POOL = (1, 10)  # pictures in flight: the API's own limit is ten
DOWNLOADS = (1, 8)
Theme = Literal["system", "light", "dark"]
THEMES = get_args(Theme)


@dataclass(frozen=True, slots=True)
class Settings:
    """`extra` keeps what a later version wrote and this one does not know."""

    pool: int = 5
    theme: Theme = "system"
    sandbox: bool = False  # chosen by the user, although there may be a key
    download_places: int = 4
    api_url: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def load(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and a sentence for everything in the file that had to be corrected.

    A file that cannot be understood at all is put aside as <name>.bad, not overwritten.
    """
    try:
        raw = read_json(path)
    except (ValueError, OSError):
        aside = path.with_name(f"{path.name}.bad")
        try:
            os.replace(path, aside)  # noqa: PTH105  its target may exist, on every system
        except OSError:
            return Settings(), (f"{path.name} could not be read; the usual settings are used.",)
        sentence = f"{path.name} could not be understood and was put aside as {aside.name}."
        return Settings(), (sentence,)
    return _understood(raw or {})


def _understood(raw: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    usual = Settings()
    known = {f.name for f in fields(Settings)} - {"extra"}
    values: dict[str, Any] = {"extra": {k: v for k, v in raw.items() if k not in known}}
    sentences: list[str] = []
    for name in sorted(known & raw.keys()):
        accepted, sentence = _accepted(name, raw[name], getattr(usual, name))
        values[name] = accepted
        if sentence:
            sentences.append(sentence)
    return Settings(**values), tuple(sentences)


def _accepted(name: str, value: object, usual: object) -> tuple[object, str]:
    """A usable value for a setting, and a sentence if it is not the one that was given."""
    match name:
        case "pool" | "download_places":
            least, most = POOL if name == "pool" else DOWNLOADS
            if isinstance(value, int) and not isinstance(value, bool):
                inside = min(max(value, least), most)
                said = f"The setting {name} was {value}; {inside} is used."
                return inside, "" if inside == value else said
        case "theme":
            if value in THEMES:
                return value, ""
        case "sandbox":
            if isinstance(value, bool):
                return value, ""
        case "api_url":
            if value is None or (isinstance(value, str) and value):
                return value, ""
    used = "none" if usual is None else usual
    return usual, f"The setting {name} could not be understood; {used} is used."


def save(path: Path, settings: Settings) -> None:
    """Raises SettingsError."""
    plain = asdict(settings)
    extra = plain.pop("extra")
    try:
        replace_json(path, {**extra, **plain})
    except OSError as error:
        raise SettingsError(f"The settings could not be saved: {error.strerror}.") from error


def api_url(settings: Settings, environ: Mapping[str, str]) -> str | None:
    """The API's base URL if one was chosen; the environment's word comes first."""
    return environ.get(URL_VARIABLE, "").strip() or settings.api_url


def load_state(path: Path) -> dict[str, Any]:
    """How the window was left; an unreadable file is only forgotten."""
    try:
        return read_json(path) or {}
    except (ValueError, OSError):
        return {}


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Raises OSError."""
    replace_json(path, state)
