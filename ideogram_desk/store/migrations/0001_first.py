"""The first schema: jobs, their attempts, their pictures, tags, words to search, and tallies."""

TABLES = (
    """CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT""",
    """INSERT INTO meta VALUES ('library', lower(hex(randomblob(16))))""",
    """CREATE TABLE job (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN (
            'queued', 'held', 'sending', 'accepted', 'downloading', 'done', 'partial',
            'withheld', 'refused', 'failed', 'unsure', 'cancelled')),
        reason TEXT NOT NULL DEFAULT '',
        request TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        model TEXT NOT NULL,
        count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 8),
        price_each INTEGER NOT NULL,
        cost INTEGER NOT NULL DEFAULT 0,
        sandbox INTEGER NOT NULL DEFAULT 0,
        batch TEXT,
        metadata TEXT NOT NULL DEFAULT '{}',
        tags TEXT NOT NULL DEFAULT '[]',
        callback TEXT,
        parent TEXT,
        position INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        generation_id TEXT,
        answered INTEGER NOT NULL DEFAULT 0,
        dismissed INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        charged_at INTEGER,
        not_before INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE INDEX job_next ON job (position) WHERE state = 'queued'""",
    """CREATE INDEX job_position ON job (position)""",
    """CREATE INDEX job_open ON job (state)
        WHERE state IN ('held', 'sending', 'accepted', 'downloading')""",
    """CREATE INDEX job_unsettled ON job (state) WHERE dismissed = 0 AND state NOT IN
        ('done', 'partial', 'withheld', 'cancelled')""",
    """CREATE INDEX job_fingerprint ON job (fingerprint)""",
    """CREATE INDEX job_charged ON job (charged_at) WHERE charged_at IS NOT NULL""",
    """CREATE TABLE attempt (
        number INTEGER PRIMARY KEY,
        job INTEGER NOT NULL REFERENCES job (number),
        n INTEGER NOT NULL,
        claimed_at INTEGER NOT NULL,
        sent_at INTEGER,
        answered_at INTEGER,
        status INTEGER,
        request_id TEXT,
        content_type TEXT,
        reply BLOB,
        generation_id TEXT,
        result BLOB,
        result_at INTEGER,
        UNIQUE (job, n)
    ) STRICT""",
    """CREATE TABLE picture (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        job INTEGER NOT NULL REFERENCES job (number),
        idx INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'expected' CHECK (state IN (
            'expected', 'ready', 'stored', 'withheld', 'absent', 'lost')),
        shown INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        stored_at INTEGER,
        url TEXT,
        seed INTEGER,
        resolution TEXT,
        is_safe INTEGER,
        expanded_prompt TEXT,
        style_type TEXT,
        note TEXT NOT NULL DEFAULT '',
        path TEXT,
        sha256 TEXT,
        bytes INTEGER,
        width INTEGER,
        height INTEGER,
        format TEXT,
        cost INTEGER NOT NULL DEFAULT 0,
        favorite INTEGER NOT NULL DEFAULT 0,
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        UNIQUE (job, idx)
    ) STRICT""",
    """CREATE INDEX picture_shown ON picture (number) WHERE shown""",
    """CREATE INDEX picture_seed ON picture (seed) WHERE seed IS NOT NULL""",
    """CREATE INDEX picture_stored ON picture (stored_at) WHERE stored_at IS NOT NULL""",
    """CREATE TABLE picture_tag (
        tag TEXT NOT NULL,
        picture INTEGER NOT NULL REFERENCES picture (number),
        PRIMARY KEY (tag, picture)
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX picture_tags ON picture_tag (picture)""",
    """CREATE VIRTUAL TABLE words USING fts5 (
        prompt, expanded, negative, tags,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')""",
    """CREATE TABLE tally (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT""",
    """INSERT INTO tally VALUES ('pictures', 0), ('bytes', 0)""",
    # The status bar's totals must not cost a walk over a million rows.
    """CREATE TRIGGER picture_counted AFTER UPDATE OF state ON picture
        WHEN NEW.state = 'stored' AND OLD.state <> 'stored' BEGIN
        UPDATE tally SET value = value + 1 WHERE name = 'pictures';
        UPDATE tally SET value = value + NEW.bytes WHERE name = 'bytes';
    END""",
    """CREATE TRIGGER picture_uncounted AFTER UPDATE OF state ON picture
        WHEN OLD.state = 'stored' AND NEW.state <> 'stored' BEGIN
        UPDATE tally SET value = value - 1 WHERE name = 'pictures';
        UPDATE tally SET value = value - OLD.bytes WHERE name = 'bytes';
    END""",
)


def up(migrator, db):
    for statement in TABLES:
        db.execute_sql(statement)
