"""A page whose geometry is millimetres from the top left: all drawing goes through it, so the axis is turned once."""

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from printing.press import qr
from printing.press.paper import A4, Paper, mm_to_pt, pt_to_mm
from printing.setting.typeset import Line, draw_line

INK = HexColor("#000000")
SEAL_RED = HexColor("#8A1C1C")  # the one spot colour of the stationery
QUIET = HexColor("#4D4D4D")  # 70 % black: the lightest that small print may be
HAIRLINE = HexColor("#B8B2A7")


class Sheet:
    """One page to draw on, in mm from its top left corner, y growing downwards."""

    def __init__(self, canvas: Canvas, paper: Paper = A4) -> None:
        self.canvas = canvas
        self.paper = paper

    def text(self, line: Line, x_mm: float, baseline_mm: float, colour: Color = INK) -> None:
        """Draw a line of text with its left margin at x and its baseline at `baseline_mm` from the top."""
        self.canvas.setFillColor(colour)
        draw_line(self.canvas, line, mm_to_pt(x_mm), self._y(baseline_mm))

    def text_centred(self, line: Line, centre_mm: float, baseline_mm: float, colour: Color = INK) -> None:
        """Draw a line of text with its middle at `centre_mm`."""
        self.text(line, centre_mm - pt_to_mm(line.width_pt) / 2, baseline_mm, colour)

    def rule(
        self, x1_mm: float, x2_mm: float, y_mm: float, *, weight_pt: float = 0.5, colour: Color = SEAL_RED
    ) -> None:
        """Draw a horizontal rule `weight_pt` thick."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(weight_pt)
        self.canvas.line(mm_to_pt(x1_mm), self._y(y_mm), mm_to_pt(x2_mm), self._y(y_mm))

    def lozenge(self, centre_mm: float, y_mm: float, half_mm: float, *, colour: Color = SEAL_RED) -> None:
        """Draw a small filled diamond, the one ornament of our stationery."""
        x, y, r = mm_to_pt(centre_mm), self._y(y_mm), mm_to_pt(half_mm)
        path = self.canvas.beginPath()
        path.moveTo(x - r, y)
        path.lineTo(x, y + r)
        path.lineTo(x + r, y)
        path.lineTo(x, y - r)
        path.close()
        self.canvas.setFillColor(colour)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def qr(self, payload: str, x_mm: float, y_mm: float, size_mm: float) -> None:
        """Draw a QR code with its symbol's top left at (x, y); its quiet zone lies around it."""
        qr.draw(self.canvas, payload, x_mm, y_mm, size_mm, page_height_mm=self.paper.height_mm)

    def _y(self, from_top_mm: float) -> float:
        return mm_to_pt(self.paper.height_mm - from_top_mm)
