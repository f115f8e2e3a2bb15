"""The system's own dialog for choosing a folder, awaited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ideogram_desk.desktop.bridge import answer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


async def choose_folder(over: QWidget, title: str) -> Path | None:
    """The folder that the user chose; None if none."""
    dialog = QFileDialog(over, title)
    dialog.setObjectName("folder_dialog")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    chosen = await answer(dialog)
    files = dialog.selectedFiles()
    return Path(files[0]) if chosen and files else None
