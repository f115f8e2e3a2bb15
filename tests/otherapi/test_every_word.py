"""Each word of the catalogue, in a request as it goes out, read by the other API's rules."""

from dataclasses import replace

import httpx
import pytest

from ideogram_desk.api import transport, wire
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import MAGIC, Request, checked
from tests.otherapi import pictures, rules

FILES = {"one.png": pictures.png(64, 64, (1, 2, 3)), "two.jpg": pictures.jpeg(64, 64, (1, 2, 3))}
FREE_SIZES = ("256x256", "256x1536", "2048x2048", "1536x256", "1024x4096")


def taken(request):
    """The wish that the other API reads out of a request; it raises what it would not take."""
    call = wire.submission(checked(request), FILES)
    sent = httpx.Request(call.method, f"http://api.test{call.path}", **transport._body(call))
    return rules.read(call.path, sent.headers["content-type"], sent.read())


def wordings(model):
    """A request for each word that the model takes."""
    plain = Request(
        "a fox – 狐\nin two lines", model.id, seed=catalogue.MAX_SEED, count=catalogue.MAX_COUNT
    )
    yield plain
    yield from (replace(plain, aspect=aspect) for aspect in model.aspects)
    yield from (replace(plain, size=size) for size in model.sizes)
    yield from (replace(plain, style=style) for style in model.styles)
    yield from (replace(plain, preset=preset) for preset in model.presets)
    yield from (replace(plain, magic=magic) for magic in MAGIC)
    yield from (replace(plain, speed=s) for s in model.speeds if s not in model.reference_speeds)
    if model.palette:
        yield from (replace(plain, palette=(name,)) for name in catalogue.PALETTES)
        yield replace(
            plain, palette=tuple(f"#{n}{n}{n}@0.05" for n in range(catalogue.MAX_PALETTE))
        )
    if model.negative:
        yield replace(plain, negative="blur")
    if model.references:
        yield from with_pictures(model, replace(plain, references=tuple(FILES)))


def with_pictures(model, plain):
    yield replace(plain, references=("two.jpg",) * model.references.most)
    yield from (replace(plain, aspect=aspect) for aspect in model.aspects)
    yield from (replace(plain, speed=speed) for speed in model.speeds)
    if model.references.free_sizes:
        yield from (replace(plain, size=s) for s in FREE_SIZES if catalogue.is_free_size(s))


@pytest.mark.parametrize("model", catalogue.MODELS, ids=lambda model: model.name)
def test_each_word_of_a_model_is_taken_and_costs_what_the_catalogue_says(model):
    wishes = list(wordings(model))
    assert len(wishes) > 10
    for request in wishes:
        wish = taken(request)
        assert (wish.model, wish.prompt, wish.count, wish.seed) == (
            model.id, request.prompt, request.count, request.seed,
        )  # fmt: skip
        assert wish.price == PUBLISHED.each(checked(request)), request
        assert wish.expand is (request.magic != "off")


@pytest.mark.parametrize("model", catalogue.MODELS, ids=lambda model: model.name)
def test_the_other_api_is_strict_enough_to_find_a_mistake(model):
    call = wire.submission(checked(Request("a fox", model.id)), {})
    fields = dict(call.json.get("image_request", call.json))
    for wrong in ({"colour": "red"}, {"num_images": 9}, {"seed": -1}, {"prompt": ""}):
        body = {"image_request": fields | wrong} if "image_request" in call.json else fields | wrong
        sent = httpx.Request("POST", f"http://api.test{call.path}", json=body)
        with pytest.raises(rules.NotTaken):
            rules.read(call.path, "application/json", sent.read())
