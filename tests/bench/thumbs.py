"""A page of thumbnails from the store, beside the same from a file each."""

import random
import time
from pathlib import Path

from ideogram_desk.base.paths import find
from ideogram_desk.store.database import Database
from ideogram_desk.store.thumbnails import Thumbnails

PAGE = 40
PAGES = 30
FILES = 4000
CACHES = Path("/proc/sys/vm/drop_caches")


def forget():
    """Have the system forget what it has read; whether it could be made to."""
    try:
        CACHES.write_text("3")
    except OSError:
        return False
    return True


def compare(home, count, folder):
    """Milliseconds of each page from the store and from files, and whether they were cold."""
    paths = find(Path(home))
    database = Database(paths.library / "library.db", read_only=True)
    store = Thumbnails(paths.thumbnails, database.library_id)
    database.close()
    chance = random.Random(4)
    folder.mkdir(exist_ok=True)
    kept = min(FILES, count)
    for number, jpeg in store.get(range(1, kept + 1), 256).items():
        (folder / f"{number}.jpg").write_bytes(jpeg)
    cold, stored, files = True, [], []
    for _ in range(PAGES):
        # Neighbours, as a screen shows them.
        start = chance.randrange(1, count - PAGE)
        cold = forget() and cold
        began = time.perf_counter()
        assert len(store.get(range(start, start + PAGE), 256)) == PAGE
        stored.append((time.perf_counter() - began) * 1000)
        start = chance.randrange(1, kept - PAGE)
        cold = forget() and cold
        began = time.perf_counter()
        for number in range(start, start + PAGE):
            (folder / f"{number}.jpg").read_bytes()
        files.append((time.perf_counter() - began) * 1000)
    store.close()
    return stored, files, cold
