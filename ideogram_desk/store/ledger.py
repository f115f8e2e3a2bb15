"""The ledger: where each job's money is, written in the transaction of the step that moves it.

Its rows say by how much the accounts `reserved`, `charged`, `unsure` and `released` change, and
are never altered. Triggers keep their sums, so that no budget walks over a million rows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.errors import OverBudget
from ideogram_desk.domain.money import Balance, Spend
from ideogram_desk.store.database import Database, now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from sqlite3 import Cursor

_QUARTER = 900  # seconds; every time zone's midnight falls on such a quarter of an hour


def midnight(days_ago: int = 0) -> int:
    """When this machine's local day began, in milliseconds since 1970."""
    day = datetime.now().astimezone().date() - timedelta(days=days_ago)
    return round(datetime.combine(day, time()).astimezone().timestamp() * 1000)


class Ledger:
    """Works on the writing thread, inside the transaction that moves the money."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- moving money -----------------------------------------------------------------------------

    def reserve(self, job: int) -> None:
        """Set a job's whole price aside."""
        self._database.execute(
            "INSERT INTO ledger (at, job, batch, model, sandbox, entry, reserved)"
            " SELECT ?, number, batch, model, sandbox, 'reserved', price_each * count FROM job"
            " WHERE number = ?",
            (now(), job),
        )

    def reserve_from(self, first: int) -> None:
        """Set aside the price of every job from this number on."""
        self._database.execute(
            "INSERT INTO ledger (at, job, batch, model, sandbox, entry, reserved)"
            " SELECT ?, number, batch, model, sandbox, 'reserved', price_each * count FROM job"
            " WHERE number >= ?",
            (now(), first),
        )

    def charge(self, job: int, amount: int, pictures: int) -> None:
        """It was answered: what was set aside is paid, or given back as far as it cost less."""
        reserved, _ = self._open(job)
        released = max(0, reserved - amount)
        self._book(job, "charged", -reserved, amount, 0, released, pictures)

    def release(self, job: int) -> None:
        """It is proven unpaid, or was never sent."""
        reserved, _ = self._open(job)
        if reserved:
            self._book(job, "released", -reserved, 0, 0, reserved)

    def doubt(self, job: int) -> None:
        """It may have been paid."""
        reserved, _ = self._open(job)
        if reserved:
            self._book(job, "unsure", -reserved, 0, reserved, 0)

    def recall(self, job: int) -> None:
        """Its own generation is asked for once more: that will tell, and buys nothing."""
        row = self._database.execute(
            "SELECT price_each * count FROM job WHERE number = ?", (job,)
        ).fetchone()
        amount = min(row[0], self._open(job)[1])
        if amount:
            self._book(job, "recalled", amount, 0, -amount, 0)

    def _open(self, job: int) -> tuple[int, int]:
        """What of a job is reserved, and what unsure."""
        row: tuple[int, int] = self._database.execute(
            "SELECT coalesce(sum(reserved), 0), coalesce(sum(unsure), 0) FROM ledger WHERE job = ?",
            (job,),
        ).fetchone()
        return row

    def _book(
        self,
        job: int,
        entry: str,
        reserved: int,
        charged: int,
        unsure: int,
        released: int,
        pictures: int = 0,
    ) -> None:
        self._database.execute(
            "INSERT INTO ledger (at, job, batch, model, sandbox, entry, reserved, charged, unsure,"
            " released, pictures) SELECT ?, number, batch, model, sandbox, ?, ?, ?, ?, ?, ?"
            " FROM job WHERE number = ?",
            (now(), entry, reserved, charged, unsure, released, pictures, job),
        )

    # --- budgets ----------------------------------------------------------------------------------

    def allow(self, asked: Mapping[str | None, int], day_budget: int | None) -> None:
        """Raise OverBudget where real money, by batch, would go beyond a budget."""
        needed = sum(asked.values())
        if not needed:
            return
        if day_budget is not None:
            used = self.used_today()
            _fit("Today's budget", None, day_budget, used, needed)
        for batch, cost in asked.items():
            name, budget, used = self._batch(batch)
            if budget is not None:
                _fit(f"The budget of “{name}”", batch, budget, used, cost)

    def overrun(self, batch: str | None, day_budget: int | None) -> None:
        """Raise OverBudget where a budget is exceeded already."""
        if day_budget is not None:
            used = self.used_today()
            _fit("Today's budget", None, day_budget, used, 0)
        name, budget, used = self._batch(batch)
        if budget is not None:
            _fit(f"The budget of “{name}”", batch, budget, used, 0)

    def used_today(self) -> int:
        """What a day's budget counts: charged today, all that is set aside, unsure since today."""
        execute = self._database.execute
        since = midnight()
        reserved = balance(execute).reserved
        return charged_since(execute, since) + reserved + unsure_since(execute, since)

    def _batch(self, batch: str | None) -> tuple[str, int | None, int]:
        """A batch's name and budget, and what of it is used up."""
        if batch is None:
            return "", None, 0
        row: tuple[str, int | None, int] | None = self._database.execute(
            "SELECT name, budget, coalesce(reserved + charged + unsure, 0) FROM batch"
            " LEFT JOIN account ON scope = id AND sandbox = 0 WHERE id = ?",
            (batch,),
        ).fetchone()
        return row or ("", None, 0)


