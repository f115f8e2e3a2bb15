"""When a callback that failed is tried again: the ten tries of Standard Webhooks; pure."""

from __future__ import annotations

MINUTE, HOUR = 60.0, 3600.0

# Seconds before each try, after the one before it: about three days in all.
WAITS = (
    0.0,
    5.0,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
JITTER = 0.2
LONGEST_PLEA = 24 * HOUR  # what a receiver may ask for with Retry-After


def wait_after(tries: int, chance: float, retry_after: float | None = None) -> float | None:
    """Seconds until the next try after so many failed ones; None: that was the last.

    `chance` in 0..1 is jitter. A receiver can ask for more time, not for less.
    """
    if tries >= len(WAITS):
        return None
    wait = WAITS[tries] * (1 - JITTER + 2 * JITTER * chance)
    plea = retry_after if retry_after is not None and retry_after > 0 else 0.0
    return max(wait, min(plea, LONGEST_PLEA))
