"""Writing what free words find: the texts of pictures, their parts, their tags and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ideogram_desk.store.database import Database

    Texts = tuple[int, str, str, str]  # number, prompt, expanded, negative

_COLUMNS = "(rowid, prompt, expanded, negative) VALUES (?, ?, ?, ?)"


def add(database: Database, texts: Sequence[Texts]) -> None:
    database.execute_many(f"INSERT INTO words {_COLUMNS}", texts)
    database.execute_many(f"INSERT INTO pieces {_COLUMNS}", texts)


def replace(database: Database, texts: Texts) -> None:
    _forget_texts(database, texts[0])
    add(database, [texts])


def forget(database: Database, number: int) -> None:
    """A picture is found by no word any more."""
    _forget_texts(database, number)
    database.execute("DELETE FROM tagged WHERE rowid = ?", (number,))


def _forget_texts(database: Database, number: int) -> None:
    # In this order: `pieces` asks `words` what the text was.
    database.execute(
        "DELETE FROM pieces WHERE rowid IN (SELECT rowid FROM words WHERE rowid = ?)", (number,)
    )
    database.execute("DELETE FROM words WHERE rowid = ?", (number,))


def add_tags(database: Database, tags: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Let new pictures be found by the tags that they were asked for with."""
    database.execute_many(
        "INSERT INTO tagged (rowid, tags, remark) VALUES (?, ?, '')",
        ((number, " ".join(dict.fromkeys(some))) for number, some in tags if some),
    )


def remember_tags(database: Database, number: int) -> None:
    """Let a picture be found by its tags and remark again."""
    database.execute("DELETE FROM tagged WHERE rowid = ?", (number,))
    database.execute(
        "INSERT INTO tagged (rowid, tags, remark) SELECT number, coalesce(tags, ''), remark FROM"
        " (SELECT number, remark, (SELECT group_concat(tag, ' ') FROM picture_tag"
        " WHERE picture = number) AS tags FROM picture WHERE number = ?)"
        " WHERE tags IS NOT NULL OR remark <> ''",
        (number,),
    )
