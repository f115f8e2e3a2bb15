"""The settings as they stand while their dialog is open, shared by its pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ideogram_desk.base.settings import Settings


class Choices(QObject):
    """`changed` when a page has made a choice; `told` at every change, also one from elsewhere."""

    changed = Signal(object)  # Settings
    told = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = settings

    @property
    def now(self) -> Settings:
        return self._now

    def change(self, **fields: Any) -> None:
        """A choice by the user, in the settings' own fields."""
        settings = replace(self._now, **fields)
        if settings != self._now:
            self._now = settings
            self.told.emit()
            self.changed.emit(settings)

    def tell(self, settings: Settings) -> None:
        """What the settings have become elsewhere."""
        if settings != self._now:
            self._now = settings
            self.told.emit()
