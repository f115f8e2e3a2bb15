"""The program's log: a few rotating files in which no secret and no signed link ever stands."""

from __future__ import annotations

import logging
import logging.handlers
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SECRETS = re.compile(
    r"(?i)(api[-_]key['\"]?\s*[:=,]\s*b?['\"]?)[^\s'\",]+"
    r"|((?:authorization|webhook-signature)['\"]?\s*[:=,]\s*b?['\"]?)[^\r\n'\"]+"
    r"|([?&;](?:sig|exp|x-amz-(?:signature|credential|security-token))=)[^&\s'\"]+"
    r"|\b()(?:whsec_[\w+/=-]+|AKIA[0-9A-Z]{12,})"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_live_secrets: set[str] = set()


def protect(secret: str) -> None:
    """Keep this very text out of the log, wherever it may turn up."""
    if secret:
        _live_secrets.add(secret)


def redacted(text: str) -> str:
    """The text without secrets, signatures and control characters."""
    # A copy, since another thread may add one; the longest first, since one may be part of another.
    for secret in sorted(_live_secrets, key=len, reverse=True):
        text = text.replace(secret, "•••")
    text = _SECRETS.sub(lambda m: f"{m[1] or m[2] or m[3] or ''}•••", text)
    return _CONTROLS.sub(lambda m: f"\\x{ord(m[0]):02x}", text)


class _Redacting(logging.Formatter):
    """Redacts the finished line, traceback and all."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _File(logging.handlers.RotatingFileHandler):
    """Says nothing where it cannot write: what logging would say then is not redacted."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def start(folder: Path) -> None:
    """Log to `folder`; where that cannot be written, to nowhere. The second call does nothing."""
    root = logging.getLogger()
    if any(isinstance(handler.formatter, _Redacting) for handler in root.handlers):
        return
    try:
        for private in (folder.parent, folder):  # `parents` alone makes them as open as any
            private.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler: logging.Handler = _File(
            folder / "ideogram-desk.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Their INFO lines hold whole links, signature and all.
    for loud in ("httpx", "httpcore"):
        logging.getLogger(loud).setLevel(logging.WARNING)
