"""Free words as SQL: which pictures have them in their texts, their tags or their remarks."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING

from ideogram_desk.domain.search_values import Term
from ideogram_desk.store.rows import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from sqlite3 import Cursor

    Ask = Callable[[str, tuple[object, ...]], Cursor]
    Sql = tuple[str, list[object]]  # a statement or a part of one, and its values

MOST_TAGGED = 3  # words that are looked for in tags too: each doubles the work
RARE = 1500  # pictures that have some words
TRIGRAM = 3
_TOKEN = re.compile(r"[^\W_]+")
_TEXTS = ("prompt", "expanded", "negative")


def expression(term: Term) -> str:
    """A word or phrase as FTS5 has it."""
    text = str(term.values[0]).replace('"', '""')
    return f'"{text}"{"*" if term.growing else ""}'


def _all(terms: Iterable[Term]) -> str:
    return " AND ".join(map(expression, terms))


def is_tagged(ask: Ask, term: Term) -> bool:
    """Whether a tag or a remark has the word: mostly none has, and that is known at once."""
    found = ask("SELECT 1 FROM tagged WHERE tagged MATCH ? LIMIT 1", (expression(term),))
    return found.fetchone() is not None


def source(ask: Ask, terms: Sequence[Term], since: int | None = None) -> Sql:
    """The pictures that have all these words, as one column `n`; only those above `since`."""
    tagged = [term for term in terms if is_tagged(ask, term)][-MOST_TAGGED:]
    newer = "" if since is None else f" AND rowid > {int(since)}"
    branches: list[str] = []
    values: list[object] = []
    for count in range(len(tagged) + 1):
        for some in combinations(tagged, count):
            rest = [term for term in terms if term not in some]
            if not rest:
                branches.append(f"SELECT rowid AS n FROM tagged WHERE tagged MATCH ?{newer}")
                values.append(_all(some))
                continue
            branch = f"SELECT rowid AS n FROM words WHERE words MATCH ?{newer}"
            values.append(_all(rest))
            rare = _rare(ask, rest, newer) if some else None
            if rare is not None:  # then what they are tagged with is looked at
                branch = "SELECT value AS n FROM json_each(?)"
                values[-1] = str(_tagged_so(ask, rare, some))
            elif some:
                branch += f" AND +rowid IN (SELECT rowid FROM tagged WHERE tagged MATCH ?{newer})"
                values.append(_all(some))
            branches.append(branch)
    return " UNION ".join(branches), values


def _rare(ask: Ask, terms: Sequence[Term], newer: str) -> list[int] | None:
    """The pictures that have some words, if they are few."""
    found = ask(
        f"SELECT rowid FROM words WHERE words MATCH ?{newer} LIMIT ?", (_all(terms), RARE)
    ).fetchall()
    return None if len(found) == RARE else [row[0] for row in found]


def _tagged_so(ask: Ask, numbers: Sequence[int], terms: Sequence[Term]) -> list[int]:
    rows = ask(
        f"SELECT rowid, tags, remark FROM tagged WHERE rowid IN ({marks(numbers)})",
        tuple(numbers),
    )
    wanted = [(_tokens(str(term.values[0])), term.growing) for term in terms]
    found = []
    for number, *texts in rows:
        tokens = [_tokens(text) for text in texts]
        if all(any(_has(some, *one) for some in tokens) for one in wanted):
            found.append(number)
    return found


def _tokens(text: str) -> list[str]:
    """The words of a text as FTS5 has them: in small letters without their accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return _TOKEN.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _has(tokens: list[str], phrase: list[str], growing: bool) -> bool:
    for start in range(len(tokens) - len(phrase) + 1):
        some = tokens[start : start + len(phrase)]
        last = some[-1].startswith(phrase[-1]) if growing else some[-1] == phrase[-1]
        if last and some[:-1] == phrase[:-1]:
            return True
    return False


def without(ask: Ask, terms: Sequence[Term], n: str) -> Sql:
    """The condition that a picture has none of these words."""
    conditions: list[str] = []
    values: list[object] = []
    for term in terms:
        for table in ("words", "tagged") if is_tagged(ask, term) else ("words",):
            conditions.append(f"{n} NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)")
            values.append(expression(term))
    return " AND ".join(conditions), values


def pieces(parts: Sequence[str]) -> Sql:
    """The pictures whose texts have all these parts of words, as one column `n`."""
    trigrams = {part[i : i + TRIGRAM] for part in parts for i in range(len(part) - TRIGRAM + 1)}
    match = " AND ".join('"' + one.replace('"', '""') + '"' for one in sorted(trigrams))
    conditions: list[str] = []
    values: list[object] = [match]
    for part in parts:
        if len(part) == TRIGRAM:
            continue  # the trigram says it all
        likes = [f"{text} LIKE ? ESCAPE '\\'" for text in _TEXTS for _ in _spellings(part)]
        conditions.append(f" AND ({' OR '.join(likes)})")
        values += [f"%{escaped(one)}%" for _ in _TEXTS for one in _spellings(part)]
    return (
        f"SELECT rowid AS n FROM pieces WHERE pieces MATCH ?{''.join(conditions)}",
        values,
    )


def _spellings(part: str) -> tuple[str, ...]:
    """SQLite's LIKE takes "a" for "A", but not "ä" for "Ä"."""
    if part.isascii():
        return (part,)
    return tuple(dict.fromkeys((part, part.lower(), part.upper(), part.capitalize())))


def escaped(text: str) -> str:
    """Text as itself in a LIKE with ESCAPE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
