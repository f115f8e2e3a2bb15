import io
import sys

import pytest
from PIL import Image

from ideogram_desk.media.checker import PictureChecker

WORKER = [sys.executable, "-m", "ideogram_desk", "picture-worker"]


@pytest.fixture(scope="module")
def checker():
    checker = PictureChecker(WORKER)
    yield checker
    checker.close()


@pytest.fixture
def file(tmp_path):
    """Writes bytes, or a picture, to a file of that name."""

    def write(content, name="picture.png"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def noisy(width, height, mode="RGB"):
    """A picture that packs badly, so that every part of its file counts."""
    return Image.effect_noise((width, height), 90).convert("RGB").convert(mode)


def packed(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image
