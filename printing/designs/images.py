"""Uploaded logos and seals made ready for paper: looked at with care, drawn anew, and nothing else kept of the file."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import DomainError

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
"""A page of A4 at 600 dpi has 35 million; a logo that needs more than two thirds of that is something else."""
LEAST_PX = 120
"""Below, a seal of 40 mm shows its pixels."""
_KEPT_PX = 1600  # 68 mm at 600 dpi
_WIDEST = 8  # times as wide as high, or as high as wide


def made_ready(content: bytes) -> bytes:
    """The picture as a PNG of at most 1,600 pixels a side, transparent where it was, without anything hidden in it.

    Raises DomainError: image_too_large (bytes), image_wrong_kind (neither PNG nor JPEG, or broken),
    image_too_many_pixels, image_too_small, image_too_long.
    """
    if len(content) > MOST_BYTES:
        raise DomainError("image_too_large")
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb not yet twice as large as it allows, which is refused below, and of broken EXIF.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
                _check_size(*picture.size)
                upright = ImageOps.exif_transpose(picture)
                drawn = upright.convert("RGBA" if _transparent(upright) else "RGB")
    except DomainError:
        raise
    except Image.DecompressionBombError as error:
        raise DomainError("image_too_many_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        raise DomainError("image_wrong_kind") from error
    drawn.thumbnail((_KEPT_PX, _KEPT_PX), Image.Resampling.LANCZOS)
    kept = Image.new(drawn.mode, drawn.size)
    kept.paste(drawn)
    buffer = io.BytesIO()
    kept.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise DomainError("image_too_many_pixels")
    if max(width, height) < LEAST_PX:
        raise DomainError("image_too_small")
    if max(width, height) > _WIDEST * min(width, height):
        raise DomainError("image_too_long")


def _transparent(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
