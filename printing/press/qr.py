"""The QR code on paper: a small upper-case code as a 1-bit picture, which no renderer blurs into seams.

The matrices are `qrcode`'s. For the addresses of invitations, of which a run prints thousands that differ in 26
symbols, they are put together from parts (see `linear_qr`), bit for bit the same.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M
from reportlab.pdfgen.canvas import Canvas

from printing.errors import QrPayloadInvalid
from printing.press.linear_qr import TOKEN_SYMBOLS, coded, packed, table_for
from printing.press.paper import mm_to_pt

# ISO/IEC 18004 alphanumeric mode: 5.5 bits a character, so that an invitation's address needs version 3 (29 modules).
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
_INVITATION = re.compile(rf"HTTPS?://[0-9A-Z.:\-]+/I/[0-9A-Z]{{{TOKEN_SYMBOLS}}}")
# Version 4 at 25 mm still has 0.76 mm a module; older phones and laid paper want at least 0.6.
MAX_VERSION = 4
QUIET_ZONE_MODULES = 4  # ISO/IEC 18004 §5.3.8
# M for flat paper; H, which stands a third of the code being lost, where it is folded or carried about. An address too
# long for H in version 4 (50 characters) gets M: larger modules serve a fold better than a denser code.
_LEVELS = {"M": (ERROR_CORRECT_M,), "H": (ERROR_CORRECT_H, ERROR_CORRECT_M)}

Matrix = tuple[tuple[bool, ...], ...]


class Symbol(NamedTuple):
    """A code of `modules` by `modules`: its rows from the top, each filled up to whole bytes, a dark module a 1."""

    modules: int
    rows: bytes


# The layout asks for its size, then draws it, perhaps again at the next step of the fit ladder.
@lru_cache(maxsize=64)
def symbol(payload: str, level: str = "M") -> Symbol:
    """The code of a payload, without quiet zone; raise QrPayloadInvalid if it isn't ours to print.

    Refused are characters outside the alphanumeric mode, and what would need more than version 4.
    """
    invitation = _INVITATION.fullmatch(payload)
    if not invitation and not _ALPHANUMERIC.fullmatch(payload):
        raise QrPayloadInvalid(reason="not-upper-case-alphanumeric")
    for correction in _LEVELS[level]:
        if invitation and (table := table_for(payload, correction, MAX_VERSION)):
            return Symbol(table.modules, table.rows(payload))
        code = coded(payload, correction)
        if code.version <= MAX_VERSION:
            return Symbol(code.modules_count, packed(code.modules))
    raise QrPayloadInvalid(reason="too-long")


def matrix(payload: str, level: str = "M") -> Matrix:
    """The code's modules, rows from the top, without quiet zone; raises like `symbol`."""
    code = symbol(payload, level)
    stride = len(code.rows) // code.modules
    rows = (code.rows[i : i + stride] for i in range(0, len(code.rows), stride))
    return tuple(tuple(bool(row[x >> 3] & 0x80 >> (x & 7)) for x in range(code.modules)) for row in rows)


def quiet_zone_mm(modules: int, size_mm: float) -> float:
    """Width of the blank margin the standard asks for around a code of `modules` modules and `size_mm` (mm)."""
    return QUIET_ZONE_MODULES * size_mm / modules


def operators(payload: str, x_pt: float, top_pt: float, size_mm: float, level: str = "M") -> str:
    """PDF operators for a code whose top left module is at (x, top): its quiet zone in white, then its black modules.

    A stencil in an inline image: one sample a module, painted at once. Squares side by side, each antialiased for
    itself, leave grey seams on screens and in some print servers; this leaves none at any resolution.
    """
    code = symbol(payload, level)
    # Hexadecimal: in raw bytes a reader that looks for the image's end could find it too early.
    return f"{_frame(code.modules, x_pt, top_pt, size_mm)}{code.rows.hex()}> EI Q"


@lru_cache(maxsize=64)
def _frame(modules: int, x_pt: float, top_pt: float, size_mm: float) -> str:
    side = mm_to_pt(size_mm)
    quiet = QUIET_ZONE_MODULES * side / modules
    bottom = top_pt - side
    white = f"{x_pt - quiet:.2f} {bottom - quiet:.2f} {side + 2 * quiet:.2f} {side + 2 * quiet:.2f}"
    return (
        f"q 1 g {white} re f 0 g {side:.3f} 0 0 {side:.3f} {x_pt:.2f} {bottom:.2f} cm "
        f"BI/W {modules}/H {modules}/IM true/D[1 0]/F/AHx ID "
    )


def draw(
    canvas: Canvas, payload: str, x_mm: float, y_mm: float, size_mm: float, *, page_height_mm: float = 297
) -> None:
    """Draw the code with its top left module at (x, y) and `size` wide, in mm from the page's top left.

    `size` is that of the printed symbol; the quiet zone lies around it and is painted white, as stock may be tinted.
    Raises QrPayloadInvalid like `symbol`.
    """
    canvas.addLiteral(operators(payload, mm_to_pt(x_mm), mm_to_pt(page_height_mm - y_mm), size_mm))
