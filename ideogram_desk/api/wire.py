"""Requests in the API's words: the path and the body of each paid call."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.catalogue import Family, Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ideogram_desk.domain.request import Request

GENERATE = "/generate"
MODELS = "/models"  # free, and answers 200 or 401: the way to try a key
SIDE_STEP = 32  # with input pictures, sides are multiples of it
_IMAGE_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body; a text part has neither a file name nor, mostly, a type."""

    name: str
    content: bytes
    filename: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call, ready to be sent: with a JSON body, or with `parts`."""

    method: str
    path: str
    json: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


def submission(request: Request, files: Mapping[str, bytes]) -> Outgoing:
    """The paid call for a checked request. `files` has the bytes of each name in the request."""
    model = catalogue.get(request.model)
    if model.family is Family.LEGACY:
        return Outgoing("POST", GENERATE, json={"image_request": _legacy_fields(model, request)})
    path = f"/v2/image/generate/{model.id}"
    fields = _v2_fields(model, request)
    if not (model.multipart or request.references or request.mask):
        return Outgoing("POST", path, json=fields)
    return Outgoing("POST", path, parts=(*_parts(fields), *_file_parts(model, request, files)))


def generation(generation_id: str) -> Outgoing:
    """The free question how a generation stands."""
    return Outgoing("GET", f"/v2/generations/{quote(generation_id, safe='')}")


def _legacy_fields(model: Model, request: Request) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "prompt": request.prompt,
        "model": model.id,
        "magic_prompt_option": request.magic.upper(),
    }
    if request.size:
        fields["resolution"] = "RESOLUTION_" + request.size.replace("x", "_")
    else:
        aspect = request.aspect or model.default_aspect
        fields["aspect_ratio"] = "ASPECT_" + aspect.replace(":", "_")
    if model.styles:  # the 1.0 models refuse the field itself
        fields["style_type"] = (request.style or model.default_style).upper()
    if request.palette:
        fields["color_palette"] = _palette(request.palette, upper=True)
    return fields | _common_fields(request)


def _v2_fields(model: Model, request: Request) -> dict[str, Any]:
    # Accepted at once and polled for: the time in which an answer can get lost stays short.
    fields: dict[str, Any] = {"prompt": request.prompt, "async": True}
    # The price depends on it, so it is never left to a default.
    fields[model.speed_field] = request.speed or model.default_speed
    fields |= _shape(model, request)
    if request.magic != "auto":
        fields["magic_prompt"] = request.magic
    if request.style:
        fields["style_type"] = request.style
    if request.preset:
        fields["style_preset"] = request.preset
    if request.style_codes:
        fields["style_codes"] = list(request.style_codes)
    if request.palette:
        fields["color_palette"] = _palette(request.palette, upper=False)
    if request.private and model.private:
        fields["private"] = True
    if request.copyright_detection and model.copyright_detection:
        fields["enable_copyright_detection"] = True
    return fields | _common_fields(request)


def _common_fields(request: Request) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if request.negative:
        fields["negative_prompt"] = request.negative
    if request.seed is not None:
        fields["seed"] = request.seed
    if request.count > 1:
        fields["num_images"] = request.count
    return fields


def _shape(model: Model, request: Request) -> dict[str, str]:
    """The field that says which shape the pictures have, or none where the API is to choose."""
    if not model.aspect_by_size:
        if request.size:
            return {"resolution": request.size}
        return {"aspect_ratio": (request.aspect or model.default_aspect).replace(":", "x")}
    if request.mask:  # the picture under the mask keeps its size
        return {}
    size = request.size or _size_of_aspect(model, request)
    # The models whose speed is called quality call their resolution size.
    name = "resolution" if model.speed_field == "rendering_speed" else "size"
    return {name: size} if size else {}


def _size_of_aspect(model: Model, request: Request) -> str | None:
    aspect = request.aspect or model.default_aspect
    if not request.references:
        return catalogue.size_for(model, aspect)
    # The shape of the first input picture is kept unless another was asked for by name; the rules
    # for sizes are then stricter.
    sizes = tuple(
        size
        for size in model.sizes
        if all(side % SIDE_STEP == 0 for side in catalogue.dimensions(size))
    )
    return catalogue.size_for(replace(model, sizes=sizes), aspect)


def _palette(palette: tuple[str, ...], *, upper: bool) -> dict[str, Any]:
    if len(palette) == 1 and not palette[0].startswith("#"):
        return {"name": palette[0].upper() if upper else palette[0]}
    return {"members": [_member(said) for said in palette]}


def _member(said: str) -> dict[str, Any]:
    colour, _, weight = said.partition("@")
    member: dict[str, Any] = {"color_hex": colour.upper()}
    return member | {"color_weight": float(weight)} if weight else member


def _parts(fields: Mapping[str, Any]) -> Iterator[Part]:
    for name, value in fields.items():
        if isinstance(value, dict):
            text = json.dumps(value, ensure_ascii=False)
            yield Part(name, text.encode(), content_type="application/json")
        elif isinstance(value, list):
            for entry in value:
                yield Part(name, str(entry).encode())
        else:
            yield Part(name, _text(value).encode())


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _file_parts(model: Model, request: Request, files: Mapping[str, bytes]) -> Iterator[Part]:
    assert model.references is not None, "a checked request has input pictures only where it may"
    for name in request.references:
        yield _file_part(model.references.field, name, files)
    if request.mask:
        yield _file_part("mask", request.mask, files)


def _file_part(field_name: str, name: str, files: Mapping[str, bytes]) -> Part:
    kind = _IMAGE_TYPES.get(name.rpartition(".")[2].lower(), "image/png")
    return Part(field_name, files[name], filename=name, content_type=kind)
