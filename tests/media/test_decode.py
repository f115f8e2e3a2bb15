"""Pictures through real worker processes: what is taken, what is refused, what comes out."""

import struct
import zlib

import pytest
from PIL import Image

from ideogram_desk.domain.errors import Unreadable
from ideogram_desk.domain.job import VARIANTS, Variant
from tests.media.conftest import noisy, opened, packed

ORIENTATION = 0x0112
HTML = b"<!doctype html><title>Welcome</title><p>Please sign in.</p>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width, height):
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + png_chunk(b"IDAT", zlib.compress(b"\x00" * 99))
        + png_chunk(b"IEND", b"")
    )


def with_chunk(png, kind, data):
    """The PNG with one more chunk behind its header."""
    return png[:33] + png_chunk(kind, data) + png[33:]


MODES = [
    *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
    *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
    *(("WEBP", mode) for mode in ("RGB", "RGBA")),
]


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_every_mode_of_every_format_is_decoded_and_made_smaller(checker, file, kind, mode):
    image = Image.new("I;16", (64, 48), 30_000) if mode == "I;16" else noisy(64, 48, mode)
    path = file(packed(image, kind))
    facts = checker.check(path)
    assert (facts.format, facts.width, facts.height) == (kind, 64, 48)
    for data in facts.thumbnails.values():
        small = opened(data)
        assert (small.format, small.mode, small.size) == ("JPEG", "RGB", (64, 48))
    for data, variant in zip(checker.variants(path, VARIANTS), VARIANTS, strict=True):
        assert opened(data).size == (variant.width, variant.height)


@pytest.mark.parametrize("cut", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_whose_last_bytes_are_missing_is_refused(checker, file, kind, cut):
    data = packed(noisy(60, 40), kind)
    with pytest.raises(Unreadable):
        checker.check(file(data[:-cut]))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_off_anywhere_is_refused(checker, file, kind):
    data = packed(noisy(60, 40), kind)
    assert checker.check(file(data)).format == kind
    taken = []
    for length in range(0, len(data), 97):
        try:
            checker.check(file(data[:length]))
        except Unreadable:
            continue
        taken.append(length)
    assert taken == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + b"garbage" * 50,
        HTML,
        SVG,
        *(
            pytest.param(packed(noisy(9, 9), kind), id=kind)
            for kind in ("GIF", "TIFF", "BMP", "ICO", "PPM")
        ),
    ],
)
def test_what_is_no_png_jpeg_or_webp_is_refused_by_whatever_name(checker, file, data):
    with pytest.raises(Unreadable, match="no complete PNG, JPEG or WebP"):
        checker.check(file(data, "picture.png"))


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (65_535, 65_535), (80_000_001, 1)])
def test_a_decompression_bomb_is_refused_for_its_size_alone(checker, file, width, height):
    with pytest.raises(Unreadable, match="80 megapixels"):
        checker.check(file(png_header(width, height)))


def test_a_flipped_bit_in_a_png_is_noticed(checker, file):
    data = bytearray(packed(noisy(60, 40)))
    for position in range(40, len(data) - 12, len(data) // 12):
        data[position] ^= 4
        with pytest.raises(Unreadable):
            checker.check(file(bytes(data)))
        data[position] ^= 4
    checker.check(file(bytes(data)))


def test_a_file_that_is_not_there_is_unreadable(checker, tmp_path):
    with pytest.raises(Unreadable):
        checker.check(tmp_path / "nothing.png")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_counts(checker, file, kind):
    red, blue = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    data = packed(red, kind, save_all=True, append_images=[blue, blue], duration=50)
    facts = checker.check(file(data))
    assert (facts.width, facts.height) == (40, 30)
    red_of, _, blue_of = opened(facts.thumbnails[256]).getpixel((20, 15))
    assert (red_of > 200, blue_of < 60) == (True, True)


def test_a_picture_lying_on_its_side_is_set_upright_in_what_is_made_of_it(checker, file):
    image = Image.new("RGB", (60, 30), "blue")
    image.paste("red", (0, 0, 30, 30))  # the left half, which is the top one once upright
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    path = file(packed(image, "JPEG", exif=exif, quality=95))
    facts = checker.check(path)
    small = opened(facts.thumbnails[256])
    assert small.size == (30, 60)
    assert small.getpixel((15, 5))[0] > 200
    assert small.getpixel((15, 55))[2] > 200
    (variant,) = checker.variants(path, [Variant("tall", 30, 60)])
    assert opened(variant).size == (30, 60)
    assert opened(variant).getpixel((15, 5))[0] > 180


BROKEN_EXIF = {
    "empty": b"",
    "only its name": b"Exif\x00\x00",
    "pointing nowhere": b"MM\x00*\xff\xff\xff\xff",
    "too many entries": b"II*\x00\x08\x00\x00\x00\xff\xff" + b"\x12\x01" * 40,
    "zeros": b"\x00" * 64,
}


@pytest.mark.parametrize("exif", BROKEN_EXIF.values(), ids=BROKEN_EXIF)
def test_broken_exif_costs_no_picture(checker, file, exif):
    image = noisy(60, 40)
    for data in (
        with_chunk(packed(image), b"eXIf", exif),
        packed(image, "JPEG", exif=b"Exif\x00\x00" + exif),
        packed(image, "WEBP", exif=b"Exif\x00\x00" + exif),
    ):
        path = file(data)
        assert checker.check(path).width == 60
        assert len(checker.variants(path, VARIANTS[:1])) == 1


def test_a_broken_colour_profile_costs_no_picture(checker, file):
    path = file(packed(noisy(60, 40), icc_profile=b"no profile" * 9))
    assert checker.check(path).width == 60
    assert len(checker.variants(path, VARIANTS)) == 3


def test_what_follows_the_end_of_a_picture_does_no_harm(checker, file):
    for kind in ("PNG", "JPEG"):
        assert checker.check(file(packed(noisy(60, 40), kind) + b"PK\x03\x04" * 25)).format == kind


# --- what is made of it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((1024, 768), (512, 384), (256, 192)),
        ((768, 1024), (384, 512), (192, 256)),
        ((512, 512), (512, 512), (256, 256)),
        ((300, 200), (300, 200), (256, 171)),
        ((100, 50), (100, 50), (100, 50)),
        ((3000, 2), (512, 1), (256, 1)),
        ((1, 1), (1, 1), (1, 1)),
    ],
)
def test_thumbnails_have_a_longer_edge_of_512_and_256_and_are_never_enlarged(
    checker, file, size, large, small
):
    facts = checker.check(file(packed(Image.new("RGB", size, "teal"))))
    assert {edge: opened(data).size for edge, data in facts.thumbnails.items()} == {512: large, 256: small}  # fmt: skip


