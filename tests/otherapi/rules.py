"""What the API's reference lets a caller send; anything else is told back as a sentence.

Written from the document alone: a field that is not in it is an error, and so is every word that
is not on its lists.
"""

import json
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from tests.otherapi import pictures, words

MAX_SEED = 2147483647
IMAGE_BYTES = 25 * 2**20
HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
CODE = re.compile(r"[0-9a-fA-F]{8}")
V4_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
SIZE = re.compile(r"([1-9][0-9]{1,4})x([1-9][0-9]{1,4})")


class NotTaken(Exception):
    """The request breaks a rule: status 400 unless it says otherwise."""

    def __init__(self, why, status=400):
        super().__init__(why)
        self.status = status


@dataclass
class Upload:
    content: bytes
    filename: str | None
    content_type: str


@dataclass
class Wish:
    """A request that keeps the rules."""

    model: str
    prompt: str
    legacy: bool
    count: int = 1
    seed: int | None = None
    expand: bool = True  # by magic prompt
    size: str = "1024x1024"
    style: str | None = None
    price: int = 0  # a picture, millionths of a dollar
    sync: bool = True
    sent: dict = field(default_factory=dict)


def need(what, why):
    if not what:
        raise NotTaken(why)


def read(path, content_type, body):
    """The wish in a POST's body."""
    if path == "/generate":
        need(_mime(content_type) == "application/json", "this endpoint takes application/json")
        return _legacy(_json(body))
    match = re.fullmatch(
        r"/v2/image/generate/(ideogram-4-6|ideogram-4-5|ideogram-4|ideogram-3)", path
    )
    if match is None:
        raise NotTaken("no such route", 404)
    if _mime(content_type) == "application/json":
        need(match[1] != "ideogram-4-6", "ideogram-4-6 takes multipart/form-data")
        return _v2(match[1], _json(body), {})
    need(_mime(content_type) == "multipart/form-data", f"cannot read {content_type!r}")
    return _v2(match[1], *_multipart(content_type, body))


def _mime(content_type):
    return content_type.partition(";")[0].strip().lower()


def _json(body):
    try:
        fields = json.loads(body)
    except ValueError:
        fields = None
    need(isinstance(fields, dict), "the body is not a JSON object")
    return fields


LISTS = {"style_codes"}
OBJECTS = {"color_palette"}
NUMBERS = {"num_images", "seed"}
BOOLEANS = {"async", "private", "enable_copyright_detection"}
FILES = {"images", "mask", "style_reference_images"}


