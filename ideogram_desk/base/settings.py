"""What the user chose, kept as JSON; whatever stands in the file, the program starts."""

from __future__ import annotations

import math
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from ideogram_desk.base.files import read_json, replace_json
from ideogram_desk.domain.errors import SettingsError
from ideogram_desk.domain.money import PUBLISHED, Prices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

URL_VARIABLE = "IDEOGRAM_API_URL"
POOL = (1, 10)  # pictures in flight: the API's own limit is ten
_RANGES = {
    "pool": POOL,
    "download_places": (1, 8),
    "keep_done": (0, 10_000),  # jobs that the queue's view lists; the records stay for ever
    "keep_failed": (0, 10_000),
    "low_water_mb": (0, 1_000_000),
    "receive_port": (1, 65_535),
}
_MOST_DOLLARS = 1_000_000.0
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
    day_budget_usd: float | None = None
    prices_usd: Mapping[str, float] = field(default_factory=dict)  # changed ones, by price_key
    prices_as_of: str | None = None  # ISO date of the change
    keep_done: int = 100
    keep_failed: int = 50
    low_water_mb: int = 512  # with less room than this, nothing new is paid for
    receive: bool = False  # listen for callbacks while the window is open
    receive_port: int = 8787
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day_budget(self) -> int | None:
        """Millionths of a dollar; None: no budget."""
        return None if self.day_budget_usd is None else round(self.day_budget_usd * 1_000_000)

    @property
    def prices(self) -> Prices:
        """The price table as the user has it."""
        changed = {key: round(usd * 1_000_000) for key, usd in self.prices_usd.items()}
        as_of = date.fromisoformat(self.prices_as_of) if self.prices_as_of else PUBLISHED.as_of
        return Prices(changed, as_of)


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
    if name in _RANGES:
        least, most = _RANGES[name]
        if isinstance(value, int) and not isinstance(value, bool):
            inside = min(max(value, least), most)
            said = f"The setting {name} was {value}; {inside} is used."
            return inside, "" if inside == value else said
    elif _UNDERSTOOD[name](value):
        return value, ""
    used = usual or "none"
    return usual, f"The setting {name} could not be understood; {used} is used."


def _is_price(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 <= value <= _MOST_DOLLARS
    )


def _is_date(value: object) -> bool:
    try:
        date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


_UNDERSTOOD: Mapping[str, Callable[[object], bool]] = {
    "theme": lambda value: value in THEMES,
    "sandbox": lambda value: isinstance(value, bool),
    "receive": lambda value: isinstance(value, bool),
    "api_url": lambda value: value is None or (isinstance(value, str) and value != ""),
    "day_budget_usd": lambda value: value is None or _is_price(value),
    "prices_usd": lambda value: isinstance(value, dict) and all(map(_is_price, value.values())),
    "prices_as_of": lambda value: value is None or _is_date(value),
}


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
