"""Python's garbage collected on the window's own thread, in small portions.

A collection started by a worker would destroy Qt objects on that worker's thread, which Qt does not
survive for long; and a large one started anywhere would stop the window. So automatic collection is
switched off, and a timer collects when Python itself would have.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000  # milliseconds
_OLD_EVERY = 10  # rounds between two collections of the oldest generation


class Collector(QObject):
    """Collects from its start until its parent ends."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._round = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        gc.disable()
        # What a start made lives as long as the program: it need not be looked at again.
        gc.collect()
        gc.freeze()
        self._timer.start()

    def collect(self) -> None:
        self._round += 1
        if self._round % _OLD_EVERY == 0:
            gc.collect()
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect(1)
