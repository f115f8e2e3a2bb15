"""Where things live: library, settings, cache, logs, and the program's own resources."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "IDEOGRAM_DESK_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """The four places; each is made, private, when something is put there."""

    data: Path
    config: Path
    cache: Path
    logs: Path

    @property
    def library(self) -> Path:
        return self.data / "library"

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.json"

    @property
    def state_file(self) -> Path:
        return self.config / "window.json"

    @property
    def thumbnails(self) -> Path:
        return self.cache / "thumbnails.db"


def find(home: Path | None = None) -> Paths:
    """The places of this user, or all of them in one folder if that is asked for.

    The folder is `home` if given, else what the environment's IDEOGRAM_DESK_HOME names.
    """
    chosen = home or os.environ.get(HOME_VARIABLE)
    if chosen:
        root = Path(chosen)
        with contextlib.suppress(RuntimeError):  # "~name" of nobody here is a folder's own name
            root = root.expanduser()
        root = root.absolute()
        return Paths(root, root, root / "cache", root / "logs")
    from platformdirs import PlatformDirs

    name = "ideogram-desk" if sys.platform.startswith("linux") else "Ideogram Desk"
    dirs = PlatformDirs(name, appauthor=False)
    return Paths(
        dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path
    )


def resources() -> Path:
    """The folder of fonts and icons: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