def _multipart(content_type, body):
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1")
    message = message_from_bytes(head + body, policy=policy.HTTP)
    need(message.is_multipart() and not message.defects, "the multipart body is damaged")
    fields, files = {}, {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        need(part.get_content_disposition() == "form-data" and name, "a part has no name")
        content = part.get_payload(decode=True)
        if name in FILES:
            filename, kind = part.get_filename(), part.get_content_type()
            files.setdefault(name, []).append(Upload(content, filename, kind))
            continue
        need(part.get_filename() is None, f"{name} is no file")
        value = _typed(name, content.decode(), part.get_content_type())
        if name in LISTS:
            fields.setdefault(name, []).append(value)
        else:
            need(name not in fields, f"{name} is given twice")
            fields[name] = value
    return fields, files


def _typed(name, text, content_type):
    if name in OBJECTS:
        need(content_type == "application/json", f"{name} is a part of JSON")
        return _json(text)
    need(content_type == "text/plain", f"{name} is a part of plain text")
    if name in NUMBERS:
        need(re.fullmatch(r"0|[1-9][0-9]{0,11}", text), f"{name} is no number")
        return int(text)
    if name in BOOLEANS:
        need(text in ("true", "false"), f"{name} is neither true nor false")
        return text == "true"
    return text


def _known(fields, names):
    for name in fields:
        need(name in names, f"unknown field {name!r}")


def _word(fields, name, allowed):
    need(
        name not in fields or fields[name] in allowed,
        f"{name}: {fields.get(name)!r} is not allowed",
    )


def _common(fields):
    prompt = fields.get("prompt")
    need(isinstance(prompt, str) and 1 <= len(prompt) <= 10_000, "prompt is required")
    negative = fields.get("negative_prompt", "x")
    need(isinstance(negative, str) and len(negative) <= 10_000, "negative_prompt is too long")
    seed = fields.get("seed", 0)
    need(type(seed) is int and 0 <= seed <= MAX_SEED, "seed is out of range")
    count = fields.get("num_images", 1)
    need(type(count) is int and 1 <= count <= 8, "num_images is out of range")
    both = "aspect_ratio" in fields and "resolution" in fields
    need(not both, "aspect_ratio and resolution exclude each other")
    return prompt, count, fields.get("seed")


def _palette(palette, names):
    need(isinstance(palette, dict) and len(palette) == 1, "color_palette has one of two shapes")
    if "name" in palette:
        need(palette["name"] in names, "no such palette")
        return
    members = palette.get("members")
    need(isinstance(members, list) and 1 <= len(members) <= 8, "1 to 8 members")
    for member in members:
        _known(member, ("color_hex", "color_weight"))
        need(HEX.fullmatch(member.get("color_hex", "")), "color_hex is no colour")
        need(0.05 <= member.get("color_weight", 1) <= 1, "color_weight is out of range")


def _legacy(envelope):
    need(set(envelope) == {"image_request"}, "everything stands inside image_request")
    fields = envelope["image_request"]
    need(isinstance(fields, dict), "image_request is an object")
    names = [
        "prompt",
        "model",
        "aspect_ratio",
        "resolution",
        "magic_prompt_option",
        "seed",
        "style_type",
        "negative_prompt",
        "num_images",
        "color_palette",
    ]
    _known(fields, names)
    prompt, count, seed = _common(fields)
    _word(fields, "model", words.MODELS)
    _word(fields, "magic_prompt_option", words.MAGIC)
    _word(fields, "style_type", words.LEGACY_STYLES)
    _word(fields, "aspect_ratio", words.LEGACY_ASPECTS)
    _word(fields, "resolution", ["RESOLUTION_" + size for size in words.LEGACY_SIZES])
    model = fields.get("model", "V_2")
    first, second = model.startswith("V_1"), model in ("V_2", "V_2_TURBO")
    need("style_type" not in fields or not first, f"{model} takes no style_type")
    need("negative_prompt" not in fields or first or second, f"{model} takes no negative_prompt")
    need("resolution" not in fields or second, f"{model} takes no resolution")
    need("color_palette" not in fields or second, f"{model} takes no color_palette")
    if "color_palette" in fields:
        _palette(fields["color_palette"], words.PALETTES)
    size = fields.get("resolution", "RESOLUTION_1024_1024").removeprefix("RESOLUTION_")
    return Wish(
        model=model, prompt=prompt, legacy=True, count=count, seed=seed,
        expand=fields.get("magic_prompt_option") != "OFF", size=size.replace("_", "x"),
        style=fields.get("style_type"), price=_price(model, ""), sent=fields,
    )  # fmt: skip


V2_COMMON = [
    "prompt",
    "num_images",
    "seed",
    "async",
    "webhook_url",
    "private",
    "target_collection_id",
    "enable_copyright_detection",
    "magic_prompt",
]
V2_OWN = {
    "ideogram-4-6": ["quality", "size"],
    "ideogram-4-5": ["quality", "size"],
    "ideogram-4": ["rendering_speed", "resolution"],
    "ideogram-3": ["aspect_ratio", "resolution", "rendering_speed", "negative_prompt", "color_palette", "style_type", "style_preset", "style_codes"],
}  # fmt: skip
V2_FILES = {
    "ideogram-4-6": {"images": 5},
    "ideogram-4-5": {"images": 5, "mask": 1},
    "ideogram-4": {},
    "ideogram-3": {"style_reference_images": 10},
}


def _v2(model, fields, files):
    _known(fields, [*V2_COMMON, *V2_OWN[model]])
    _known(files, V2_FILES[model])
    prompt, count, seed = _common(fields)
    for name in BOOLEANS & fields.keys():
        need(isinstance(fields[name], bool), f"{name} is neither true nor false")
    _word(fields, "magic_prompt", ("auto", "on", "off"))
    _word(fields, "rendering_speed", words.SPEEDS)
    _word(fields, "quality", words.QUALITIES)
    for name, uploads in files.items():
        _uploads(name, uploads, V2_FILES[model][name])
    if model == "ideogram-3":
        _third(fields, files)
    else:
        _captioned(prompt)
    if model == "ideogram-4":
        _word(fields, "resolution", words.V4_SIZES)
    if model in ("ideogram-4-5", "ideogram-4-6"):
        _sized(model, fields, files)
    speed = fields.get("rendering_speed", "default")
    if "quality" in V2_OWN[model]:
        speed = fields.get("quality", "medium" if files.get("images") else "high")
    dear = model == "ideogram-4-5" and files.get("images")
    size = fields.get("resolution") or fields.get("size")
    return Wish(
        model=model, prompt=prompt, legacy=False, count=count, seed=seed,
        expand=fields.get("magic_prompt") != "off" and not prompt.startswith("{"),
        size=size if size and SIZE.fullmatch(size) else "1024x1024",
        style=fields.get("style_type"),
        price=_price(f"{model} with images" if dear else model, speed),
        sync=not fields.get("async", False),
        sent={**fields, **{name: len(uploads) for name, uploads in files.items()}},
    )  # fmt: skip


def _price(model, speed):
    return round(words.PRICES[model if model != "AUTO" else "V_2"][speed] * 1_000_000)


def _uploads(name, uploads, most):
    need(len(uploads) <= most, f"at most {most} of {name}")
    for upload in uploads:
        need(pictures.kind(upload.content), f"{name} holds something that is no JPEG, PNG or WebP")
        need(
            pictures.kind(upload.content) == upload.content_type,
            f"{name} is not {upload.content_type}",
        )
        need(upload.filename, f"a part {name} has no file name")
        if len(upload.content) > IMAGE_BYTES:
            raise NotTaken(f"{name} is too large", 413)


def _third(fields, files):
    _word(fields, "aspect_ratio", words.V3_ASPECTS)
    _word(fields, "resolution", words.V3_SIZES)
    _word(fields, "style_type", words.V3_STYLES)
    _word(fields, "style_preset", words.PRESETS)
    if "color_palette" in fields:
        _palette(fields["color_palette"], [name.lower() for name in words.PALETTES])
    codes, references = fields.get("style_codes"), files.get("style_reference_images")
    if codes is not None:
        need(
            isinstance(codes, list) and all(CODE.fullmatch(code) for code in codes),
            "bad style code",
        )
        need(not references and "style_type" not in fields, "style_codes stand alone")
    need(
        "style_preset" not in fields or not (codes or references),
        "style_preset goes with neither codes nor references",
    )


def _sized(model, fields, files):
    images, masks = files.get("images", ()), files.get("mask", ())
    size = fields.get("size", "auto")
    if model == "ideogram-4-5":
        need(fields.get("quality") != "very_low" or images, "very_low needs images")
    need(size != "source" or images, "source needs images")
    if masks:
        need(
            images and len(images) <= 4 and "size" not in fields,
            "a mask needs an image and no size",
        )
        first = pictures.png_size(images[0].content)
        need(first in (None, pictures.png_size(masks[0].content)), "the mask has another size")
        need(pictures.has_black_and_white(masks[0].content), "the mask needs both black and white")
    if size in ("auto", "source"):
        return
    match = SIZE.fullmatch(size)
    need(match, f"size: {size!r} is not allowed")
    if model == "ideogram-4-5" and not images:
        need(size in words.V4_SIZES, f"size: {size!r} is not allowed")
        return
    sides = sorted(int(side) for side in match.groups())
    need(all(side % 32 == 0 for side in sides) and sides[0] >= 256, "sides are multiples of 32")
    need(sides[1] <= 6 * sides[0], "too long")
    need(
        sides[1] <= 4096 if model == "ideogram-4-6" else sides[0] * sides[1] <= 4_194_304,
        "too large",
    )


def _captioned(prompt):
    """A prompt that is a JSON object has to be a caption."""
    if not prompt.startswith("{"):
        return
    caption = _json(prompt)
    _known(
        caption,
        ("high_level_description", "style_description", "compositional_deconstruction", "tags"),
    )
    need(
        isinstance(caption.get("high_level_description"), str), "high_level_description is required"
    )
    parts = caption.get("compositional_deconstruction")
    need(
        isinstance(parts, dict) and set(parts) == {"background", "elements"},
        "the composition is wrong",
    )
    for element in parts["elements"]:
        need(element.get("type") in ("obj", "text") and "desc" in element, "an element is wrong")
        box = element.get("bbox", [0, 0, 1000, 1000])
        need(
            len(box) == 4 and all(type(n) is int and 0 <= n <= 1000 for n in box), "a box is wrong"
        )
        need(
            all(V4_COLOUR.fullmatch(c) for c in element.get("color_palette", ())),
            "a colour is wrong",
        )
