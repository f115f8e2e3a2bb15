"""Ideogram over HTTP: the client, its wire format, and where it may connect."""

import sys
from types import ModuleType

# Where rich is installed httpx loads its own command line along, for some four megabytes and
# twenty milliseconds that nobody here has a use for.
_unused = ModuleType("httpx._main")
_unused.main = lambda: None  # type: ignore[attr-defined]
sys.modules.setdefault("httpx._main", _unused)
