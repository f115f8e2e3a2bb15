"""The faults that can be asked for: names, the steps where they make sense, what they spoil."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Step(StrEnum):
    SUBMIT = "submit"
    POLL = "poll"
    DOWNLOAD = "download"


_ANY = (Step.SUBMIT, Step.POLL, Step.DOWNLOAD)
_CALLS = (Step.SUBMIT, Step.POLL)

# Answers instead of the real one. At submit nothing runs and nothing is billed.
STATUSES = (
    *("400", "401", "402", "403", "404", "413", "422", "429"),
    *("500", "502", "503", "504"),
)
REPLIES = MappingProxyType(
    {
        **dict.fromkeys(STATUSES, _ANY),
        "429-funds": _CALLS,  # a 429 that waiting does not help
        "429-html": _CALLS,
        "problem-400": _ANY,
        "problem-401": _ANY,
        "problem-403": _ANY,
        "problem-422": _CALLS,
        "problem-429": _CALLS,
        "problem-500": _ANY,
        "html-200": _ANY,  # a captive portal
        "html-502": _ANY,
        "200-error": _CALLS,
        "drop-before": _ANY,
    }
)

# The real answer, made and billed, and then spoiled on its way.
SPOILERS = MappingProxyType(
    {
        "drop-after": _CALLS,
        "html-200-after": _CALLS,
        "html-502-after": _CALLS,
        "504-after": _CALLS,
        "empty-body": _CALLS,
        "truncated-json": _CALLS,
        "byte-order-mark": _CALLS,
        "utf-16": _CALLS,
        "deep-json": _CALLS,
        "repeated-keys": _CALLS,
        "slow": _ANY,
    }
)

# Marks stay on a generation and show in every answer about it.
MARKS = MappingProxyType(
    dict.fromkeys(
        (
            "unsafe-one",  # value: null (default), empty or absent, the form of its url
            "unsafe-all",
            "url-null",
            "url-empty",
            "url-absent",
            "url-foreign",
            "flag-absent",
            "fewer-items",
            "more-items",
            "no-items",
            "odd-seed",
            "nan-seed",
            "odd-resolution",
            "unknown-fields",
            "space-created",
            "notice",
            "failed",
            "never-completes",
        ),
        (Step.SUBMIT,),
    )
)

DOWNLOADS = MappingProxyType(
    dict.fromkeys(
        ("expired", "truncated", "garbage", "empty-file", "jpeg", "no-length"), (Step.DOWNLOAD,)
    )
)

STEPS = MappingProxyType({**REPLIES, **SPOILERS, **MARKS, **DOWNLOADS})
