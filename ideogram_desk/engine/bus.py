"""Events from the engine to whoever listens; the engine does not know who that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideogram_desk.domain.events import Event


class Bus:
    """Tells every listener, in the order of their coming; a listener's bug stops no other one."""

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._listeners: list[Callable[[Event], None]] = []

    def listen(self, listener: Callable[[Event], None]) -> None:
        self._listeners.append(listener)

    def leave(self, listener: Callable[[Event], None]) -> None:
        self._listeners.remove(listener)

    def tell(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception as bug:  # noqa: BLE001  one listener's bug is not the queue's
                self._report(bug)
