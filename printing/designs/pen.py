"""Drawing in millimetres from the page's top left: outlines, soft fills, brush strokes and pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.pathobject import PDFPathObject

from printing.press.paper import mm_to_pt
from printing.press.sheet import Sheet

Point = tuple[float, float]


def grey(darkness: float) -> Color:
    """A grey by how much ink it has: 0 is white, 1 black. One ink, so that washes print without a colour cast."""
    return Color(1 - darkness, 1 - darkness, 1 - darkness)


def tint(colour: str, strength: float) -> Color:
    """A colour thinned with white, as if by so much of it."""
    full = HexColor(colour)
    return Color(*(1 - strength * (1 - part) for part in (full.red, full.green, full.blue)))


class Pen:
    """Draws on a sheet; every position and length is in mm."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.canvas = sheet.canvas
        self.width, self.height = sheet.paper.width_mm, sheet.paper.height_mm

    def at(self, point: Point) -> Point:
        """A point of the page as the canvas has it."""
        return mm_to_pt(point[0]), mm_to_pt(self.height - point[1])

    def outline(self, points: Sequence[Point], *, closed: bool = True) -> PDFPathObject:
        """A path of straight lines."""
        path = self.canvas.beginPath()
        path.moveTo(*self.at(points[0]))
        for point in points[1:]:
            path.lineTo(*self.at(point))
        if closed:
            path.close()
        return path

    def fill(self, path: PDFPathObject, colour: Color) -> None:
        """Fill a path."""
        self.canvas.setFillColor(colour)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def stroke(self, path: PDFPathObject, weight_pt: float, colour: Color) -> None:
        """Draw a path's line, its corners square."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(weight_pt)
        self.canvas.setLineJoin(0)
        self.canvas.setLineCap(0)
        self.canvas.drawPath(path, stroke=1, fill=0)

    def line(self, start: Point, end: Point, weight_pt: float, colour: Color) -> None:
        """Draw a straight line."""
        self.stroke(self.outline((start, end), closed=False), weight_pt, colour)

    def box(self, left: float, top: float, width: float, height: float, weight_pt: float, colour: Color) -> None:
        """Draw a rectangle's line."""
        corners = ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
        self.stroke(self.outline(corners), weight_pt, colour)

    def block(self, left: float, top: float, width: float, height: float, colour: Color) -> None:
        """Fill a rectangle."""
        corners = ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
        self.fill(self.outline(corners), colour)

    def fade(self, path: PDFPathObject, start: Point, end: Point, stops: Sequence[tuple[float, Color]]) -> None:
        """Fill a path with colours that run into each other between two points; `stops` are (0 to 1, colour)."""
        self.canvas.saveState()
        self.canvas.clipPath(path, stroke=0, fill=0)
        x0, y0 = self.at(start)
        x1, y1 = self.at(end)
        self.canvas.linearGradient(
            x0, y0, x1, y1, [colour for _, colour in stops], [place for place, _ in stops], extend=True
        )
        self.canvas.restoreState()

    def leaf(self, root: Point, angle: float, length: float, width: float, bend: float, darkness: float) -> None:
        """A stroke of the brush that swells, runs dry and ends in a point; angles in degrees, clockwise from right."""
        turn, side = math.radians(angle), math.radians(angle + 90)
        tip_turn = math.radians(angle + bend)
        tip = root[0] + length * math.cos(tip_turn), root[1] + length * math.sin(tip_turn)

        def beside(along: float, off: float) -> Point:
            return (
                root[0] + along * length * math.cos(turn) + off * width * math.cos(side),
                root[1] + along * length * math.sin(turn) + off * width * math.sin(side),
            )

        path = self.canvas.beginPath()
        path.moveTo(*self.at(root))
        path.curveTo(*self.at(beside(0.22, -0.62)), *self.at(beside(0.62, -0.5)), *self.at(tip))
        path.curveTo(*self.at(beside(0.62, 0.42)), *self.at(beside(0.22, 0.55)), *self.at(root))
        path.close()
        self.fade(path, root, tip, [(0.0, grey(darkness)), (0.55, grey(darkness * 0.82)), (1.0, grey(darkness * 0.42))])

    def picture(self, file: str, left: float, top: float, width: float, height: float) -> None:
        """Draw an image file; what is transparent in it stays so."""
        self.canvas.drawImage(file, *self.at((left, top + height)), mm_to_pt(width), mm_to_pt(height), mask="auto")


def proportions(file: str) -> float:
    """Width by height of an image file."""
    width, height = ImageReader(file).getSize()
    return width / height
