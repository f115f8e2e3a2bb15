"""Files on the clipboard: at once, with the picture beside a single one, and never over others."""

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from ideogram_desk.desktop.clipboard import PNG, FileClipboard, files_data


@pytest.fixture
def clipboard(qapp):
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def poster(tmp_path):
    def make(name="1.png", size=(64, 48)):
        Image.new("RGB", size, (200, 40, 90)).save(tmp_path / name)
        return tmp_path / name

    return make


def test_a_single_file_is_followed_by_its_picture(qtbot, clipboard, poster):
    path = poster()
    copier = FileClipboard()
    copier.copy(lambda: files_data([path]))
    assert [url.toLocalFile() for url in clipboard.mimeData().urls()] == [str(path)]
    qtbot.waitUntil(lambda: clipboard.mimeData().hasImage())
    assert [url.toLocalFile() for url in clipboard.mimeData().urls()] == [str(path)]
    assert clipboard.image().width() == 64
    assert bytes(clipboard.mimeData().data(PNG).data()) == path.read_bytes()


def test_a_jpeg_is_offered_as_a_picture_too(qtbot, clipboard, poster):
    copier = FileClipboard()
    path = poster("1.jpg")
    copier.copy(lambda: files_data([path]))
    qtbot.waitUntil(lambda: clipboard.mimeData().hasImage())
    assert clipboard.image().height() == 48


def test_what_was_copied_meanwhile_stays(qtbot, clipboard, poster):
    copier = FileClipboard()
    path = poster()
    told = []
    copier._decoded.connect(lambda *_all: told.append(1))
    copier.copy(lambda: files_data([path]))
    clipboard.setText("something else")
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(10)
    assert clipboard.text() == "something else"
    assert not clipboard.mimeData().hasImage()


def test_several_files_are_only_files(qtbot, clipboard, poster):
    copier = FileClipboard()
    paths = [poster("1.png"), poster("2.png")]
    copier.copy(lambda: files_data(paths))
    qtbot.wait(30)
    assert len(clipboard.mimeData().urls()) == 2
    assert not clipboard.mimeData().hasImage()


def test_nothing_to_copy_leaves_the_clipboard(qtbot, clipboard):
    clipboard.setText("kept")
    FileClipboard().copy(QMimeData)
    assert clipboard.text() == "kept"
