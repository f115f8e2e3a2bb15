"""The lists that the pickers of a campaign and its formats offer. No Qt."""

from __future__ import annotations

from ideogram_desk.desktop.words import dollars, readable
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.money import PUBLISHED, Prices
from ideogram_desk.domain.request import Request

Options = list[tuple[str, str]]


def models(prices: Prices | None = None) -> Options:
    """Every model as people say it; with `prices` also what a picture of it costs."""
    return [
        (model.id, f"{model.name} · {_price(model, '', prices)}" if prices else model.name)
        for model in catalogue.MODELS
    ]


def ratios(model_id: str, chosen: str | None) -> Options:
    """Those that the model takes, and the chosen one even where it takes it not."""
    model = _model(model_id)
    return _with([("", "The model’s own"), *((r, _ratio(r)) for r in model.aspects)], chosen)


def styles(model_id: str, chosen: str | None) -> Options:
    model = _model(model_id)
    return _with([("", "None"), *((s, readable(s)) for s in model.styles)], chosen)


def speeds(model_id: str, chosen: str | None, prices: Prices = PUBLISHED) -> Options:
    model = _model(model_id)
    offered = [("", "Usual")]
    offered += [
        (speed, f"{readable(speed)} · {_price(model, speed, prices)}")
        for speed in model.speeds
        if speed not in model.reference_speeds  # they need input pictures
    ]
    return _with(offered, chosen)


def _with(options: Options, chosen: str | None) -> Options:
    if chosen and chosen not in {value for value, _text in options}:
        return [*options, (chosen, readable(chosen))]
    return options


def _ratio(ratio: str) -> str:
    return "Auto" if ratio == catalogue.AUTO else ratio


def _model(model_id: str) -> catalogue.Model:
    return catalogue.find(model_id) or catalogue.get(catalogue.DEFAULT_MODEL)


def _price(model: catalogue.Model, speed: str, prices: Prices | None) -> str:
    return dollars((prices or PUBLISHED).each(Request("x", model.id, speed=speed or None)))