@pytest.mark.parametrize("size", [(1600, 900), (1080, 1920), (64, 48), (1, 1), (3000, 2)])
def test_variants_have_exactly_the_size_asked_for_even_if_enlarged(checker, file, size):
    made = checker.variants(file(packed(noisy(*size))), VARIANTS)
    assert [(opened(data).format, opened(data).size) for data in made] == [
        ("WEBP", (1200, 630)), ("WEBP", (400, 400)), ("WEBP", (1080, 1080)),
    ]  # fmt: skip


def test_a_variant_is_the_middle_of_the_picture_in_its_own_proportions(checker, file):
    image = Image.new("RGB", (300, 100), "red")
    image.paste("blue", (100, 0, 200, 100))
    (data,) = checker.variants(file(packed(image)), [Variant("square", 100, 100, 95)])
    square = opened(data).convert("RGB")
    for x in (4, 50, 95):
        red, _, blue = square.getpixel((x, 50))
        assert (blue > 200, red < 60) == (True, True)


def test_a_16_bit_grey_keeps_its_brightness(checker, file):
    path = file(packed(Image.new("I;16", (64, 64), 32_768)))
    thumbnail = opened(checker.check(path).thumbnails[256])
    (variant,) = checker.variants(path, VARIANTS[1:2])
    for image in (thumbnail, opened(variant).convert("RGB")):
        assert all(abs(value - 128) <= 3 for value in image.getpixel((32, 32)))


TRANSPARENT = {
    "RGBA": lambda: packed(Image.new("RGBA", (64, 64), (255, 0, 0, 0))),
    "LA": lambda: packed(Image.new("LA", (64, 64), (255, 0))),
    "P": lambda: packed(Image.new("RGB", (64, 64), "red").quantize(4), transparency=0),
    "RGB": lambda: packed(Image.new("RGB", (64, 64), (9, 8, 7)), transparency=(9, 8, 7)),
    "L": lambda: packed(Image.new("L", (64, 64), 7), transparency=7),
    "1": lambda: packed(Image.new("1", (64, 64), 1), transparency=1),
}


@pytest.mark.parametrize("mode", TRANSPARENT)
def test_what_is_transparent_is_grey_in_thumbnails_and_stays_so_in_variants(checker, file, mode):
    path = file(TRANSPARENT[mode]())
    thumbnail = opened(checker.check(path).thumbnails[256])
    assert all(abs(value - 128) <= 3 for value in thumbnail.getpixel((32, 32)))
    (variant,) = checker.variants(path, VARIANTS[1:2])
    assert opened(variant).mode == "RGBA"
    assert opened(variant).getpixel((200, 200))[3] == 0


def test_a_16_bit_grey_with_a_transparent_value_is_decoded(checker, file):
    data = with_chunk(packed(Image.new("I;16", (64, 64), 30_000)), b"tRNS", b"\x75\x30")
    path = file(data)
    assert checker.check(path).width == 64
    assert len(checker.variants(path, VARIANTS)) == 3
