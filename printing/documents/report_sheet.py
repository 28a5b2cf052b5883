"""A report on A4: headings, texts, facts, bars and tables one under the other, on as many pages as it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from printing.documents.fitted import left, legible, one_line, right, within, wrapped
from printing.press.page import INK, QUIET, Block, Mark, Page, Placed, Rule
from printing.press.paper import A4, mm_to_pt, pt_to_mm

SIDE_MM = 20.0
MEASURE_MM = A4.width_mm - 2 * SIDE_MM
_TOP_MM, _BOTTOM_MM, _FOOT_MM = 22.0, A4.height_mm - 20.0, A4.height_mm - 11.0
_TITLE_PT, _HEADING_PT, _TEXT_PT, _SMALL_PT = 20.0, 13.0, 11.0, 9.0
_STEP_MM = 5.6
_LABEL_MM = 46.0
_BAR_MM, _NUMBER_MM = 3.4, 34.0
_BAR, _BED = "#234D3B", "#EDE8DC"
_SIGN_MM = 16.0
_LARGEST_CHART = 15  # rows; what is longer than that may go on overleaf


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; a quiet one is small and grey."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels at the left, what is known at the right."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each row: its label, its length, and what stands behind it; `most` is a bar of full length."""

    rows: tuple[tuple[str, float, str], ...]
    most: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table; the shares of the columns add up to 1, the first one is read from the left."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """Lines to sign on; what is written there already stands above the line."""

    lines: tuple[tuple[str, str], ...]


Part = Text | Facts | Bars | Grid | Signing


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; the heading never stands alone at the foot of a page."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report before it is laid out; `mark` stands at the foot of each page."""

    title: str
    under: tuple[str, ...]
    sections: tuple[Section, ...]
    mark: str
    lang: str = "zh"


def report_pages(report: Report, number: Callable[[int, int], str]) -> list[Page]:
    """The report on its pages; `number(page, of)` is what stands at the foot of each."""
    head, y = _head(report)
    sheets: list[list[Placed]] = [[Placed(head, 0, 0)]]
    for group in (group for section in report.sections for group in _groups(section)):
        if y + sum(block.height_mm for block in group) > _BOTTOM_MM:
            sheets.append([])
            y = _TOP_MM
        for block in group:
            sheets[-1].append(Placed(block, 0, y))
            y += block.height_mm
    return [
        Page(A4, report.lang, (*blocks, Placed(_foot(report.mark, number(at, len(sheets))), 0, 0)))
        for at, blocks in enumerate(sheets, start=1)
    ]


def _head(report: Report) -> tuple[Block, float]:
    lines, step = within((legible(report.title),), size_pt=_TITLE_PT, room_mm=MEASURE_MM, height_mm=18, leading_em=1.25)
    marks: list[Mark] = [left(line, SIDE_MM, _TOP_MM + i * step) for i, line in enumerate(lines)]
    y = _TOP_MM + step * (len(lines) - 1) + 1.5
    for text in report.under:
        for line in wrapped(legible(text), size_pt=_TEXT_PT, room_mm=MEASURE_MM):
            y += _STEP_MM
            marks.append(left(line, SIDE_MM, y, QUIET))
    y += 4.5
    marks.append(Rule(SIDE_MM, y, A4.width_mm - SIDE_MM, y, 0.9, INK))
    return Block(tuple(marks)), y + 1.0


def _foot(mark: str, number: str) -> Block:
    room = MEASURE_MM - 30
    return Block(
        (
            left(one_line(legible(mark), size_pt=_SMALL_PT, room_mm=room), SIDE_MM, _FOOT_MM, QUIET),
            right(one_line(number, size_pt=_SMALL_PT, room_mm=28), A4.width_mm - SIDE_MM, _FOOT_MM, QUIET),
        )
    )


def _groups(section: Section) -> list[list[Block]]:
    """The heading and the parts in groups of blocks, each of which stands on one page: a chart, a row, a line."""
    line = one_line(legible(section.heading), size_pt=_HEADING_PT, room_mm=MEASURE_MM)
    rule = Rule(SIDE_MM, 11.2, A4.width_mm - SIDE_MM, 11.2, 0.4)
    groups: list[list[Block]] = [[Block((left(line, SIDE_MM, 9.0), rule), 13.0)]]
    for at, part in enumerate(section.parts):
        blocks = _of(part)
        whole = isinstance(part, Bars) and len(part.rows) <= _LARGEST_CHART
        parts = [blocks] if whole else [[block] for block in blocks]
        if not at:  # the heading never stands alone at the foot of a page
            groups[0] += parts.pop(0)
        groups += parts
    return groups


