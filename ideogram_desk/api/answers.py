"""What the API's replies mean: pictures, an accepted job, or one of the errors.

The rule for a paid request: an error counts as "not run, not charged" only where the API itself
said so. A status that any machine on the way could have sent is no proof, and the outcome is then
unknown; but if the body names a generation, that is asked for instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ideogram_desk.api import body, links, refusals
from ideogram_desk.domain.answer import Accepted, Answered, AnsweredPicture, Reply
from ideogram_desk.domain.errors import (
    AnswerUnknown,
    GenerationUnknown,
    KeyRejected,
    RateLimited,
    ServiceFailed,
    UnexpectedReply,
)

if TYPE_CHECKING:
    from ideogram_desk.domain.request import Request

_OK = 200
_NOT_FOUND = 404
_TOO_MANY = 429
_SERVER_ERRORS = 500

WITHHELD = "Ideogram's safety check withheld this picture. It was charged all the same."
NO_LINK = "Ideogram gave no link to this picture."
NOT_READABLE = "Ideogram's answer about this picture could not be read."


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the replies of one API address, which decides whose links are followed."""

    api: links.Origin

    def submission(
        self, request: Request, reply: Reply, now: datetime | None = None
    ) -> Accepted | Answered:
        """What the reply to a paid request means; raises the ApiError that it is."""
        now = now or datetime.now(UTC)
        answer = body.load(reply.body)
        if not _succeeded(reply.status):
            return self._not_run(request, reply, now)
        if answer is None:
            return _accepted_or_unknown(reply)
        if _has_items(answer):
            return self._answered(answer)
        failed = _hidden_failure(answer)
        if failed and not (_id(answer) and failed >= _SERVER_ERRORS):
            return self._not_run(request, _as_status(reply, failed), now)
        if answer.get("data") == [] and not _id(answer):
            return self._answered(answer)
        return _accepted_or_unknown(reply)

    def poll(
        self, request: Request, reply: Reply, now: datetime | None = None
    ) -> Accepted | Answered:
        """What the reply to a question about a generation means; Accepted while it runs.

        The id in Accepted is the reply's own, "" if it named none.
        """
        now = now or datetime.now(UTC)
        if not _succeeded(reply.status):
            raise _poll_failure(request, reply, now)
        answer = body.load(reply.body)
        if answer is None:
            raise UnexpectedReply(_unreadable(reply))
        match _state(answer):
            case "failed" if not _has_items(answer):
                raise ServiceFailed(refusals.generation_failed(body.words(answer)))
            case "completed" if not isinstance(answer.get("data"), list):
                raise UnexpectedReply("Ideogram says the pictures are ready but named none yet.")
            case "completed" | "failed":
                return self._answered(answer)
            case "" if failed := _hidden_failure(answer):
                raise _poll_failure(request, _as_status(reply, failed), now)
            case "" if _has_items(answer):
                return self._answered(answer)
            case "" if _id(answer) is None:
                raise UnexpectedReply(_unreadable(reply))
        # Pending, or a word that this program does not know yet: it is not over.
        return Accepted(_id(answer) or "")

    def _not_run(self, request: Request, reply: Reply, now: datetime) -> Accepted:
        """Raise what an error status means, unless the reply names a generation to ask for."""
        error = refusals.refusal(request, reply, now)
        if error is not None:
            raise error
        return _accepted_or_unknown(reply)

    def _answered(self, answer: dict[str, Any]) -> Answered:
        return Answered(
            pictures=tuple(self._picture(item, answer) for item in answer["data"]),
            generation_id=_id(answer),
            notice=body.line(answer.get("notice")),
            cost=body.cost(answer.get("usage_cost_usd_micros")),
        )

    def _picture(self, item: Any, answer: dict[str, Any]) -> AnsweredPicture:
        if not isinstance(item, dict):
            return AnsweredPicture(url=None, withheld=False, note=NOT_READABLE)
        safe = item.get("is_image_safe")
        is_safe = safe if isinstance(safe, bool) else None
        url = item.get("url")
        # No link and no word that the picture is safe is how a withheld one looks as well.
        withheld = is_safe is False or (not url and is_safe is None)
        note = WITHHELD if withheld else self._objection(url)
        return AnsweredPicture(
            url=None if note else url,
            withheld=withheld,
            # The v2 envelope tells the seed too, and an item may leave it to that.
            seed=body.seed(item.get("seed", answer.get("seed"))),
            prompt=body.text(item.get("prompt")),
            resolution=body.line(item.get("resolution")) or None,
            is_safe=is_safe,
            style_type=body.line(item.get("style_type")) or None,
            note=note,
        )

    def _objection(self, url: Any) -> str:
        if not url:
            return NO_LINK
        return links.refusal(url, self.api) if isinstance(url, str) else NOT_READABLE


def _succeeded(status: int) -> bool:
    return _OK <= status < _OK + 100


def _id(answer: dict[str, Any]) -> str | None:
    return body.generation_id(answer.get("generation_id"))


def _has_items(answer: dict[str, Any]) -> bool:
    return isinstance(answer.get("data"), list) and bool(answer["data"])


def _state(answer: dict[str, Any]) -> str:
    return body.line(answer.get("status")).lower()


def _hidden_failure(answer: dict[str, Any]) -> int | None:
    """The status of a failure that came after the answer had begun as a success."""
    return body.status(answer.get("status_code")) if answer.get("error") else None


def _as_status(reply: Reply, status: int) -> Reply:
    return Reply(status, reply.body, reply.content_type, reply.request_id, reply.retry_after)


def _accepted_or_unknown(reply: Reply) -> Accepted:
    answer = body.load(reply.body)
    known = _id(answer) if answer is not None else None
    if known or (known := body.id_in_bytes(reply.body)):
        return Accepted(known)
    raise AnswerUnknown(refusals.unknown(reply))


def _poll_failure(
    request: Request, reply: Reply, now: datetime
) -> GenerationUnknown | KeyRejected | RateLimited | UnexpectedReply:
    """The error behind a poll's status; whatever it is, nothing was bought by asking."""
    if reply.status == _TOO_MANY:
        return refusals.rate_limited(reply, now)
    if not body.is_web_page(reply):
        if reply.status in refusals.KEY_STATUSES:
            return refusals.key_rejected(request, reply)
        if reply.status == _NOT_FOUND:
            return GenerationUnknown(
                "Ideogram does not know this generation. It may belong to another key or address."
            )
    return UnexpectedReply(_unreadable(reply))


def _unreadable(reply: Reply) -> str:
    said = body.error_text(reply)
    return (
        f"Ideogram's answer could not be understood (status {reply.status}). "
        f"It will be asked again, free of charge.{refusals.quoted(said)}"
    )
