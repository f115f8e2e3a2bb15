"""A request for pictures: what was asked for, whether the API would take it, and what it costs."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Any

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.errors import InvalidRequest, Problem

MAGIC = ("auto", "on", "off")

_HEX3OR6 = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_STYLE_CODE = re.compile(r"[0-9a-fA-F]{8}")
_SIZE = re.compile(r"(?<!\d)(\d{2,5})\s*[x×_]\s*(\d{2,5})(?!\d)", re.IGNORECASE)
_ASPECT = re.compile(r"(?:ASPECT_)?(\d{1,2})\s*[:x_/]\s*(\d{1,2})", re.IGNORECASE)
# C0 and C1 controls but for tab and line breaks; they carry no meaning in a prompt.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the API, in the program's own words; the job's row keeps it unchanged.

    `aspect` and `size` exclude each other; both None means the model's own default. `references`
    and `mask` name files in the library's `inputs` folder by "<sha256>.<ext>".
    `palette` is a preset's name, or colours "#RRGGBB" with an optional weight: "#RRGGBB@0.5".
    """

    prompt: str
    model: str = catalogue.DEFAULT_MODEL
    aspect: str | None = None
    size: str | None = None
    style: str | None = None
    speed: str | None = None
    count: int = 1
    seed: int | None = None
    negative: str = ""
    magic: str = "auto"
    palette: tuple[str, ...] = ()
    preset: str | None = None
    style_codes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    mask: str | None = None
    private: bool = True
    copyright_detection: bool = False

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, nothing that says no more than its default."""
        values = ((name, getattr(self, name)) for name in _FIELDS)  # asdict would copy deeply
        filled = {name: value for name, value in values if value not in (None, "", ())}
        return json.dumps(filled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Request:
        """The request that `to_json` wrote; fields of a later version are left out."""
        raw: dict[str, Any] = json.loads(text)
        values: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in raw.items() if k in _FIELDS
        }
        return cls(**values)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what makes two requests the same; a random seed does not part them."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


_FIELDS = tuple(f.name for f in fields(Request))


def clean_text(text: str) -> str:
    """Text as it is stored and sent: NFC, no control characters, no half of a surrogate pair."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", whole)).strip()


def parse_aspect(said: str) -> str:
    """The form 16:9 from any usual spelling: 16x9, ASPECT_16_9, 16/9; other words unchanged."""
    match = _ASPECT.fullmatch(said.strip())
    return f"{int(match[1])}:{int(match[2])}" if match else said.strip().casefold()


def parse_size(said: str) -> str:
    match = _SIZE.search(said)
    return f"{int(match[1])}x{int(match[2])}" if match else said.strip().casefold()


def normalise(request: Request) -> Request:
    """The same request in the catalogue's spelling: clean text, known words in lower case."""
    model = catalogue.find(request.model)
    return replace(
        request,
        prompt=clean_text(request.prompt),
        negative=clean_text(request.negative),
        model=model.id if model else request.model,
        aspect=parse_aspect(request.aspect) if request.aspect else None,
        size=parse_size(request.size) if request.size else None,
        style=request.style.strip().casefold() if request.style else None,
        speed=request.speed.strip().casefold() if request.speed else None,
        magic=request.magic.strip().casefold(),
        preset=request.preset.strip().casefold() if request.preset else None,
        palette=tuple(word.strip().casefold() for word in request.palette),
    )


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(words)


def is_json_prompt(prompt: str) -> bool:
    """Whether a prompt is a JSON object, which the 4.x models read as a caption."""
    if not prompt.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(prompt), dict)
    except (ValueError, RecursionError):
        return False


def problems(request: Request) -> tuple[Problem, ...]:  # noqa: C901  a table of rules, in order
    """Everything in a normalised request that the API would refuse, field by field; () if nothing.

    Field names are those of the command line: prompt, model, aspect, size, style, speed, count,
    seed, negative, magic, palette, preset, style_codes, references, mask.
    """
    if not catalogue.known(request.model):
        names = _list(tuple(model.name for model in catalogue.MODELS))
        return (Problem("model", f"“{request.model}” is not known. Choose one of {names}."),)
    model = catalogue.get(request.model)
    found: list[Problem] = []

    def refuse(field: str, message: str) -> None:
        found.append(Problem(field, message))

    def one_of(field: str, value: str | None, allowed: tuple[str, ...], what: str) -> None:
        if value is None or value in allowed:
            return
        if allowed:
            refuse(field, f"{model.name} has no {what} “{value}”. It takes {_list(allowed)}.")
        else:
            refuse(field, f"{model.name} takes no {what}.")

    visible = request.prompt.strip("\u200b\u200c\u200d\u2060\ufeff \t\r\n")
    if not visible:
        refuse("prompt", "Write a prompt first.")
    for name, text in (("prompt", request.prompt), ("negative", request.negative)):
        if len(text) > catalogue.MAX_PROMPT:
            refuse(
                name,
                f"{len(text):,} characters are too many; the API takes {catalogue.MAX_PROMPT:,}.",
            )
    if request.negative and not model.negative:
        refuse("negative", f"{model.name} takes no negative prompt.")
    if request.aspect and request.size:
        refuse("size", "Give an aspect ratio or an exact size, not both.")
    one_of("aspect", request.aspect, model.aspects, "aspect ratio")
    found += _size_problems(model, request)
    one_of("style", request.style, model.styles, "style")
    one_of("speed", request.speed, model.speeds, "speed")
    if request.speed in model.reference_speeds and not request.references:
        refuse("speed", f"{model.name} takes “{request.speed}” only together with input pictures.")
    if not 1 <= request.count <= catalogue.MAX_COUNT:
        refuse("count", f"Between 1 and {catalogue.MAX_COUNT} pictures at a time.")
    if request.seed is not None and not 0 <= request.seed <= catalogue.MAX_SEED:
        refuse("seed", f"A seed is a whole number from 0 to {catalogue.MAX_SEED}.")
    if request.magic not in MAGIC:
        refuse("magic", f"Magic prompt is one of {_list(MAGIC)}.")
    found += _palette_problems(model, request.palette)
    one_of("preset", request.preset, model.presets, "style preset")
    found += _style_source_problems(model, request)
    found += _reference_problems(model, request)
    if is_json_prompt(request.prompt) and not model.json_prompt:
        refuse("prompt", f"{model.name} takes plain words only; a JSON prompt needs a 4.x model.")
    return tuple(found)


