"""The switchboard of faults: which ones are wanted, by admin call or by a word in the prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ideogram_desk.sandbox.fault_kinds import MARKS, STEPS, Step
from ideogram_desk.sandbox.refusal import invalid

# [[fault:429]], [[fault:slow=2.5]], [[fault:500@poll*2]]
_WORD = re.compile(
    r"\[\[fault:(?P<name>[\w-]+)(?:=(?P<value>[\w.-]*))?(?:@(?P<step>\w+))?(?:\*(?P<times>\d+))?\]\]"
)
_UNSAFE = re.compile(r"\[\[unsafe\]\]|\b(?:nsfw|gore|beheading)\b", re.IGNORECASE)


@dataclass(slots=True)
class Fault:
    name: str
    step: Step
    value: str = ""
    match: str = ""
    times: int | None = 1  # None: until it is cleared


def is_unsafe(prompt: str) -> bool:
    return _UNSAFE.search(prompt) is not None


def without_words(prompt: str) -> str:
    """The prompt as it is to be painted: without the fault words."""
    return re.sub(r"\s{2,}", " ", _WORD.sub("", prompt)).strip()


class Faults:
    def __init__(self) -> None:
        self._wanted: list[Fault] = []
        self._spent: dict[str, int] = {}  # by word and prompt: how often it has struck

    def add(self, wishes: list[Any]) -> None:
        """All of the wishes or, if one of them is not understood, none."""
        self._wanted.extend([_understood(wish) for wish in wishes])

    def clear(self) -> None:
        self._wanted.clear()
        self._spent.clear()

    def listed(self) -> list[dict[str, Any]]:
        return [
            {
                "fault": fault.name,
                "times": fault.times,
                "match": fault.match,
                "step": fault.step.value,
                "value": fault.value,
            }
            for fault in self._wanted
        ]

    def strike(self, step: Step, prompt: str) -> list[Fault]:
        """The faults for this call, each counted as struck."""
        struck = self._from_words(step, prompt)
        for fault in self._wanted:
            if fault.step is step and fault.match in prompt:
                struck.append(fault)
                if fault.times is not None:
                    fault.times -= 1
        self._wanted = [fault for fault in self._wanted if fault.times != 0]
        return struck

    def _from_words(self, step: Step, prompt: str) -> list[Fault]:
        struck = []
        for word in _WORD.finditer(prompt):
            fault = _understood(_wish(word))
            key = f"{word[0]}\n{prompt}"
            spent = self._spent.get(key, 0)
            if fault.step is step and (fault.times is None or spent < fault.times):
                self._spent[key] = spent + 1
                struck.append(fault)
        return struck


def check_words(prompt: str) -> None:
    """Refuse a prompt whose fault words are misspelt: a test would pass for the wrong reason."""
    words = list(_WORD.finditer(prompt))
    if len(words) != prompt.count("[[fault:"):
        raise invalid("prompt", "a fault word is not of the form [[fault:name=value@step*times]]")
    for word in words:
        _understood(_wish(word))


def marks_among(struck: list[Fault]) -> dict[str, str]:
    return {fault.name: fault.value for fault in struck if fault.name in MARKS}


def _wish(word: re.Match[str]) -> dict[str, Any]:
    wish: dict[str, Any] = {"fault": word["name"], "value": word["value"] or "", "times": None}
    if word["step"]:
        wish["step"] = word["step"]
    if word["times"]:
        wish["times"] = int(word["times"])
    return wish


def _understood(wish: Any) -> Fault:
    if not isinstance(wish, dict) or not set(wish) <= {"fault", "times", "match", "step", "value"}:
        raise invalid("fault", "needs 'fault' and perhaps 'times', 'match', 'step', 'value'")
    name = str(wish.get("fault"))
    if name not in STEPS:
        raise invalid("fault", f"{name!r} is not one of {', '.join(STEPS)}")
    step = wish.get("step") or STEPS[name][0].value
    if step not in [known.value for known in STEPS[name]]:
        raise invalid("step", f"{name!r} does not happen at {step!r}")
    times = wish.get("times", 1)
    if times is not None and (not isinstance(times, int) or times < 1):
        raise invalid("times", "must be a positive integer or null")
    return Fault(name, Step(step), str(wish.get("value", "")), str(wish.get("match", "")), times)
