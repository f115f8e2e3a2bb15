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


def posters(edge):
    for i in range(POSTERS):
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
            drawn = list(posters(edge))
            connection.executemany(
                "INSERT OR REPLACE INTO thumbnail VALUES (?, ?, ?, ?)",
                ((n, edge, drawn[n % POSTERS], 0) for n in range(1, count + 1)),
            )
            if count > 200_000:
                break  # the small ones are enough to scroll through a million
    connection.close()
    done.touch()
    return paths


def _rows(path, count):
    chance = random.Random(7)
    prompt = prompts(chance, words(chance))
    start = int(time.time() * 1000) - count * 60_000
    jobs, pictures, found = [], [], []
    for n in range(1, count + 1):
        text, model, aspect = next(prompt), chance.choice(MODELS), chance.choice(ASPECTS)
        request = {"prompt": text, "model": model, "aspect": aspect, "count": 1, "magic": "auto",
                   "private": True, "copyright_detection": False}  # fmt: skip
        at = start + n * 60_000
        jobs.append((n, str(ULID()).lower(), "done", json.dumps(request), f"f{n}", model, 1, 60_000,
                     60_000, n, 1, at, at))  # fmt: skip
        identity = str(ULID()).lower()
        pictures.append((n, identity, n, 0, "stored", at, at, chance.randrange(2**31), "1024x1024",
                         1, chance.choice(STYLES), f"images/{identity[-2:]}/{identity}.png",
                         f"{n:064x}", 1_400_000, 1024, 1024, "PNG", 60_000))  # fmt: skip
        found.append((n, text))
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO job (number, id, state, request, fingerprint, model, count, price_each,"
            " cost, position, answered, created_at, changed_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            jobs,
        )
        connection.execute(
            "INSERT INTO ledger (at, job, model, sandbox, entry, charged, pictures)"
            " SELECT created_at, number, model, sandbox, 'opened', cost, 1 FROM job"
        )
        connection.executemany(
            "INSERT INTO picture (number, id, job, idx, state, created_at, stored_at, seed,"
            " resolution, is_safe, style_type, path, sha256, bytes, width, height, format, cost)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            pictures,
        )
        connection.executemany(
            "INSERT INTO words (rowid, prompt, expanded, negative, tags) VALUES (?, ?, '', '', '')",
            found,
        )
        connection.execute("UPDATE tally SET value = ? WHERE name = 'pictures'", (count,))
        connection.execute("UPDATE tally SET value = ? WHERE name = 'bytes'", (count * 1_400_000,))
    connection.close()
