"""The shapes of successful answers, and what marked generations have wrong in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ideogram_desk.sandbox import magic_prompt
from ideogram_desk.sandbox.faults import without_words
from ideogram_desk.sandbox.generation import State
from ideogram_desk.sandbox.vocabulary import LEGACY_WITH_STYLE

if TYPE_CHECKING:
    from ideogram_desk.sandbox.generation import Generation
    from ideogram_desk.sandbox.links import Links
    from ideogram_desk.sandbox.order import Order

NOTICE = "This endpoint has a successor; see the Link header."
NOTICE_HEADERS = {
    "Link": '<https://developer.ideogram.ai/v2/api-reference/>; rel="successor-version"',
    "Deprecation": "@1777420800",
}


class Answers:
    def __init__(self, base_url: str, links: Links, link_hours: float) -> None:
        self._base_url = base_url
        self._links = links
        self._link_seconds = link_hours * 3600

    def legacy(self, generation: Generation) -> dict[str, Any]:
        data = self._data(generation)
        return _marked(generation, {"created": _created(generation), "data": data})

    def submitted(self, generation: Generation) -> dict[str, Any]:
        """The answer to a v2 POST: with the pictures, unless it is to be polled."""
        answer: dict[str, Any] = {
            "generation_id": generation.id,
            "seed": generation.seeds[0] if generation.seeds else 0,
        }
        if generation.order.model == "ideogram-4-5":
            answer["generation_kind"] = "workflow" if generation.order.edits else "sampling"
        if not generation.order.run_async:
            answer["data"] = self._data(generation)
        return _marked(generation, answer)

    def polled(self, generation: Generation) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "generation_id": generation.id,
            "status": generation.state.value,
            "created": _created(generation),
            "response_type": "url",
        }
        if generation.state is State.FAILED:
            answer["failure_reason"] = "The generation failed. You have not been charged."
        if generation.state is State.COMPLETED:
            answer["usage_cost_usd_micros"] = generation.billed
            answer["data"] = [
                item | {"object_type": "image.generation", "asset_id": generation.picture_id(i)}
                for i, item in enumerate(self._data(generation))
            ]
        return _marked(generation, answer)

    def _data(self, generation: Generation) -> list[dict[str, Any]]:
        return [self._item(generation, i, seed) for i, seed in enumerate(generation.seeds)]

    def _item(self, generation: Generation, index: int, seed: int) -> dict[str, Any]:
        order = generation.order
        expires = int((generation.settled_at or generation.accepted_at) + self._link_seconds)
        path = self._links.path(generation.picture_id(index), expires)
        item: dict[str, Any] = {
            "url": self._base_url + path,
            "prompt": final_prompt(order, seed),
            "resolution": order.resolution,
            "is_image_safe": True,
            "seed": seed,
        }
        if order.family == "legacy" and order.model in LEGACY_WITH_STYLE:
            item["style_type"] = _style_used(order)
        return _spoiled(item, generation.marks, index)


def price_quote(order: Order) -> dict[str, Any]:
    return {
        "object": "price_quote",
        "billing_identifier": f"{order.model}/{order.speed}",
        "quantity": order.count,
        "usd_micros": order.cost,
        "credit_millis": order.cost // 10,
        "qualifier": "exact",
    }


def as_json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8")


def final_prompt(order: Order, seed: int) -> str:
    """The prompt behind a picture: rewritten unless magic is off or the prompt is structured."""
    if order.magic == "off":
        return order.prompt
    if order.prompt.lstrip().startswith("{") and order.magic != "on":
        return order.prompt
    return magic_prompt.expanded(without_words(order.prompt), seed)


def _style_used(order: Order) -> str:
    if order.style not in ("", "auto"):
        return order.style.upper()
    return "DESIGN" if order.style and '"' in order.prompt else "GENERAL"


def _created(generation: Generation) -> str:
    moment = datetime.fromtimestamp(generation.accepted_at, UTC)
    if "space-created" in generation.marks:
        return moment.isoformat(sep=" ", timespec="seconds")
    return moment.isoformat(timespec="microseconds")


def _marked(generation: Generation, answer: dict[str, Any]) -> dict[str, Any]:
    if "notice" in generation.marks:
        answer["notice"] = NOTICE
    if "unknown-fields" in generation.marks:
        answer |= {"weather": {"sky": "clear"}, "x": [None]}
    return answer


def _spoiled(item: dict[str, Any], marks: dict[str, str], index: int) -> dict[str, Any]:
    for mark, value in marks.items():
        if mark == "unsafe-all" or (mark == "unsafe-one" and index == 0):
            item["is_image_safe"] = False
            item |= {"url": "" if value == "empty" else None}
            if value == "absent":
                del item["url"]
        elif index == 0:
            _spoil_first(item, mark)
    return item


def _spoil_first(item: dict[str, Any], mark: str) -> None:
    match mark:
        case "url-null":
            item["url"] = None
        case "url-empty":
            item["url"] = ""
        case "url-absent":
            item.pop("url", None)
        case "url-foreign":
            item["url"] = "file:///etc/hosts"
        case "flag-absent":
            item.pop("is_image_safe")
        case "odd-seed":
            item["seed"] = str(2**63)
        case "nan-seed":
            item["seed"] = float("nan")
        case "odd-resolution":
            item["resolution"] = "0x0"
        case "unknown-fields":
            item["mood"] = "bright"
