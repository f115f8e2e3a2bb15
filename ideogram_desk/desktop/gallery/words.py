"""What a tile without a picture says: its state in words, why, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ideogram_desk.domain.change import LABELS, PICK, REJECT, UNFLAGGED
from ideogram_desk.domain.job import JobState, PictureState
from ideogram_desk.engine.verdict import ATTEMPTS

if TYPE_CHECKING:
    from datetime import datetime

    from ideogram_desk.domain.job import Tile

HINT = "Press Enter for what can be done"
SENT_WITHIN = 2  # seconds; later than that the answer is what is being waited for

_FLAGS = {PICK: "picked", UNFLAGGED: "", REJECT: "rejected"}

Tone = Literal["plain", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    detail: str = ""
    hint: str = ""
    icon: str = ""
    tone: Tone = "plain"
    busy: bool = False  # a bar moves
    ticking: bool = False  # the detail changes with the seconds


def words_of(tile: Tile, now: datetime) -> Words | None:
    """None for a tile that shows its picture."""
    match tile.state:
        case PictureState.STORED:
            return None
        case PictureState.WITHHELD:
            return _WITHHELD
        case PictureState.LOST:
            return Words(
                "Paid, but could not be fetched", tile.reason, HINT, "triangle-alert", "warn"
            )
        case PictureState.ABSENT:
            return Words("Not delivered", _ABSENT, HINT, "circle-alert")
        case _:
            return _of_job(tile, now)


_WITHHELD = Words("Withheld by the safety check", "Paid", "", "eye-off", "warn")
_ABSENT = "The answer held fewer pictures than were asked for"


# Of a job whose pictures are not coming: title, icon, tone. Why stands in the tile's reason.
_STOPPED: dict[JobState, tuple[str, str, Tone]] = {
    JobState.HELD: ("On hold", "pause", "warn"),
    JobState.REFUSED: ("Refused, not paid", "ban", "bad"),
    JobState.UNSURE: ("May have been paid", "circle-alert", "warn"),
    JobState.FAILED: ("Failed", "circle-x", "bad"),
}


def _of_job(tile: Tile, now: datetime) -> Words:
    state = tile.job_state
    if state in _STOPPED:
        title, icon, tone = _STOPPED[state]
        return Words(title, tile.reason, HINT, icon, tone)
    match state:
        case JobState.QUEUED:
            return _waiting(tile, now)
        case JobState.SENDING | JobState.ACCEPTED:
            return _generating(tile, now)
        case JobState.WITHHELD:
            return _WITHHELD
        case JobState.CANCELLED:
            return Words("Cancelled")
        case _:
            return Words("Downloading", busy=True)


def _waiting(tile: Tile, now: datetime) -> Words:
    seconds = int((tile.not_before - now).total_seconds() + 0.999) if tile.not_before else 0
    if seconds <= 0:
        return Words("Waiting", tile.reason)
    again = f"trying again in {seconds} s"
    if tile.attempts:
        again += f" ({tile.attempts + 1} of {ATTEMPTS})"
    reason = tile.reason.rstrip(".")
    return Words("Waiting", f"{reason}, {again}" if reason else again.capitalize(), ticking=True)


def _generating(tile: Tile, now: datetime) -> Words:
    seconds = max(0, int((now - tile.changed_at).total_seconds()))
    parts = [f"{seconds} s"]
    if tile.attempts:
        parts.insert(0, f"attempt {tile.attempts} of {ATTEMPTS}")
    # One family of models answers only when the picture is made: the sending is long over by then.
    early = tile.job_state is JobState.SENDING and seconds < SENT_WITHIN
    title = "Sending" if early else "Generating"
    return Words(title, " · ".join(parts), busy=True, ticking=True)


def state_in_a_word(tile: Tile, now: datetime) -> str:
    """For who listens instead of looking."""
    words = words_of(tile, now)
    return "stored" if words is None else words.title.lower()


def spoken(tile: Tile, now: datetime) -> str:
    """All that a tile shows, in words."""
    parts = ["Picture", first_words(tile.prompt), tile.aspect, state_in_a_word(tile, now)]
    parts += ["favorite"] * tile.favorite
    parts += [f"{tile.rating} of 5 stars"] * bool(tile.rating)
    parts += [_FLAGS[tile.flag]] * bool(tile.flag)
    parts += [f"labelled {LABELS[tile.label]}"] * bool(tile.label)
    parts += ["unsafe"] * (tile.is_safe is False)
    parts += ["file missing"] * tile.missing
    parts += ["exported"] * tile.exported
    parts += ["in the trash"] * tile.trashed
    parts += ["sandbox"] * tile.sandbox
    return ", ".join(parts)


def first_words(prompt: str, limit: int = 60) -> str:
    """The beginning of a prompt, on one line, cut between words."""
    line = " ".join(prompt[: limit * 4].split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"
