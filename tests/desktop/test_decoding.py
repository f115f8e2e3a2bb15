"""Thumbnails decoded by several threads at once, for the grid, the inspector and Activity."""

import subprocess
import sys

MANY_AT_ONCE = """
import threading
from types import SimpleNamespace

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage

from ideogram_desk.desktop.acting import Acting
from ideogram_desk.desktop.gallery.thumbs import decode
from ideogram_desk.desktop.inspecting import Inspecting

app = QGuiApplication([])
image = QImage(256, 256, QImage.Format.Format_RGB32)
image.fill(5)
buffer = QBuffer()
buffer.open(QIODevice.OpenModeFlag.WriteOnly)
image.save(buffer, "JPG")
jpeg = buffer.data().data()
host = SimpleNamespace(_late=SimpleNamespace(get=lambda numbers, _edge: {numbers[0]: jpeg}))


def often(do):
    for _ in range(400):
        assert not do().isNull()


work = [
    threading.Thread(target=often, args=(do,))
    for do in (
        lambda: decode(jpeg, 184, fill=True),
        lambda: decode(jpeg, 184, fill=True),
        lambda: Inspecting._preview(host, 1),
        lambda: Acting._thumbnail(host, 1),
    )
]
for each in work:
    each.start()
for each in work:
    each.join()
"""


def test_threads_that_decode_at_once_do_not_wait_for_each_other_for_ever():
    # In a process of its own: who waits holds Python's lock, and nothing here could give up.
    subprocess.run([sys.executable, "-c", MANY_AT_ONCE], check=True, timeout=60)
