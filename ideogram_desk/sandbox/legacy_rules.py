"""The rules of `POST /generate`, the legacy endpoint of the models 1.0, 2.0 and 2a."""

from __future__ import annotations

from ideogram_desk.sandbox import palette_field
from ideogram_desk.sandbox import vocabulary as words
from ideogram_desk.sandbox.bodies import Body
from ideogram_desk.sandbox.form import Form
from ideogram_desk.sandbox.order import Order
from ideogram_desk.sandbox.refusal import RefusalError

DEFAULT_MODEL = "V_2"
_ONLY_ON = {
    "style_type": words.LEGACY_WITH_STYLE,
    "negative_prompt": words.LEGACY_WITH_NEGATIVE,
    "resolution": words.LEGACY_WITH_SIZE,
    "color_palette": words.LEGACY_WITH_PALETTE,
}


def order_of(body: Body) -> Order:
    request = body.fields.get("image_request")
    if set(body.fields) != {"image_request"} or not isinstance(request, dict):
        raise RefusalError(400, "The body must be {'image_request': {…}} and nothing else.")
    form = Form(Body(request, {}, multipart=False))
    prompt = form.prompt()
    model = form.choice("model", words.LEGACY_MODELS) or DEFAULT_MODEL
    _check_model(form, model)
    size = _size(form)
    style = form.choice("style_type", words.LEGACY_STYLES) or ""
    magic = form.choice("magic_prompt_option", words.LEGACY_MAGIC) or "AUTO"
    seed = form.integer("seed", 0, words.MAX_SEED)
    count = form.integer("num_images", 1, words.MAX_COUNT) or 1
    form.text("negative_prompt")
    palette = form.document("color_palette")
    form.refuse_the_rest(model)
    return Order(
        family="legacy",
        model=model,
        prompt=prompt,
        count=count,
        seed=seed,
        resolution=size,
        price=words.LEGACY_PRICES[model],
        speed="turbo" if model.endswith("_TURBO") else "default",
        style=style.lower(),
        magic=magic.lower(),
        run_async=False,
        colors=palette_field.colors_of(palette, lower_case=False) if palette is not None else (),
        edits=False,
        request=request,
    )


def _check_model(form: Form, model: str) -> None:
    for field, models in _ONLY_ON.items():
        if form.has(field) and model not in models:
            raise RefusalError(400, f"Field '{field}' is not supported by model {model}.")


def _size(form: Form) -> str:
    form.refuse_together("aspect_ratio", "resolution")
    if exact := form.choice("resolution", words.LEGACY_SIZES):
        return exact.removeprefix("RESOLUTION_").replace("_", "x")
    aspect = form.choice("aspect_ratio", words.LEGACY_ASPECTS) or "ASPECT_1_1"
    return words.LEGACY_ASPECTS[aspect]
