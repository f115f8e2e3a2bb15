"""Flags, labels, remarks, stacks, trash and collections; the journal that takes changes back."""

COLUMNS = (
    """ALTER TABLE picture ADD COLUMN flag INTEGER NOT NULL DEFAULT 0
        CHECK (flag BETWEEN -1 AND 1)""",
    """ALTER TABLE picture ADD COLUMN label INTEGER NOT NULL DEFAULT 0
        CHECK (label BETWEEN 0 AND 4)""",
    """ALTER TABLE picture ADD COLUMN remark TEXT NOT NULL DEFAULT ''""",
    # The number of the change that made the stack: no two stacks ever have the same one.
    """ALTER TABLE picture ADD COLUMN stack INTEGER""",
    """ALTER TABLE picture ADD COLUMN trashed_at INTEGER""",
    """ALTER TABLE picture ADD COLUMN exported_at INTEGER""",
    """ALTER TABLE picture ADD COLUMN missing_at INTEGER""",
)

INDEXES = (
    """CREATE INDEX picture_stack ON picture (stack) WHERE stack IS NOT NULL""",
    """CREATE INDEX picture_trashed ON picture (number) WHERE trashed_at IS NOT NULL""",
    # All that searches ask of a picture, in the order of the grid; and to count its kinds at once.
    """DROP INDEX picture_shown""",
    """CREATE INDEX picture_listed ON picture (number, shown, trashed_at)
        WHERE shown AND trashed_at IS NULL""",
    """CREATE INDEX picture_facts ON picture (number, shown, trashed_at, state, model, style_type,
        aspect, rating, favorite, flag, label, is_safe, bytes, created_at, job, stack, exported_at,
        missing_at, seed, campaign) WHERE shown AND trashed_at IS NULL""",
    """CREATE INDEX picture_kinds ON picture (model, style_type, aspect, rating, label, flag,
        favorite, shown, trashed_at) WHERE shown AND trashed_at IS NULL""",
    """CREATE INDEX picture_campaign ON picture (campaign) WHERE campaign <> ''""",
    """CREATE INDEX job_parent ON job (number) WHERE parent IS NOT NULL""",
)

TABLES = (
    """CREATE TABLE collection (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        parent INTEGER REFERENCES collection (id),
        created_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE INDEX collection_parent ON collection (parent)""",
    """CREATE TABLE collection_picture (
        collection INTEGER NOT NULL REFERENCES collection (id),
        picture INTEGER NOT NULL REFERENCES picture (number),
        PRIMARY KEY (collection, picture)
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX collection_pictures ON collection_picture (picture)""",
    # What was changed, as one can read it. An undone change is dropped by the next new one.
    """CREATE TABLE change (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        said TEXT NOT NULL,
        count INTEGER NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0,
        dropped INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE INDEX change_done ON change (number) WHERE undone = 0""",
    """CREATE INDEX change_undone ON change (number) WHERE undone = 1 AND dropped = 0""",
    # And what it takes to go there and back: of these numbers, this was that and is now this.
    """CREATE TABLE change_part (
        change INTEGER NOT NULL REFERENCES change (number),
        n INTEGER NOT NULL,
        what TEXT NOT NULL,
        old ANY,
        new ANY,
        numbers BLOB NOT NULL,
        PRIMARY KEY (change, n)
    ) STRICT""",
)

TRIGGERS = (
    """CREATE TRIGGER change_kept BEFORE DELETE ON change BEGIN
        SELECT raise(ABORT, 'the journal is only added to');
    END""",
    """CREATE TRIGGER change_as_said BEFORE UPDATE OF number, at, said, count ON change BEGIN
        SELECT raise(ABORT, 'the journal is only added to');
    END""",
    """CREATE TRIGGER change_part_kept BEFORE DELETE ON change_part BEGIN
        SELECT raise(ABORT, 'the journal is only added to');
    END""",
    """CREATE TRIGGER change_part_as_written BEFORE UPDATE ON change_part BEGIN
        SELECT raise(ABORT, 'the journal is only added to');
    END""",
    # What lies in the trash is not counted as part of the library.
    """CREATE TRIGGER picture_trashed_uncounted AFTER UPDATE OF trashed_at ON picture
        WHEN NEW.trashed_at IS NOT NULL AND OLD.trashed_at IS NULL AND NEW.state = 'stored' BEGIN
        UPDATE tally SET value = value - 1 WHERE name = 'pictures';
        UPDATE tally SET value = value - NEW.bytes WHERE name = 'bytes';
    END""",
    """CREATE TRIGGER picture_restored_counted AFTER UPDATE OF trashed_at ON picture
        WHEN NEW.trashed_at IS NULL AND OLD.trashed_at IS NOT NULL AND NEW.state = 'stored' BEGIN
        UPDATE tally SET value = value + 1 WHERE name = 'pictures';
        UPDATE tally SET value = value + NEW.bytes WHERE name = 'bytes';
    END""",
)


def up(migrator, db):
    for statement in COLUMNS + INDEXES + TABLES + TRIGGERS:
        db.execute_sql(statement)
