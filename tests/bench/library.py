"""A synthetic library of any size: realistic prompts, real rows, thumbnails that repeat."""

import io
import json
import random
import sqlite3
import time
from pathlib import Path

from PIL import Image, ImageDraw
from ulid import ULID

from ideogram_desk.base.paths import Paths, find
from ideogram_desk.store.database import Database
from ideogram_desk.store.thumbnails import Thumbnails

MODELS = ("ideogram-3", "ideogram-4", "V_2", "V_2_TURBO", "ideogram-4-6")
STYLES = ("auto", "design", "realistic", "general")
ASPECTS = ("1:1", "4:5", "9:16", "16:9", "3:2")
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ren",
    "tu",
    "sha",
    "vel",
    "dor",
    "pin",
    "gra",
    "sto",
    "le",
    "na",
    "qui",
    "bra",
    "fen",
    "os",
    "mar",
    "ti",
    "cu",
]
POSTERS = 60


def words(chance, count=12_000):
    made = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)}
    return ["poster", "vintage", "lisbon", "typography", "minimal", *sorted(made)]


def prompts(chance, vocabulary):
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    cumulative = []
    total = 0.0
    for weight in weights:
        total += weight
        cumulative.append(total)
    while True:
        yield " ".join(chance.choices(vocabulary, cum_weights=cumulative, k=chance.randint(20, 60)))


def posters(edge, *, plain):
    """Thumbnails; `plain` ones weigh a few kB, so that a million are not 25 GB."""
    for i in range(POSTERS):
        if plain:
            packed = io.BytesIO()
            colours = Image.new("RGB", (2, 2))
            colours.putdata([(i * 4, 90, 200), (40, i * 4, 90), (250 - i * 4, 80, 60), (9, 9, i)])
            colours.resize((edge, edge), Image.Resampling.BICUBIC).save(packed, "JPEG", quality=60)
            yield packed.getvalue()
            continue
        image = Image.new("RGB", (edge, edge), (i * 4, 120, 255 - i * 4))
        draw = ImageDraw.Draw(image)
        for j in range(0, edge, 16):
            draw.line((0, j, edge, (j * (i + 3)) % edge), fill=(j % 255, i * 3, 90), width=3)
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=85)
        yield packed.getvalue()


def make(home: Path, count: int) -> Paths:
    """A home with `count` stored pictures; kept and used again if it is there already."""
    paths = find(home)
    done = home / f"made-{count}"
    if done.exists():
        return paths
    paths.library.mkdir(parents=True)
    paths.thumbnails.parent.mkdir(parents=True, exist_ok=True)
    database = Database(paths.library / "library.db")
    library_id = database.library_id
    database.close()
    _rows(paths.library / "library.db", count)
    thumbnails = Thumbnails(paths.thumbnails, library_id)
    thumbnails.close()
    with sqlite3.connect(paths.thumbnails) as connection:
        for edge in (256, 512):
            drawn = list(posters(edge, plain=count > 200_000))
            connection.executemany(
                "INSERT OR REPLACE INTO thumbnail VALUES (?, ?, ?, ?)",
                ((n, edge, drawn[n % POSTERS], 0) for n in range(1, count + 1)),
            )
            if count > 200_000:
                break  # the small ones are enough to scroll through a million
    connection.close()
    done.touch()
    return paths


TAGS = [f"{word}{n}" for n in range(40) for word in ("launch", "client", "mood", "hero", "poster")]
CAMPAIGNS = ("Q1 Launch", "Spring sale", "Autumn windows", "Museum night")
CHUNK = 50_000


def _rows(path, count):
    """Pictures in runs of one to four, some rated, flagged and tagged; written in chunks."""
    chance = random.Random(7)
    texts = prompts(chance, words(chance))
    start = int(time.time() * 1000) - count * 60_000
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'picture'"
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    number = job = 0
    while number < count:
        rows = {"job": [], "picture": [], "words": [], "tag": []}
        most = min(count, number + CHUNK)
        while number < most:
            job += 1
            number = _run(rows, chance, next(texts), job, number, most, start)
        _write(connection, rows)
        connection.commit()
    connection.execute(
        "INSERT INTO ledger (at, job, model, sandbox, entry, charged, pictures)"
        " SELECT created_at, number, model, sandbox, 'opened', cost, count FROM job"
    )
    connection.execute(
        "INSERT INTO tagged (rowid, tags, remark)"
        " SELECT picture, group_concat(tag, ' '), '' FROM picture_tag GROUP BY picture"
    )
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("UPDATE tally SET value = ? WHERE name = 'pictures'", (count,))
    connection.execute("UPDATE tally SET value = (SELECT sum(bytes) FROM picture)"
                       " WHERE name = 'bytes'")  # fmt: skip
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _run(rows, chance, text, job, number, most, start):
    """One job and its pictures; the number of the last."""
    model, aspect, style = chance.choice(MODELS), chance.choice(ASPECTS), chance.choice(STYLES)
    pictures = min(chance.randint(1, 4), most - number)
    request = {"prompt": text, "model": model, "aspect": aspect, "count": pictures, "magic": "auto",
               "private": True, "copyright_detection": False}  # fmt: skip
    campaign = chance.choice(CAMPAIGNS) if chance.random() < 0.2 else ""
    at = start + number * 60_000
    rows["job"].append((job, str(ULID()).lower(), "done", json.dumps(request), f"f{job}", model,
                        pictures, 60_000, 60_000 * pictures, job, 1, at, at))  # fmt: skip
    for index in range(pictures):
        number += 1
        identity = f"{number:026d}"
        rated = chance.randint(1, 5) if chance.random() < 0.15 else 0
        rows["picture"].append(
            (number, identity, job, index, "stored", at, at, chance.randrange(2**31), "1024x1024",
             int(chance.random() > 0.01), style, f"images/{identity[-2:]}/{identity}.png",
             f"{number:064x}", chance.randint(300_000, 4_000_000), 1024, 1024, "PNG", 60_000, model,
             aspect, campaign, rated, int(chance.random() < 0.05), chance.choice((0,) * 8 + (-1, 1)),
             chance.choice((0,) * 16 + (1, 2, 3, 4)))
        )  # fmt: skip
        rows["words"].append((number, text))
        tags = chance.choices(TAGS, k=chance.randint(0, 4))
        rows["tag"] += [(tag, number) for tag in dict.fromkeys(tags)]
    return number


def _write(connection, rows):
    connection.executemany(
        "INSERT INTO job (number, id, state, request, fingerprint, model, count, price_each,"
        " cost, position, answered, created_at, changed_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        rows["job"],
    )
    connection.executemany(
        "INSERT INTO picture (number, id, job, idx, state, created_at, stored_at, seed,"
        " resolution, is_safe, style_type, path, sha256, bytes, width, height, format, cost, model,"
        " aspect, campaign, rating, favorite, flag, label)"
        f" VALUES ({','.join('?' * 25)})",
        rows["picture"],
    )
    for table in ("words", "pieces"):
        connection.executemany(
            f"INSERT INTO {table} (rowid, prompt, expanded, negative) VALUES (?, ?, '', '')",
            rows["words"],
        )
    connection.executemany("INSERT INTO picture_tag (tag, picture) VALUES (?, ?)",
                           sorted(rows["tag"]))  # fmt: skip
