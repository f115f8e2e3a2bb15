"""The processes that the start and memory benchmarks compare: a bare window, and the program's.

python windows.py bare|rich|app first-frame|memory|work|usable HOME
"""

import os
import sys
import traceback
from pathlib import Path


def rss():
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def bare(rich):
    if rich:
        # As the goal's yardstick was measured: a script that imports these modules whole.
        exec("from PySide6.QtCore import *; from PySide6.QtGui import *", {})
        exec("from PySide6.QtWidgets import *", {})
    from PySide6.QtWidgets import (
        QApplication,
        QComboBox,
        QLineEdit,
        QListView,
        QMainWindow,
        QPlainTextEdit,
        QPushButton,
        QSpinBox,
        QVBoxLayout,
        QWidget,
    )

    app = QApplication([])
    window = QMainWindow()
    if rich:
        inside = QWidget()
        column = QVBoxLayout(inside)
        window.setCentralWidget(inside)
        for widget in (QPlainTextEdit(), QComboBox(), QSpinBox(), QPushButton("Generate"),
                       QListView(), QLineEdit()):  # fmt: skip
            column.addWidget(widget)
        bar = window.addToolBar("x")
        for n in range(8):
            bar.addAction(f"a{n}")
        window.menuBar().addMenu("File").addAction("Quit")
    window.resize(1440, 900)
    return app, window


def at_first_frame(window_class, do):
    from PySide6.QtCore import QTimer

    def paint(self, event):
        super(window_class, self).paintEvent(event)
        QTimer.singleShot(0, do)

    window_class.paintEvent = paint


def leave():
    os._exit(0)


def first_frame(which, home):
    if which == "app":
        from ideogram_desk.desktop import main as face

        # It is called when the first frame has been painted and flushed.
        face._furnish = lambda *_parts: leave()
        face.main(Path(home))
    else:
        from PySide6.QtWidgets import QMainWindow

        class Window(QMainWindow):
            pass

        at_first_frame(Window, leave)
        app, window = bare(which == "rich")
        window.close()
        seen = Window()
        if window.centralWidget():
            seen.setCentralWidget(window.takeCentralWidget())
        seen.resize(1440, 900)
        seen.show()
        app.exec()


def memory(which, home):
    from PySide6.QtCore import QTimer

    if which != "app":
        app, window = bare(rich=True)
        window.show()
        QTimer.singleShot(1500, lambda: (print(f"{rss():.1f}", flush=True), leave()))
        app.exec()
        return
    from ideogram_desk.desktop import main as face
    from ideogram_desk.desktop.session import Session

    opened = Session.open

    async def open_and_measure(self):
        import asyncio

        await opened(self)
        await asyncio.sleep(2.5)
        idle = rss()
        bar = self.window.gallery.view.verticalScrollBar()
        for i in range(300):
            bar.setValue(bar.maximum() * i // 300)
            await asyncio.sleep(0.02)
        await asyncio.sleep(1)
        print(f"{idle:.1f} {rss():.1f} {self.window.gallery.listed.rowCount()}", flush=True)
        leave()

    Session.open = open_and_measure
    face.main(Path(home))


def behind(measure):
    """Run the program on that home, and `measure(session)` once its library is open."""

    def run(_which, home):
        from ideogram_desk.desktop import main as face
        from ideogram_desk.desktop.session import Session
        from tests.bench.working import watch_painting

        watch_painting()

        opened = Session.open

        async def open_and_measure(self):
            await opened(self)
            try:
                await measure(self)
            except BaseException:  # noqa: BLE001  the window would report it, and stay
                traceback.print_exc()
                os._exit(1)
            leave()

        Session.open = open_and_measure
        face.main(Path(home))

    return run


async def usable(session):
    """Until the first pictures of the library are painted; the caller's clock runs."""
    import asyncio

    view = session.window.gallery.view
    while any(view.listed.tile(row) is None for row in view.visible_rows()):  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    view.viewport().repaint()


async def work(session):
    from tests.bench.working import work as measured

    await measured(session)


if __name__ == "__main__":
    {"first-frame": first_frame, "memory": memory, "work": behind(work), "usable": behind(usable)}[
        sys.argv[2]
    ](sys.argv[1], sys.argv[3])
