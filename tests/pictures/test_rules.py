"""What is accepted as a picture, and what is left of it."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from api.pictures.errors import (
    NotAPicture,
    PictureDamaged,
    PictureMoves,
    PictureRefused,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
)
from api.pictures.rules import LEAST_SIDE, MEGABYTE, MOST_MEGABYTES, WIDTHS, Drawn, draw
from tests.support.pictures import picture

NAMES = [f"{width}.{kind}" for width in (1280, 640, 320) for kind in ("webp", "jpg")]


def opened(drawn: Drawn, name: str) -> Image.Image:
    return Image.open(io.BytesIO(drawn.files[name]))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def colour(image: Image.Image, x: float, y: float) -> str:
    """The name of the colour near a place given in parts of the picture's sides."""
    found = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(found, tuple)
    red, green, blue = found
    if min(red, green, blue) > 200:
        return "white"
    return "red" if red > 200 else "blue" if blue > 200 else "black"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_drawn_in_every_width_as_webp_and_jpeg(kind: str) -> None:
    drawn = draw(picture(1600, 1200, kind))
    assert list(drawn.files) == NAMES
    assert (drawn.width, drawn.height) == (1280, 960)
    for width in WIDTHS:
        for name, format_ in ((f"{width}.webp", "WEBP"), (f"{width}.jpg", "JPEG")):
            again = opened(drawn, name)
            assert (again.format, again.size) == (format_, (width, width * 3 // 4))
            assert colour(again, 0.25, 0.25) == "red"
            assert colour(again, 0.75, 0.75) == "blue"


def test_a_small_picture_is_never_drawn_wider_than_it_is() -> None:
    drawn = draw(picture(400, 300))
    assert {name: opened(drawn, name).width for name in NAMES} == {
        "1280.webp": 400, "1280.jpg": 400, "640.webp": 400, "640.jpg": 400,
        "320.webp": 320, "320.jpg": 320,
    }  # fmt: skip


def test_a_very_tall_picture_is_fitted_into_twice_its_width() -> None:
    drawn = draw(picture(600, 6000))
    assert opened(drawn, "640.jpg").size == (128, 1280)


def test_equal_uploads_have_equal_fingerprints_and_others_do_not() -> None:
    assert draw(picture()).fingerprint == draw(picture()).fingerprint
    assert draw(picture()).fingerprint != draw(picture(401)).fingerprint


# What is taken out --------------------------------------------------------------------------------


def photo_with_place() -> bytes:
    image = Image.open(io.BytesIO(picture(800, 400, "PNG")))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (37.0, 58.0, 12.0)  # latitude
    return saved(image, "JPEG", exif=exif, comment=b"my address", quality=95)


def test_place_and_words_are_taken_out_and_the_picture_is_turned_upright() -> None:
    content = photo_with_place()
    assert b"taken at home" in content
    drawn = draw(content)
    for name in NAMES:
        again = opened(drawn, name)
        assert not again.getexif()
        assert "exif" not in again.info
        assert "comment" not in again.info
        assert b"taken at home" not in drawn.files[name]
        assert b"my address" not in drawn.files[name]
        assert again.width < again.height
        assert (colour(again, 0.75, 0.25), colour(again, 0.25, 0.75)) == ("red", "blue")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_is_left_out(kind: str) -> None:
    hidden = b"<script>alert(document.cookie)</script><?php system($_GET[0]);"
    drawn = draw(picture(kind=kind) + hidden)
    assert not [name for name, content in drawn.files.items() if b"script" in content]
    assert not [name for name, content in drawn.files.items() if b"php" in content]


def test_what_shines_through_stays_clear_as_webp_and_is_white_as_jpeg() -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    drawn = draw(saved(clear, "PNG"))
    assert opened(drawn, "320.webp").convert("RGBA").getpixel((9, 9))[3] == 0  # type: ignore[index]
    assert colour(opened(drawn, "320.jpg"), 0.5, 0.5) == "white"


@pytest.mark.parametrize(
    ("mode", "value", "kind"),
    [
        ("L", 250, "PNG"),
        ("LA", (250, 255), "PNG"),
        ("1", 1, "PNG"),
        ("P", 0, "PNG"),
        ("CMYK", (2, 2, 2, 2), "JPEG"),
        ("I;16", 65000, "PNG"),
    ],
)
def test_every_way_to_keep_colours_is_read(mode: str, value: object, kind: str) -> None:
    image = Image.new(mode, (200, 200), value)  # type: ignore[arg-type]
    if mode == "P":
        image.putpalette([255, 255, 255] * 256)
    assert colour(opened(draw(saved(image, kind)), "320.jpg"), 0.5, 0.5) == "white"


def test_a_colour_profile_is_applied_and_a_broken_one_does_no_harm() -> None:
    red = Image.new("RGB", (200, 200), "red")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given_profile in (profile, b"no profile at all"):
        drawn = draw(saved(red, "PNG", icc_profile=given_profile))
        assert colour(opened(drawn, "320.webp"), 0.5, 0.5) == "red"
        assert "icc_profile" not in opened(drawn, "320.webp").info


def test_a_phone_s_several_views_are_one_picture() -> None:
    first = Image.open(io.BytesIO(picture(kind="PNG")))
    second = Image.new("RGB", (400, 300), "black")
    content = saved(first, "MPO", save_all=True, append_images=[second])
    assert colour(opened(draw(content), "320.jpg"), 0.25, 0.25) == "red"


# What is refused ----------------------------------------------------------------------------------

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        SVG,
        HTML,
        b"%PDF-1.7 x",
        b"PK\3\4" + b"\0" * 40,
        b"GIF89a<script>alert(1)</script>",
        b"\xff\xd8\xff" + HTML,
        b"\x89PNG\r\n\x1a\n" + SVG,
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"BM" + b"\0" * 60,
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_begins_with(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        draw(content)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_kinds_of_pictures_are_refused(kind: str) -> None:
    with pytest.raises(NotAPicture):
        draw(saved(Image.new("RGB", (200, 200)), kind))


def test_a_heavy_file_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(PictureTooHeavy, match=f"larger than {MOST_MEGABYTES} MB"):
        draw(picture() + b"\0" * (MOST_MEGABYTES * MEGABYTE))


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims this size in a few hundred bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("width", "height"), [(8001, 5000), (20_000, 20_000), (60_000, 60_000), (2**31 - 1, 1)]
)
def test_a_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    with pytest.raises(PictureTooLarge, match="40 million points"):
        draw(png_of(width, height))


def test_a_speck_is_refused() -> None:
    with pytest.raises(PictureTooSmall, match="99 by 400"):
        draw(picture(99, 400))
    draw(picture(LEAST_SIDE, LEAST_SIDE))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (200, 200), name) for name in ("red", "blue")]
    with pytest.raises(PictureMoves):
        draw(saved(frames[0], kind, save_all=True, append_images=frames[1:]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    content = saved(noise, kind)
    with pytest.raises((PictureDamaged, NotAPicture)):
        draw(content[: len(content) // 2])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF"]),
    place=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=40),
    cut=st.booleans(),
)
def test_a_spoiled_picture_is_drawn_or_refused_and_nothing_else(
    kind: str, place: float, junk: bytes, cut: bool
) -> None:
    """A few bytes written over a picture never raise what a route would answer with a 500."""
    content = picture(160, 120, kind)
    start = int(place * (len(content) - 1))
    spoiled = content[:start] + junk + (b"" if cut else content[start + len(junk) :])
    with suppress(PictureRefused):
        drawn = draw(spoiled)
        assert list(drawn.files) == NAMES
        assert drawn.width * drawn.height <= 1280 * 2560


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_are_answered_with_anything_but_a_refusal(content: bytes) -> None:
    with pytest.raises(PictureRefused):
        draw(content)
