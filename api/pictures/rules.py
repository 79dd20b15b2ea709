"""What becomes of an uploaded picture: looked at, turned upright, drawn again in several widths.

Nothing of the upload but its points is kept: drawing it again leaves out where and when it was
taken (EXIF, XMP), and whatever else a file carries behind its picture. Pure; runs in a thread.
"""

from __future__ import annotations

import hashlib
import io
from typing import Final

import msgspec
from PIL import Image, ImageCms, ImageOps

from api.pictures.errors import (
    NotAPicture,
    PictureDamaged,
    PictureMoves,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
)

MEGABYTE: Final = 1024 * 1024
MOST_MEGABYTES: Final = 10
# A form takes some bytes around its file.
LARGEST_UPLOAD: Final = MOST_MEGABYTES * MEGABYTE + 64 * 1024
# A decoded point takes up to 4 bytes twice while it is turned: 320 MB at the most.
MOST_MEGAPIXELS: Final = 40
LEAST_SIDE: Final = 100
# A picture's largest file is at most this wide, and never wider than the upload.
WIDTHS: Final = (320, 640, 1280)
# A strip of paper: what is taller is fitted into twice its width.
TALLEST: Final = 2
KINDS: Final = ("JPEG", "PNG", "WEBP", "AVIF")
# Phones write several views into one JPEG; the first is the picture.
SEVERAL_VIEWS: Final = "MPO"
WEBP_QUALITY: Final = 80
JPEG_QUALITY: Final = 82
PAPER: Final = (255, 255, 255)


class Drawn(msgspec.Struct, frozen=True):
    """A picture ready to be kept: files by name (``640.webp``), and the widest one's size."""

    files: dict[str, bytes]
    width: int
    height: int

    @property
    def fingerprint(self) -> str:
        """128 bits of the SHA-256 of all files, in hex: the same for the same files."""
        digest = hashlib.sha256()
        for name, content in self.files.items():
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()[:32]

    @property
    def stored_bytes(self) -> int:
        """How much all files take together."""
        return sum(map(len, self.files.values()))


def draw(content: bytes) -> Drawn:
    """Check an upload by its content and draw it again in every width, as WebP and as JPEG.

    Raises ``NotAPicture``, ``PictureTooHeavy``, ``PictureTooLarge``, ``PictureTooSmall``,
    ``PictureMoves`` and ``PictureDamaged``.
    """
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise PictureTooHeavy(MOST_MEGABYTES)
    picture = _upright(_opened(content))
    files: dict[str, bytes] = {}
    size = picture.size
    for width in sorted(WIDTHS, reverse=True):
        picture.thumbnail((width, width * TALLEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
        if not files:
            size = picture.size
        files[f"{width}.webp"] = _written(picture, "WEBP", quality=WEBP_QUALITY, method=4)
        files[f"{width}.jpg"] = _written(
            _on_paper(picture), "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True
        )
    return Drawn(files, *size)


def _opened(content: bytes) -> Image.Image:
    """The picture with its header read and judged, before a single point is decoded."""
    try:
        picture = Image.open(io.BytesIO(content), formats=KINDS)
        frames = getattr(picture, "n_frames", 1)
    except Image.DecompressionBombError as reason:
        raise PictureTooLarge(MOST_MEGAPIXELS) from reason
    # Each decoder raises errors of its own about headers that make no sense.
    except Exception as reason:
        raise NotAPicture from reason
    width, height = picture.size
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise PictureTooLarge(MOST_MEGAPIXELS)
    if min(width, height) < LEAST_SIDE:
        raise PictureTooSmall(width, height, LEAST_SIDE)
    if frames > 1 and picture.format != SEVERAL_VIEWS:
        raise PictureMoves
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    """The decoded points in sRGB, turned as the camera was held."""
    try:
        # JPEG can be decoded at a fraction of its size: a tenth of the time and memory.
        picture.draft(None, (WIDTHS[-1], WIDTHS[-1] * TALLEST))
        picture.load()
        profile = picture.info.get("icc_profile")
        upright = _eight_bits(ImageOps.exif_transpose(picture))
    # Each decoder raises errors of its own about points that are not there.
    except Exception as reason:
        raise PictureDamaged from reason
    return _in_srgb(upright, profile)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shines through."""
    if picture.mode.startswith("I"):
        # 16 bits of grey; a conversion alone would cut them off at 255.
        return picture.point(lambda value: value / 256).convert("L").convert("RGB")
    clear = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if clear else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as they were meant: a phone's wide colours look grey when read as sRGB."""
    if not profile:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode=picture.mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # A broken or foreign profile (of a printer, say) does not make a picture unusable.
        return picture
    return picture if converted is None else converted


def _on_paper(picture: Image.Image) -> Image.Image:
    """JPEG knows no transparency: what shines through becomes white."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _written(picture: Image.Image, kind: str, **options: object) -> bytes:
    clean = picture.copy()
    clean.info = {}
    written = io.BytesIO()
    clean.save(written, kind, **options)
    return written.getvalue()
