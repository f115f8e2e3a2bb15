"""What an error status on a paid request proves, and the sentence that people read about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ideogram_desk.api import body
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.errors import (
    ApiError,
    ContentRefused,
    KeyRejected,
    OutOfCredit,
    RateLimited,
    RequestRejected,
    ServiceFailed,
)

if TYPE_CHECKING:
    from datetime import datetime

    from ideogram_desk.domain.answer import Reply
    from ideogram_desk.domain.request import Request

KEY_STATUSES = frozenset({401, 403})
# Documented ones, and two whose meaning is that nothing ran.
_REJECTED = frozenset({400, 404, 405, 413, 415})
_OWN_FAILURES = frozenset({500, 503})
_BUSY = "inflight_limit"

_NO_CREDIT = {
    "insufficient_funds": "The API balance is used up. Top it up on Ideogram's website.",
    "subscription_required": "This needs a subscription that the account does not have.",
    "daily_limit": "The account's limit for today is reached.",
    "priority_credit_required": "This needs priority credits, and the account has none left.",
    _BUSY: "The account may not make this many pictures at once.",
    "feature_limit": "The account's plan does not include this.",
}


def refusal(request: Request, reply: Reply, now: datetime) -> ApiError | None:
    """The error by which the API proves that it neither ran nor charged; None without proof."""
    match reply.status:
        case 429:
            # Turned away before it ran, whoever says it and in whatever words.
            reason = _reason(reply)
            return _no_credit(reply) if reason not in ("", _BUSY) else rate_limited(reply, now)
        case 402:
            return _no_credit(reply)
        case 401 if not body.is_web_page(reply):
            # The key is checked before all else, and a proxy that wants a login says 407.
            return key_rejected(request, reply)
    answer = body.load(reply.body)
    # Without the API's JSON there is no proof: a filter on the way may replace even the answer to
    # a request that ran.
    return None if answer is None else _refusal_in_json(request, reply, answer)


def _refusal_in_json(request: Request, reply: Reply, answer: dict[str, Any]) -> ApiError | None:
    match reply.status:
        case status if status in KEY_STATUSES:
            return key_rejected(request, reply)
        case 422:
            return ContentRefused(
                "Ideogram's safety check refused this request. Nothing was charged. "
                f"Change the prompt or the input picture.{_words(reply)}"
            )
        case status if status in _REJECTED:
            return _rejected(request, reply)
        case status if status in _OWN_FAILURES and body.words(answer):
            return ServiceFailed(
                f"Ideogram could not make the pictures. Nothing was charged.{_words(reply)}"
            )
    return None


def key_rejected(request: Request, reply: Reply) -> KeyRejected:
    if reply.status == 403:  # noqa: PLR2004
        return KeyRejected(
            f"This API key may not be used for Ideogram {_name(request)}. Nothing was charged. "
            f"Choose another model, or another key in the settings.{_words(reply)}"
        )
    return KeyRejected(
        "Ideogram did not accept the API key. Nothing was charged. "
        f"Check the key in the settings.{_words(reply)}"
    )


def rate_limited(reply: Reply, now: datetime) -> RateLimited:
    return RateLimited(
        "Ideogram is busy with other requests of this account. Nothing was charged; "
        "this request waits and is sent again.",
        body.retry_after(reply.retry_after, now),
    )


def generation_failed(said: str) -> str:
    return f"Ideogram could not make the pictures. Nothing was charged.{quoted(said)}"


def unknown(reply: Reply) -> str:
    """What people are told when a paid request was answered by something unreadable."""
    return (
        f"The request was sent, but the answer (status {reply.status}) does not tell whether "
        "the pictures were made. It may have been charged, so it is not sent again by itself. "
        f"Look at your usage on Ideogram's website, then decide.{_words(reply)}"
    )


def quoted(said: str) -> str:
    return f" Ideogram says: “{said}”" if said and said != body.WEB_PAGE else f" {said}".rstrip()


def _words(reply: Reply) -> str:
    return quoted(body.error_text(reply))


def _name(request: Request) -> str:
    model = catalogue.find(request.model)
    return model.name if model else request.model


def _reason(reply: Reply) -> str:
    answer = body.load(reply.body) or {}
    return body.line(answer.get("reject_reason"))


def _no_credit(reply: Reply) -> OutOfCredit:
    why = _NO_CREDIT.get(_reason(reply), "The account cannot pay for this request.")
    return OutOfCredit(f"{why} Nothing was charged; the queue waits.{_words(reply)}")


def _rejected(request: Request, reply: Reply) -> RequestRejected:
    if reply.status == 404:  # noqa: PLR2004
        first = f"This API does not know Ideogram {_name(request)}, or a picture named to it."
    elif reply.status == 413:  # noqa: PLR2004
        first = "The input pictures are too large for Ideogram."
    else:
        first = "Ideogram would not take this request as it is."
    return RequestRejected(f"{first} Nothing was charged. Change it and try again.{_words(reply)}")
