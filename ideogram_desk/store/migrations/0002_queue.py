"""Batches, the ledger with its sums, campaign templates, receivers of callbacks and the outbox."""

COLUMNS = (
    """ALTER TABLE job ADD COLUMN speed TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE job ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE job ADD COLUMN callback_own_network INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE job ADD COLUMN replaced_by INTEGER REFERENCES job (number)""",
    """ALTER TABLE job ADD COLUMN origin TEXT""",
    # When the user said that it may be sent again, whatever had come of this attempt.
    """ALTER TABLE attempt ADD COLUMN waived_at INTEGER""",
    """UPDATE job SET speed = json_extract(request, '$.speed')
        WHERE json_extract(request, '$.speed') IS NOT NULL""",
    # Before, only the user's word sent again what was not proven unpaid.
    """UPDATE attempt SET waived_at = claimed_at WHERE EXISTS (SELECT 1 FROM attempt AS later
            WHERE later.job = attempt.job AND later.n > attempt.n)
        OR (SELECT state FROM job WHERE number = attempt.job) IN ('queued', 'held')""",
)

INDEXES = (
    """CREATE UNIQUE INDEX job_origin ON job (origin) WHERE origin IS NOT NULL""",
    """DROP INDEX job_next""",
    """CREATE INDEX job_next ON job (sandbox, position) WHERE state = 'queued'""",
    """CREATE INDEX job_due ON job (sandbox, not_before) WHERE state = 'queued'""",
    """DROP INDEX job_unsettled""",
    """CREATE INDEX job_unsettled ON job (state, model, speed, count)
        WHERE dismissed = 0 AND state NOT IN ('done', 'partial', 'withheld', 'cancelled')""",
    """DROP INDEX job_charged""",
    """CREATE INDEX job_settled ON job (changed_at)
        WHERE state IN ('done', 'partial', 'withheld', 'cancelled') AND replaced_by IS NULL""",
    """CREATE INDEX job_batch ON job (batch, state, replaced_by) WHERE batch IS NOT NULL""",
    """CREATE INDEX job_crashed ON job (crashes) WHERE crashes > 0""",
)

TABLES = (
    """CREATE TABLE batch (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('campaign', 'list')),
        source TEXT NOT NULL DEFAULT '',
        fingerprint TEXT NOT NULL DEFAULT '',
        budget INTEGER,
        pictures INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE INDEX batch_fingerprint ON batch (fingerprint) WHERE fingerprint <> ''""",
    """CREATE TABLE ledger (
        number INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        job INTEGER NOT NULL REFERENCES job (number),
        batch TEXT,
        model TEXT NOT NULL,
        sandbox INTEGER NOT NULL,
        entry TEXT NOT NULL CHECK (entry IN (
            'opened', 'reserved', 'charged', 'released', 'unsure', 'recalled')),
        reserved INTEGER NOT NULL DEFAULT 0,
        charged INTEGER NOT NULL DEFAULT 0,
        unsure INTEGER NOT NULL DEFAULT 0,
        released INTEGER NOT NULL DEFAULT 0,
        pictures INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE INDEX ledger_job ON ledger (job)""",
    """CREATE INDEX ledger_unsure ON ledger (at) WHERE unsure > 0""",
    # The ledger's sums: of all ('') and of each batch, real money and play money apart.
    """CREATE TABLE account (
        scope TEXT NOT NULL,
        sandbox INTEGER NOT NULL,
        reserved INTEGER NOT NULL DEFAULT 0,
        charged INTEGER NOT NULL DEFAULT 0,
        unsure INTEGER NOT NULL DEFAULT 0,
        released INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (scope, sandbox)
    ) STRICT, WITHOUT ROWID""",
    # Real money by quarters of an hour: local days of every time zone are made of these.
    """CREATE TABLE spent (
        quarter INTEGER NOT NULL,
        model TEXT NOT NULL,
        charged INTEGER NOT NULL,
        pictures INTEGER NOT NULL,
        PRIMARY KEY (quarter, model)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE campaign_template (
        name TEXT PRIMARY KEY,
        definition TEXT NOT NULL,
        used_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE endpoint (
        id TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        every_job INTEGER NOT NULL DEFAULT 1,
        own_network INTEGER NOT NULL DEFAULT 0,
        full_path INTEGER NOT NULL DEFAULT 0,
        signed INTEGER NOT NULL DEFAULT 0,
        active INTEGER NOT NULL DEFAULT 1,
        told_since INTEGER NOT NULL,
        removed INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE UNIQUE INDEX endpoint_url ON endpoint (url) WHERE removed = 0""",
    """CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        event TEXT NOT NULL CHECK (event IN (
            'generation.completed', 'generation.failed', 'generation.withheld')),
        job INTEGER NOT NULL REFERENCES job (number),
        picture INTEGER REFERENCES picture (number),
        endpoint TEXT,
        url TEXT NOT NULL,
        body BLOB NOT NULL,
        state TEXT NOT NULL DEFAULT 'owed' CHECK (state IN (
            'owed', 'delivered', 'dead', 'disabled')),
        own_network INTEGER NOT NULL DEFAULT 0,
        tries INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        status INTEGER,
        note TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL,
        delivered_at INTEGER
    ) STRICT""",
    """CREATE UNIQUE INDEX outbox_once ON outbox (picture, url)
        WHERE event IN ('generation.completed', 'generation.withheld')""",
    """CREATE INDEX outbox_owed ON outbox (next_at) WHERE state = 'owed'""",
    """CREATE INDEX outbox_state ON outbox (state)""",
    """CREATE INDEX outbox_endpoint ON outbox (endpoint) WHERE state <> 'delivered'""",
)

