"""Paper sizes in millimetres, and how many points a millimetre has."""

from dataclasses import dataclass

PT_PER_MM = 72 / 25.4


def mm_to_pt(mm: float) -> float:
    """Millimetres to PDF points."""
    return mm * PT_PER_MM


def pt_to_mm(pt: float) -> float:
    """PDF points to millimetres."""
    return pt / PT_PER_MM


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper, trimmed, in mm."""

    name: str
    width_mm: float
    height_mm: float

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height in pt, as a canvas wants them."""
        return mm_to_pt(self.width_mm), mm_to_pt(self.height_mm)


A3 = Paper("A3", 297, 420)  # ISO 216
A4 = Paper("A4", 210, 297)
A5 = Paper("A5", 148, 210)
A6 = Paper("A6", 105, 148)
CARD = Paper("card", 165, 115)  # closed; slides into a B6 envelope, 176 × 125 (GB/T 1416-2021)
DL_CARD = Paper("DL card", 210, 99)
POSTCARD = Paper("postcard", 148, 100)