def _size_problems(model: catalogue.Model, request: Request) -> list[Problem]:
    size = request.size
    if size is None:
        return []
    if not (request.references and model.references and model.references.free_sizes):
        if size in model.sizes:
            return []
        takes = f"It takes {_list(model.sizes)}." if model.sizes else "It takes no exact size."
        return [Problem("size", f"{model.name} has no size “{size}”. {takes}")]
    if catalogue.is_free_size(size):
        return []
    message = (
        f"With input pictures, {model.name} takes sides that are multiples of"
        f" {catalogue.FREE_STEP} and at least {catalogue.FREE_LEAST_SIDE}, up to"
        f" {catalogue.FREE_MOST_PIXELS:,} pixels and {catalogue.FREE_MOST_RATIO}:1."
    )
    return [Problem("size", message)]


def _palette_problems(  # noqa: PLR0911  one way out a rule
    model: catalogue.Model, palette: tuple[str, ...]
) -> list[Problem]:
    if not palette:
        return []
    if not model.palette:
        return [Problem("palette", f"{model.name} takes no colour palette.")]
    if len(palette) == 1 and palette[0] in catalogue.PALETTES:
        return []
    if len(palette) > catalogue.MAX_PALETTE:
        return [Problem("palette", f"At most {catalogue.MAX_PALETTE} colours.")]
    for member in palette:
        colour, _, weight = member.partition("@")
        if not _HEX3OR6.fullmatch(colour):
            names = _list(catalogue.PALETTES)
            return [Problem("palette", f"“{member}” is no colour like #FF8800 nor one of {names}.")]
        try:
            heavy_enough = not weight or 0.05 <= float(weight) <= 1.0  # noqa: PLR2004
        except ValueError:
            heavy_enough = False
        if not heavy_enough:
            return [Problem("palette", f"“{weight}” is no weight from 0.05 to 1.")]
    return []


def _style_source_problems(model: catalogue.Model, request: Request) -> list[Problem]:
    found: list[Problem] = []
    if request.style_codes:
        if not model.style_codes:
            found.append(Problem("style_codes", f"{model.name} takes no style codes."))
        elif not all(_STYLE_CODE.fullmatch(code) for code in request.style_codes):
            found.append(Problem("style_codes", "A style code is eight hexadecimal digits."))
        elif request.references or request.style:
            found.append(
                Problem("style_codes", "Style codes go with neither a style nor style references.")
            )
    if request.preset and (request.style_codes or (request.references and model.presets)):
        found.append(
            Problem("preset", "A style preset goes with neither style codes nor references.")
        )
    return found


def _reference_problems(model: catalogue.Model, request: Request) -> list[Problem]:
    takes = model.references
    if takes is None:
        return [
            Problem(name, f"{model.name} takes no input pictures.")
            for name, given in (("references", request.references), ("mask", request.mask))
            if given
        ]
    found: list[Problem] = []
    if len(request.references) > takes.most:
        found.append(Problem("references", f"At most {takes.most} input pictures."))
    if request.mask:
        if not takes.mask:
            found.append(Problem("mask", f"{model.name} takes no mask."))
        elif not request.references:
            found.append(Problem("mask", "A mask needs the picture that it masks."))
        elif len(request.references) > takes.most - 1:
            found.append(
                Problem("references", f"With a mask, at most {takes.most - 1} input pictures.")
            )
        elif request.aspect not in (None, catalogue.AUTO) or request.size:
            found.append(Problem("mask", "With a mask the picture keeps its size."))
    return found


def checked(request: Request) -> Request:
    """The normalised request; raises InvalidRequest naming every field the API would refuse."""
    clean = normalise(request)
    found = problems(clean)
    if found:
        raise InvalidRequest(found)
    return clean


def with_spoken_speed(request: Request) -> Request:
    """A legacy model's speed is a model of its own: "2.0" at "turbo" is 2 Turbo."""
    model = catalogue.find(request.model)
    if model is None or model.speeds or request.speed is None:
        return request
    said = request.speed.strip().casefold()
    if said not in ("turbo", "default"):
        return request
    for other in catalogue.of_generation(model.generation):
        if said == "default" or other.is_turbo:
            chosen = model if said == "default" else other
            return replace(request, model=chosen.id, speed=None)
    return request
