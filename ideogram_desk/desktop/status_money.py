"""Today's money in the status bar's words; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.desktop.words import dollars

if TYPE_CHECKING:
    from ideogram_desk.domain.job import QueueTotals

_CENTS = 1_000_000  # millionths in a dollar


def money_words(totals: QueueTotals, budget: int | None) -> str:
    """The form "Today $4.32", with a budget "Today $4.32 of $20"."""
    said = f"Today {dollars(totals.spent_today)}"
    return said if budget is None else f"{said} of {_round(budget)}"


def money_tip(totals: QueueTotals, budget: int | None) -> str:
    """What else there is to say about it, a line each."""
    said = ["Spent today; the sandbox costs nothing"]
    if totals.reserved:
        said.append(f"{dollars(totals.reserved)} set aside for what is queued or being made")
    if totals.unsure:
        said.append(f"{dollars(totals.unsure)} may have been paid, but no answer came back")
    if budget is not None:
        taken = totals.spent_today + totals.reserved + totals.unsure_today
        said.append(f"{dollars(max(0, budget - taken))} left of today's budget")
    else:
        said.append("There is no budget for a day; it is set in the settings")
    return "\n".join(said)


def _round(micros: int) -> str:
    """A budget is mostly whole dollars, and then said so."""
    return f"${micros // _CENTS:,}" if micros % _CENTS == 0 else dollars(micros)