def _of(part: Part) -> list[Block]:
    if isinstance(part, Text):
        return _text(part)
    if isinstance(part, Facts):
        return [_fact(label, value) for label, value in part.rows]
    if isinstance(part, Bars):
        title = _text(Text(part.title, quiet=True)) if part.title else []
        return [*title, *(_bar(label, length / part.most if part.most else 0.0, said)
                          for label, length, said in part.rows), Block((), 2.0)]  # fmt: skip
    if isinstance(part, Grid):
        rows = [_row(row, part.shares) for row in part.rows]
        return [_row(part.heads, part.shares, head=True), *rows, Block((), 2.0)]
    return [_signing(part)]


def _text(part: Text) -> list[Block]:
    """Its lines one by one, so that a long text may go on overleaf."""
    size, colour = (_SMALL_PT, QUIET) if part.quiet else (_TEXT_PT, INK)
    step = pt_to_mm(size) * 1.5
    lines = [
        line
        for paragraph in part.text.splitlines() or [""]
        for line in wrapped(legible(paragraph), size_pt=size, room_mm=MEASURE_MM)
    ]
    blocks = [Block((left(line, SIDE_MM, step * 0.8, colour),), step) for line in lines]
    return [*blocks, Block((), 1.2)]


def _fact(label: str, value: str) -> Block:
    marks: list[Mark] = []
    labels = wrapped(legible(label), size_pt=_TEXT_PT, room_mm=_LABEL_MM - 3)
    values = [
        line
        for text in value.splitlines() or [""]
        for line in wrapped(legible(text), size_pt=_TEXT_PT, room_mm=MEASURE_MM - _LABEL_MM)
    ]
    for i, line in enumerate(labels):
        marks.append(left(line, SIDE_MM, 4.4 + i * _STEP_MM, QUIET))
    for i, line in enumerate(values):
        marks.append(left(line, SIDE_MM + _LABEL_MM, 4.4 + i * _STEP_MM))
    height = max(len(labels), len(values), 1) * _STEP_MM + 1.2
    marks.append(Rule(SIDE_MM, height, A4.width_mm - SIDE_MM, height, 0.25))
    return Block(tuple(marks), height + 0.4)


def _bar(label: str, share: float, said: str) -> Block:
    labels = wrapped(legible(label), size_pt=_TEXT_PT, room_mm=_LABEL_MM - 3)
    room = MEASURE_MM - _LABEL_MM - _NUMBER_MM
    start, middle = SIDE_MM + _LABEL_MM, 3.1
    weight = mm_to_pt(_BAR_MM)
    marks: list[Mark] = [left(line, SIDE_MM, 4.4 + i * _STEP_MM) for i, line in enumerate(labels)]
    marks.append(Rule(start, middle, start + room, middle, weight, _BED))
    if share > 0:
        marks.append(Rule(start, middle, start + room * min(1.0, share), middle, weight, _BAR))
    number = one_line(legible(said), size_pt=_TEXT_PT, room_mm=_NUMBER_MM - 2)
    marks.append(right(number, A4.width_mm - SIDE_MM, 4.4))
    return Block(tuple(marks), max(1, len(labels)) * _STEP_MM + 0.8)


def _row(cells: Sequence[str], shares: Sequence[float], *, head: bool = False) -> Block:
    size, colour = (_SMALL_PT, QUIET) if head else (_TEXT_PT, INK)
    marks: list[Mark] = []
    x, high = SIDE_MM, 1
    for at, (cell, share) in enumerate(zip(cells, shares, strict=True)):
        wide = MEASURE_MM * share
        lines = wrapped(legible(cell), size_pt=size, room_mm=wide - 2)
        high = max(high, len(lines))
        for i, line in enumerate(lines):
            y = 4.4 + i * _STEP_MM
            marks.append(right(line, x + wide - 1, y, colour) if at else left(line, x, y, colour))
        x += wide
    height = high * _STEP_MM + 1.2
    marks.append(Rule(SIDE_MM, height, A4.width_mm - SIDE_MM, height, 0.5 if head else 0.25))
    return Block(tuple(marks), height + 0.4)


def _signing(part: Signing) -> Block:
    width = MEASURE_MM / len(part.lines)
    marks: list[Mark] = []
    for i, (label, written) in enumerate(part.lines):
        x = SIDE_MM + i * width
        if written:
            line = one_line(legible(written), size_pt=_TEXT_PT, room_mm=width - 8)
            marks.append(left(line, x, _SIGN_MM - 7))
        marks.append(Rule(x, _SIGN_MM - 5, x + width - 8, _SIGN_MM - 5, 0.5, QUIET))
        marks.append(left(one_line(label, size_pt=_SMALL_PT, room_mm=width - 8), x, _SIGN_MM - 1, QUIET))
    return Block(tuple(marks), _SIGN_MM + 2)
