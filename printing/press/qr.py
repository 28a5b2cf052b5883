"""The QR code on paper: a small upper-case code drawn as one vector path, so that it prints sharp at any resolution."""

import re
from collections.abc import Iterator
from functools import lru_cache

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.pdfgen.canvas import Canvas

from printing.errors import QrPayloadInvalid
from printing.press.paper import mm_to_pt

# ISO/IEC 18004 alphanumeric mode: 5.5 bits a character, so that an invitation's address needs version 3 (29 modules).
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
# Version 4 at 25 mm still has 0.76 mm a module; older phones and laid paper want at least 0.6.
MAX_VERSION = 4
QUIET_ZONE_MODULES = 4  # ISO/IEC 18004 §5.3.8
# The standard lets an encoder weigh all eight masks; a fixed one decodes as well on our sizes (measured under blur,
# rotation and noise) and takes a fifth of the time.
_MASK = 2

Matrix = tuple[tuple[bool, ...], ...]


# The layout asks for its size, then draws it, perhaps again at the next step of the fit ladder.
@lru_cache(maxsize=16)
def matrix(payload: str) -> Matrix:
    """The code's modules, rows from the top, without quiet zone; raise QrPayloadInvalid if it isn't ours to print."""
    if not _ALPHANUMERIC.fullmatch(payload):
        raise QrPayloadInvalid(reason="not-upper-case-alphanumeric")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(payload, optimize=0)
    code.make(fit=True)
    if code.version > MAX_VERSION:
        raise QrPayloadInvalid(reason="too-long")
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def quiet_zone_mm(modules: int, size_mm: float) -> float:
    """Width of the blank margin the standard asks for around a code of `modules` modules and `size_mm` (mm)."""
    return QUIET_ZONE_MODULES * size_mm / modules


def draw(
    canvas: Canvas, payload: str, x_mm: float, y_mm: float, size_mm: float, *, page_height_mm: float = 297
) -> None:
    """Draw the code with its top left module at (x, y) and `size` wide, in mm from the page's top left.

    `size` is that of the printed symbol; the quiet zone lies around it and is painted white, as stock may be tinted.
    Raises QrPayloadInvalid like `matrix`.
    """
    modules = matrix(payload)
    n = len(modules)
    side = mm_to_pt(size_mm)
    left, bottom = mm_to_pt(x_mm), mm_to_pt(page_height_mm - y_mm) - side
    quiet = mm_to_pt(quiet_zone_mm(n, size_mm))

    canvas.saveState()
    canvas.setFillGray(1)
    canvas.rect(left - quiet, bottom - quiet, side + 2 * quiet, side + 2 * quiet, stroke=0, fill=1)
    canvas.setFillGray(0)
    # In a space where a module is 1, whole numbers say it all: exact, short, and quick to write.
    canvas.translate(left, bottom)
    canvas.scale(side / n, side / n)
    # One path filled once: neighbouring modules leave no seams, as separately painted squares do when rasterised.
    canvas.addLiteral(" ".join([*_dark_runs(modules), "f"]))
    canvas.restoreState()


def _dark_runs(modules: Matrix) -> Iterator[str]:
    """A PDF rectangle for every horizontal run of dark modules, in modules from the bottom left."""
    n = len(modules)
    for row, cells in enumerate(modules):
        column = 0
        while column < n:
            first = column
            while column < n and cells[column]:
                column += 1
            if column > first:
                yield f"{first} {n - 1 - row} {column - first} 1 re"
            else:
                column += 1