def _fit(whose: str, batch: str | None, budget: int, used: int, needed: int) -> None:
    if used + needed <= budget:
        return
    then = f"this would cost {_dollars(needed)}" if needed else "nothing more is sent"
    raise OverBudget(
        f"{whose} is {_dollars(budget)}; {_dollars(used)} is spent or set aside, {then}.",
        needed=needed,
        left=max(0, budget - used),
        batch=batch,
    )


def _dollars(micros: int) -> str:
    """At least cents, and the fractions of one that a price may have."""
    whole, _, fraction = f"{micros / 1_000_000:,.4f}".partition(".")
    return f"${whole}.{fraction.rstrip('0').ljust(2, '0')}"


# --- reading, through either connection -----------------------------------------------------------


def balance(
    query: Callable[[str, tuple[Any, ...]], Cursor], *, scope: str = "", sandbox: bool = False
) -> Balance:
    row = query(
        "SELECT reserved, charged, unsure, released FROM account WHERE scope = ? AND sandbox = ?",
        (scope, int(sandbox)),
    ).fetchone()
    return Balance(*row) if row else Balance()


def unsure_since(query: Callable[[str, tuple[Any, ...]], Cursor], since: int) -> int:
    """Real money that has become unsure since then and still is; `since` in milliseconds."""
    (unsure,) = query(
        "SELECT coalesce(sum(min(fresh, open)), 0) FROM (SELECT"
        " sum(CASE WHEN at >= ? THEN max(unsure, 0) ELSE 0 END) AS fresh, sum(unsure) AS open"
        " FROM ledger WHERE sandbox = 0 AND job IN"
        " (SELECT job FROM ledger WHERE unsure > 0 AND at >= ?) GROUP BY job)",
        (since, since),
    ).fetchone()
    known: int = unsure
    return known


def charged_since(query: Callable[[str, tuple[Any, ...]], Cursor], since: int) -> int:
    """Real money charged from a quarter of an hour on; `since` in milliseconds."""
    row = query(
        "SELECT coalesce(sum(charged), 0) FROM spent WHERE quarter >= ?",
        (since // (1000 * _QUARTER),),
    ).fetchone()
    return int(row[0])


def spend_since(query: Callable[[str, tuple[Any, ...]], Cursor], since: int) -> list[Spend]:
    """Real money by local day and model, oldest first; `since` in milliseconds."""
    days: dict[tuple[date, str], tuple[int, int]] = {}
    for quarter, model, charged, pictures in query(
        "SELECT quarter, model, charged, pictures FROM spent WHERE quarter >= ? ORDER BY quarter",
        (since // (1000 * _QUARTER),),
    ):
        day = datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone().date()
        before = days.get((day, model), (0, 0))
        days[day, model] = (before[0] + charged, before[1] + pictures)
    return [Spend(day, model, *sums) for (day, model), sums in sorted(days.items())]
