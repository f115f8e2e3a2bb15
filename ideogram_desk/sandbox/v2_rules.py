"""The rules of `POST /v2/image/generate/{model}` that all models share, and its table of models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ideogram_desk.sandbox import json_prompt, sent_pictures, v2_models
from ideogram_desk.sandbox import vocabulary as words
from ideogram_desk.sandbox.bodies import JSON, MULTIPART
from ideogram_desk.sandbox.form import Form
from ideogram_desk.sandbox.order import Order
from ideogram_desk.sandbox.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideogram_desk.sandbox.bodies import Body

_WEBHOOK = re.compile(r"https://[^\s/]+(/\S*)?")
_MAX_URL = 2048
_MAX_ID = 200

_MODELS: dict[str, Callable[[Form, str], v2_models.Terms]] = {
    "ideogram-3": v2_models.terms_of_3,
    "ideogram-4": v2_models.terms_of_4,
    "ideogram-4-5": v2_models.terms_of_4_5,
    "ideogram-4-6": v2_models.terms_of_4_6,
}
_WITH_JSON_PROMPT = frozenset(_MODELS) - {"ideogram-3"}


def known(model: str) -> bool:
    return model in _MODELS


def accepted_types(model: str) -> tuple[str, ...]:
    return (MULTIPART,) if model == "ideogram-4-6" else (JSON, MULTIPART)


def order_of(model: str, body: Body) -> Order:
    form = Form(body)
    prompt = form.prompt()
    if model in _WITH_JSON_PROMPT and (structured := json_prompt.as_object(prompt)) is not None:
        json_prompt.check(structured)
    count = form.integer("num_images", 1, words.MAX_COUNT) or 1
    seed = form.integer("seed", 0, words.MAX_SEED)
    magic = form.choice("magic_prompt", words.V2_MAGIC) or "auto"
    run_async = bool(form.switch("async"))
    _check_extras(form)
    terms = _MODELS[model](form, prompt)
    form.refuse_the_rest(model)
    return Order(
        family="v2",
        model=model,
        prompt=prompt,
        count=count,
        seed=seed,
        resolution=terms.resolution,
        price=terms.price,
        speed=terms.speed,
        style=terms.style,
        magic=magic,
        run_async=run_async,
        colors=terms.colors or sent_pictures.colors_of(terms.pictures),
        edits=bool(terms.pictures),
        request=_as_sent(body),
    )


def wants_quote(query: dict[str, str]) -> bool:
    """Whether the call asks for the price only; the one thing that the query may say."""
    for name, value in query.items():
        if name != "dry_run":
            raise RefusalError(400, f"Unknown query parameter '{name}'.")
        if value not in ("true", "false"):
            raise invalid("dry_run", "must be true or false")
    return query.get("dry_run") == "true"


def _check_extras(form: Form) -> None:
    form.switch("private")
    form.switch("enable_copyright_detection", may_be_null=True)
    form.text("target_collection_id", least=1, most=_MAX_ID)
    webhook = form.text("webhook_url", most=_MAX_URL)
    if webhook is not None and not _WEBHOOK.fullmatch(webhook):
        raise invalid("webhook_url", "must be an https URL")


def _as_sent(body: Body) -> dict[str, Any]:
    sent = dict(body.fields)
    for name, files in body.files.items():
        sent[name] = [f"{file.name} ({len(file.content)} bytes)" for file in files]
    return sent
