"""One thread that runs errands for the window: only what is still wanted, the newest first."""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_Wish = TypeVar("_Wish")
_Brought = TypeVar("_Brought")

_log = logging.getLogger(__name__)


class Errands(Generic[_Wish, _Brought]):
    """What the thread holds: no Qt object, so none can die in its hands.

    `run` does the work, `tell` says from the thread that something lies in `done`. The thread
    starts with the first wish; `close` waits for its end.
    """

    def __init__(
        self,
        run: Callable[[_Wish], _Brought],
        tell: Callable[[], None],
        *,
        waiting: int,
        name: str,
    ) -> None:
        self._run = run
        self._tell = tell
        self._name = name
        self._wanted: deque[_Wish] = deque(maxlen=waiting)
        self._changed = threading.Condition()
        self._under_way: _Wish | None = None
        self._closed = False
        self._thread: threading.Thread | None = None
        self.done: deque[tuple[_Wish, _Brought]] = deque()

    def want(self, wishes: Iterable[_Wish]) -> None:
        """Only these are wanted from now on; the first is served first."""
        with self._changed:
            if self._closed:
                return
            self._wanted.clear()
            self._wanted.extendleft(wish for wish in wishes if wish != self._under_way)
            self._changed.notify()
        if self._thread is None and self._wanted:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._wanted.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        self.done.clear()

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not (self._wanted or self._closed):
                    self._changed.wait()
                if self._closed:
                    return
                self._under_way = wish = self._wanted.pop()
            try:
                self.done.append((wish, self._run(wish)))
            except Exception:  # noqa: BLE001  a thread that died would leave the view empty
                _log.exception("an errand failed")
            with self._changed:
                self._under_way = None
            self._tell()
