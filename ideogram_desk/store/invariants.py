"""What must hold of every library at every moment, as queries that find what breaks it.

They walk over whole tables: for a check, and after each kill of the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ideogram_desk.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Mapping

# By these statuses the API proves that a request neither ran nor was charged.
_UNPAID = "400, 401, 402, 403, 404, 405, 413, 415, 422, 429, 500, 503"
_OPEN_STATES = "'queued', 'held', 'sending', 'accepted', 'downloading'"
_SHOWN = 3  # rows of each kind that are told

# Named by what must hold; each row that comes back is an offence.
INVARIANTS: Mapping[str, str] = {
    # --- money ------------------------------------------------------------------------------------
    "a job that is under way and unpaid has its whole price reserved": f"""
        SELECT job.id, job.state, price_each * count AS price, coalesce(sum(reserved), 0) AS held
        FROM job LEFT JOIN ledger ON ledger.job = job.number
        WHERE state IN ({_OPEN_STATES}) AND answered = 0
        GROUP BY job.number HAVING held <> price""",
    "a job that is settled or answered reserves nothing": f"""
        SELECT job.id, job.state, sum(reserved) AS held
        FROM job JOIN ledger ON ledger.job = job.number
        WHERE state NOT IN ({_OPEN_STATES}) OR answered = 1
        GROUP BY job.number HAVING held <> 0""",
    "a job that is unsure has its price in doubt": """
        SELECT job.id, price_each * count AS price, coalesce(sum(unsure), 0) AS doubted
        FROM job LEFT JOIN ledger ON ledger.job = job.number
        WHERE state = 'unsure' GROUP BY job.number HAVING doubted < price""",
    "the ledger charged what the job says it cost": """
        SELECT job.id, cost, coalesce(sum(charged), 0) AS booked
        FROM job LEFT JOIN ledger ON ledger.job = job.number
        GROUP BY job.number HAVING booked <> cost""",
    "money leaves one account only for another": """
        SELECT number, job, entry FROM ledger
        WHERE entry NOT IN ('opened', 'reserved')
            AND reserved + charged + unsure + released <> 0
            AND NOT (entry = 'charged' AND released = 0 AND charged > -reserved)""",
    "no account is below nothing": """
        SELECT job, sum(reserved) AS reserved, sum(charged) AS charged, sum(unsure) AS unsure,
            sum(released) AS released FROM ledger GROUP BY job
        HAVING min(sum(reserved), sum(charged), sum(unsure), sum(released)) < 0""",
    "the sums of the ledger are its sums": """
        SELECT * FROM (
            SELECT scope, sandbox, reserved, charged, unsure, released FROM account
            WHERE reserved <> 0 OR charged <> 0 OR unsure <> 0 OR released <> 0
        EXCEPT
            SELECT '', sandbox, sum(reserved), sum(charged), sum(unsure), sum(released)
            FROM ledger GROUP BY sandbox
        EXCEPT
            SELECT batch, sandbox, sum(reserved), sum(charged), sum(unsure), sum(released)
            FROM ledger WHERE batch IS NOT NULL GROUP BY batch, sandbox)""",
    "every sum of the ledger is kept": """
        SELECT * FROM (
            SELECT '', sandbox, sum(reserved), sum(charged), sum(unsure), sum(released)
            FROM ledger GROUP BY sandbox
        UNION ALL
            SELECT batch, sandbox, sum(reserved), sum(charged), sum(unsure), sum(released)
            FROM ledger WHERE batch IS NOT NULL GROUP BY batch, sandbox)
        EXCEPT SELECT scope, sandbox, reserved, charged, unsure, released FROM account""",
    "what was spent by the hour is what was charged": """
        SELECT 'spent', (SELECT coalesce(sum(charged), 0) FROM spent) AS told,
            (SELECT coalesce(sum(charged), 0) FROM ledger WHERE sandbox = 0) AS booked
        WHERE told <> booked""",
    # --- sending ----------------------------------------------------------------------------------
    "nothing is sent twice unless it is proven unpaid or the user said so": f"""
        SELECT job.id, former.n, former.status FROM attempt AS former
        JOIN attempt AS later ON later.job = former.job AND later.n > former.n
        JOIN job ON job.number = former.job
        WHERE former.sent_at IS NOT NULL AND later.sent_at IS NOT NULL
            AND former.waived_at IS NULL
            AND (former.status IS NULL OR former.status NOT IN ({_UNPAID}))""",
    "no other state follows an unproven sending": f"""
        SELECT job.id, job.state, status FROM attempt JOIN job ON job.number = attempt.job
        WHERE sent_at IS NOT NULL AND waived_at IS NULL AND job.state IN ('queued', 'held')
            AND (status IS NULL OR status NOT IN ({_UNPAID}))""",
    "what is being sent, or is unsure, has an attempt": """
        SELECT id, state FROM job WHERE state IN ('sending', 'accepted', 'unsure')
            AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.job = job.number)""",
    "a generation is known to one attempt": """
        SELECT generation_id, count(*) AS attempts FROM attempt
        WHERE generation_id IS NOT NULL GROUP BY generation_id HAVING attempts > 1""",
    "what was accepted can be asked for": """
        SELECT id FROM job WHERE state = 'accepted' AND generation_id IS NULL""",
    "every attempt has what it was about": """
        SELECT job.id FROM attempt JOIN job ON job.number = attempt.job
        WHERE request IS NULL OR request = '' OR model = '' OR price_each < 0""",
    # --- states -----------------------------------------------------------------------------------
    "only what is answered is fetched, stored or withheld": """
        SELECT id, state FROM job
        WHERE state IN ('downloading', 'done', 'partial', 'withheld') AND answered = 0""",
    "what is not answered has no picture": """
        SELECT job.id, picture.id, picture.state FROM picture JOIN job ON job.number = picture.job
        WHERE answered = 0 AND picture.state <> 'expected'""",
    "what is done has all its pictures": """
        SELECT job.id, picture.id, picture.state FROM picture JOIN job ON job.number = picture.job
        WHERE (job.state = 'done' AND picture.state <> 'stored')
            OR (job.state IN ('partial', 'withheld') AND picture.state IN ('expected', 'ready'))
            OR (job.state = 'withheld' AND picture.state NOT IN ('withheld', 'absent'))""",
    "what is being fetched has something to fetch": """
        SELECT id FROM job WHERE state = 'downloading' AND NOT EXISTS
            (SELECT 1 FROM picture WHERE picture.job = job.number AND picture.state = 'ready')""",
    "every job has its pictures": """
        SELECT id, count FROM job
        WHERE count > (SELECT count(*) FROM picture WHERE picture.job = job.number)""",
    "what is under way is not dismissed": f"""
        SELECT id, state FROM job WHERE state IN ({_OPEN_STATES}) AND dismissed = 1""",
    "a job that another took the place of is settled and was not paid": """
        SELECT id, state FROM job WHERE replaced_by IS NOT NULL
            AND (state NOT IN ('refused', 'failed', 'cancelled') OR answered = 1
                OR dismissed = 0)""",
    "what is settled is no suspect of a crash": f"""
        SELECT id, state FROM job WHERE crashes <> 0 AND state NOT IN ({_OPEN_STATES})""",
    "every job's batch is there": """
        SELECT id, batch FROM job WHERE batch IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.id = job.batch)""",
    # --- pictures ---------------------------------------------------------------------------------
    "a stored picture has its file and its hash": """
        SELECT id, path, sha256 FROM picture WHERE state = 'stored' AND (path IS NULL OR path = ''
            OR sha256 IS NULL OR length(sha256) <> 64 OR bytes IS NULL OR stored_at IS NULL)""",
    "the answer is saved before a picture is stored": """
        SELECT picture.id FROM picture JOIN job ON job.number = picture.job
        WHERE picture.state = 'stored' AND origin IS NULL AND NOT EXISTS
            (SELECT 1 FROM attempt WHERE attempt.job = job.number
                AND coalesce(result, reply) IS NOT NULL)""",
    "no two pictures share a file": """
        SELECT path, count(*) AS pictures FROM picture WHERE path IS NOT NULL
        GROUP BY path HAVING pictures > 1""",
    "the tallies count what is stored": """
        SELECT name, value FROM tally WHERE value <> (SELECT CASE name WHEN 'pictures'
            THEN count(*) ELSE coalesce(sum(bytes), 0) END FROM picture
            WHERE state = 'stored' AND trashed_at IS NULL)""",
    "a batch counts what is stored of it": """
        SELECT id, pictures FROM batch WHERE pictures <> (SELECT count(*) FROM job JOIN picture
            ON picture.job = job.number WHERE job.batch = batch.id AND picture.state = 'stored')""",
    # --- organising -------------------------------------------------------------------------------
    "only what has its picture lies in the trash": """
        SELECT id, state FROM picture WHERE trashed_at IS NOT NULL AND state <> 'stored'""",
    "what is undone comes after all changes that hold": """
        SELECT number, said FROM change WHERE undone = 1 AND dropped = 0
            AND number < (SELECT max(number) FROM change WHERE undone = 0)""",
    "only what is undone is dropped": """
        SELECT number, said FROM change WHERE undone = 0 AND dropped = 1""",
    "every change can be taken back": """
        SELECT number, said FROM change
        WHERE NOT EXISTS (SELECT 1 FROM change_part WHERE change = change.number)""",
    "every stack was made by a change that holds": """
        SELECT id, stack FROM picture WHERE stack IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM change WHERE number = stack AND undone = 0)""",
    "a picture in the grid is found by the user's words on it": """
        SELECT id FROM picture LEFT JOIN tagged ON tagged.rowid = number
        WHERE shown AND (picture.remark <> coalesce(tagged.remark, '') OR (tagged.rowid IS NULL
            AND EXISTS (SELECT 1 FROM picture_tag WHERE picture = number)))""",
    "no collection lies inside itself": """
        WITH RECURSIVE reached (id) AS (SELECT id FROM collection WHERE parent IS NULL UNION ALL
            SELECT collection.id FROM collection JOIN reached ON parent = reached.id)
        SELECT id, name FROM collection WHERE id NOT IN (SELECT id FROM reached)""",
    # --- callbacks --------------------------------------------------------------------------------
    "no receiver is told twice of one picture": """
        SELECT picture, url, count(*) AS told FROM outbox WHERE event <> 'generation.failed'
        GROUP BY picture, url HAVING told > 1""",
    "a job's own receiver is told of each stored picture": """
        SELECT picture.id, callback FROM picture JOIN job ON job.number = picture.job
        WHERE picture.state = 'stored' AND callback IS NOT NULL AND callback <> ''
            AND origin IS NULL
            AND NOT EXISTS (SELECT 1 FROM endpoint WHERE url = callback)
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.picture = picture.number
                AND event = 'generation.completed' AND outbox.url = callback)""",
    "every receiver of all is told of each stored picture": """
        SELECT picture.id, endpoint.url FROM picture JOIN job ON job.number = picture.job
        JOIN endpoint ON active = 1 AND every_job = 1 AND removed = 0
            AND picture.stored_at > told_since
        WHERE picture.state = 'stored' AND origin IS NULL
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.picture = picture.number
                AND event = 'generation.completed' AND outbox.url = endpoint.url)""",
    "only what is stored is told to be": """
        SELECT outbox.id FROM outbox LEFT JOIN picture ON picture.number = outbox.picture
        WHERE event = 'generation.completed' AND coalesce(picture.state, '') <> 'stored'""",
    "a body is small": """
        SELECT id, length(body) FROM outbox WHERE length(body) >= 20000""",
}


async def violations(database: Database) -> list[str]:
    """A line for each row that breaks one of the invariants; [] if all hold."""
    return await database.read(_violations, database)


def _violations(database: Database) -> list[str]:
    return [
        f"{name}: {_row(row)}"
        for name, query in INVARIANTS.items()
        for row in database.query(query).fetchmany(_SHOWN)
    ]


def _row(row: tuple[Any, ...]) -> str:
    return ", ".join(map(str, row))
