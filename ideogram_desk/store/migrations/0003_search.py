"""What a search needs: facts beside each picture, parts of words, tags in a table of their own."""

# The facts that searches ask for stand in the picture's row: no search joins two big tables.
FACTS = (
    """ALTER TABLE picture ADD COLUMN model TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE picture ADD COLUMN aspect TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE picture ADD COLUMN batch TEXT""",
    """ALTER TABLE picture ADD COLUMN campaign TEXT NOT NULL DEFAULT '' COLLATE NOCASE""",
    """UPDATE picture SET (model, aspect, batch, campaign) = (SELECT model,
            coalesce(json_extract(request, '$.aspect'),
                CASE WHEN json_extract(request, '$.size') IS NULL THEN '1:1' ELSE '' END),
            batch, coalesce(json_extract(metadata, '$.campaign'), '')
        FROM job WHERE job.number = picture.job)""",
)

# One tag is one tag, however its letters are written; each comes in the order of the pictures.
TAGS = (
    """ALTER TABLE picture_tag RENAME TO picture_tag_before""",
    """CREATE TABLE picture_tag (
        tag TEXT NOT NULL COLLATE NOCASE,
        picture INTEGER NOT NULL REFERENCES picture (number),
        PRIMARY KEY (tag, picture)
    ) STRICT, WITHOUT ROWID""",
    """INSERT OR IGNORE INTO picture_tag SELECT tag, picture FROM picture_tag_before""",
    """DROP TABLE picture_tag_before""",
    """CREATE INDEX picture_tags ON picture_tag (picture)""",
)

WORDS = (
    """ALTER TABLE words RENAME TO words_before""",
    """CREATE VIRTUAL TABLE words USING fts5 (
        prompt, expanded, negative,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')""",
    """INSERT INTO words (rowid, prompt, expanded, negative)
        SELECT rowid, prompt, expanded, negative FROM words_before ORDER BY rowid""",
    """DROP TABLE words_before""",
    # Tags (joined by a space) and the user's remark: small, so that tagging thousands is quick.
    # Many tags begin alike: a beginning of any usual length is one lookup.
    """CREATE VIRTUAL TABLE tagged USING fts5 (
        tags, remark, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6')""",
    """INSERT INTO tagged (rowid, tags, remark)
        SELECT picture, group_concat(tag, ' '), '' FROM picture_tag GROUP BY picture""",
    # Parts of words; its text is what `words` keeps, so a row goes from here before it goes there.
    """CREATE VIRTUAL TABLE pieces USING fts5 (
        prompt, expanded, negative, content = 'words', content_rowid = 'rowid',
        tokenize = 'trigram', detail = 'none')""",
    """INSERT INTO pieces (rowid, prompt, expanded, negative)
        SELECT rowid, prompt, expanded, negative FROM words ORDER BY rowid""",
    """CREATE TABLE saved_search (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        text TEXT NOT NULL,
        sort TEXT NOT NULL,
        grouping TEXT NOT NULL,
        stacked INTEGER NOT NULL,
        saved_at INTEGER NOT NULL
    ) STRICT""",
)


def up(migrator, db):
    for statement in FACTS + TAGS + WORDS:
        db.execute_sql(statement)
