"""Whether a start may simply go on after what the last end left; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.record import dollars

if TYPE_CHECKING:
    from ideogram_desk.domain.job import Recovery
    from ideogram_desk.domain.money import Prices


def reason_to_ask(recovery: Recovery, prices: Prices) -> str:
    """The sentences with which the queue comes up paused; "" where it may go on by itself."""
    said: list[str] = []
    if recovery.unsure:
        paid = sum(prices.of(job.request) for job in recovery.unsure if not job.sandbox)
        one = len(recovery.unsure) == 1
        many = f"{'One job was' if one else f'{len(recovery.unsure)} jobs were'} being sent"
        cost = f" and may have cost up to ${dollars(paid):.2f}" if paid else ""
        said.append(
            f"{many} when the program ended{cost}. {'It is' if one else 'They are'} under Review "
            "and not sent again unless you say so."
        )
    if recovery.poisonous:
        one = len(recovery.poisonous) == 1
        many = "The same job was" if one else f"The same {len(recovery.poisonous)} jobs were"
        said.append(f"{many} under way when the program ended unexpectedly, twice in a row.")
    return " ".join([*said, "Nothing is sent until you go on."]) if said else ""