# A library of the first schema gets the ledger that its jobs would have written.
OPENING = (
    """INSERT INTO batch (id, name, kind, created_at)
        SELECT batch, batch, 'list', min(created_at) FROM job WHERE batch IS NOT NULL
        GROUP BY batch ORDER BY min(number)""",
    """UPDATE batch SET pictures = (SELECT count(*) FROM job JOIN picture
        ON picture.job = job.number WHERE job.batch = batch.id AND picture.state = 'stored')""",
    """INSERT INTO ledger (at, job, batch, model, sandbox, entry, charged, pictures)
        SELECT coalesce(charged_at, changed_at), number, batch, model, sandbox, 'opened', cost,
            (SELECT count(*) FROM picture WHERE picture.job = job.number
                AND state IN ('ready', 'stored', 'withheld', 'lost'))
        FROM job WHERE answered = 1 OR cost <> 0""",
    """INSERT INTO ledger (at, job, batch, model, sandbox, entry, reserved)
        SELECT created_at, number, batch, model, sandbox, 'opened', price_each * count
        FROM job WHERE answered = 0 AND cost = 0
            AND state IN ('queued', 'held', 'sending', 'accepted', 'downloading')""",
    # Failed with a generation that may still be asked for: it may have been paid.
    """INSERT INTO ledger (at, job, batch, model, sandbox, entry, unsure)
        SELECT changed_at, number, batch, model, sandbox, 'opened', price_each * count
        FROM job WHERE answered = 0 AND cost = 0
            AND (state = 'unsure' OR (state = 'failed' AND generation_id IS NOT NULL))""",
    """INSERT INTO account (scope, sandbox, reserved, charged, unsure, released)
        SELECT '', sandbox, sum(reserved), sum(charged), sum(unsure), sum(released)
        FROM ledger GROUP BY sandbox""",
    """INSERT INTO account (scope, sandbox, reserved, charged, unsure, released)
        SELECT batch, sandbox, sum(reserved), sum(charged), sum(unsure), sum(released)
        FROM ledger WHERE batch IS NOT NULL GROUP BY batch, sandbox""",
    """INSERT INTO spent (quarter, model, charged, pictures)
        SELECT at / 900000, model, sum(charged), sum(pictures) FROM ledger
        WHERE charged <> 0 AND sandbox = 0 GROUP BY 1, 2""",
)

_SUM = """INSERT INTO account (scope, sandbox, reserved, charged, unsure, released) VALUES
        ({scope}, NEW.sandbox, NEW.reserved, NEW.charged, NEW.unsure, NEW.released)
        ON CONFLICT DO UPDATE SET reserved = reserved + excluded.reserved,
            charged = charged + excluded.charged, unsure = unsure + excluded.unsure,
            released = released + excluded.released;"""

TRIGGERS = (
    f"""CREATE TRIGGER ledger_summed AFTER INSERT ON ledger BEGIN
        {_SUM.format(scope="''")}
    END""",
    f"""CREATE TRIGGER ledger_summed_by_batch AFTER INSERT ON ledger
        WHEN NEW.batch IS NOT NULL BEGIN
        {_SUM.format(scope="NEW.batch")}
    END""",
    """CREATE TRIGGER ledger_spent AFTER INSERT ON ledger
        WHEN NEW.charged <> 0 AND NEW.sandbox = 0 BEGIN
        INSERT INTO spent (quarter, model, charged, pictures)
        VALUES (NEW.at / 900000, NEW.model, NEW.charged, NEW.pictures)
        ON CONFLICT DO UPDATE SET charged = charged + excluded.charged,
            pictures = pictures + excluded.pictures;
    END""",
    """CREATE TRIGGER ledger_kept BEFORE UPDATE ON ledger BEGIN
        SELECT raise(ABORT, 'the ledger is only added to');
    END""",
    """CREATE TRIGGER ledger_whole BEFORE DELETE ON ledger BEGIN
        SELECT raise(ABORT, 'the ledger is only added to');
    END""",
    """CREATE TRIGGER batch_picture_counted AFTER UPDATE OF state ON picture
        WHEN NEW.state = 'stored' AND OLD.state <> 'stored' BEGIN
        UPDATE batch SET pictures = pictures + 1
        WHERE id = (SELECT batch FROM job WHERE number = NEW.job);
    END""",
    """CREATE TRIGGER batch_picture_uncounted AFTER UPDATE OF state ON picture
        WHEN OLD.state = 'stored' AND NEW.state <> 'stored' BEGIN
        UPDATE batch SET pictures = pictures - 1
        WHERE id = (SELECT batch FROM job WHERE number = NEW.job);
    END""",
)


def up(migrator, db):
    for statement in COLUMNS + INDEXES + TABLES + OPENING + TRIGGERS:
        db.execute_sql(statement)
