"""Whole pictures of one colour, made by hand: PNG, JPEG and WebP, and a look into uploaded ones."""

import struct
import zlib


def png(width, height, colour):
    """One colour, as (red, green, blue)."""
    row = b"\x00" + bytes(colour) * width
    return _png(width, height, 2, row * height)


def mask(width, height, *, black=True, white=True):
    """A greyscale PNG: black on the left, white on the right, or all of one."""
    left = b"\x00" if black else b"\xff"
    right = b"\xff" if white else b"\x00"
    row = b"\x00" + left * (width // 2) + right * (width - width // 2)
    return _png(width, height, 0, row * height)


def _png(width, height, colour_type, rows):
    head = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def jpeg(width, height, colour):
    """A baseline JPEG of one grey, with the colour's figures as its comment."""

    def segment(marker, data):
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data

    # Codes: "0" is no change, "10" is a change of seven bits; the other table knows "end" alone.
    level = 64 + colour[0] % 64
    blocks = -(-width // 8) * -(-height // 8)
    bits = "10" + format(level, "07b") + "0" + "00" * (blocks - 1)
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            segment(0xFE, repr(colour).encode()),
            segment(0xDB, b"\x00" + b"\x08" * 64),
            segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)),
            segment(0xC4, b"\x00" + bytes([1, 1, *[0] * 14]) + b"\x00\x07"),
            segment(0xC4, b"\x10" + bytes([1, *[0] * 15]) + b"\x00"),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            scan,
            b"\xff\xd9",
        )
    )


def webp(width, height, colour):
    """A lossless WebP in which each channel has one value, so that no pixel needs a bit."""
    fields = [(0x2F, 8), (width - 1, 14), (height - 1, 14), (0, 1), (0, 3), (0, 3)]
    red, green, blue = colour
    for value in (green, red, blue, 255):
        fields += [(1, 1), (0, 1), (1, 1), (value, 8)]
    fields += [(1, 1), (0, 1), (0, 1), (0, 1)]
    packed, used = 0, 0
    for value, length in fields:
        packed |= value << used
        used += length
    data = packed.to_bytes(-(-used // 8) + 1, "little")
    data += b"\x00" * (len(data) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


MAKERS = {"png": png, "jpeg": jpeg, "webp": webp}


def kind(data):
    """The type of an uploaded picture by its first bytes, "" if it is none that the API takes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return ""


def png_size(data):
    return struct.unpack(">II", data[16:24]) if kind(data) == "image/png" else None


def has_black_and_white(data):
    """Whether a mask has both, for masks that are as simply written as `mask` writes them."""
    start = data.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", data[start - 8 : start - 4])
    values = set(zlib.decompress(data[start : start + length])) - {0}
    width, height = png_size(data)
    zeros = zlib.decompress(data[start : start + length]).count(0)
    return 255 in values and zeros > height and width > 1
