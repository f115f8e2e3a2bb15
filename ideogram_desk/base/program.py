"""How this program is started again, for the processes that help it."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGES = Path(__file__).resolve().parents[2]


def command(*arguments: str) -> list[str]:
    """The command line, from a checkout or from a frozen bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    # By the package's own place: the working directory is the user's, and may be any.
    start = (
        f"import sys; sys.path.insert(0, {str(_PACKAGES)!r});"
        " from ideogram_desk.__main__ import main; sys.exit(main())"
    )
    return [sys.executable, "-c", start, *arguments]
