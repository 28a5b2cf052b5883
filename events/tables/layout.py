"""Where tables stand on the plan unless somebody moves them: the main table in front, the others in lines behind."""

from __future__ import annotations

import math
from collections.abc import Sequence

from events.models import EventTable, TableShape

Point = tuple[int, int]
MOST_IN_LINE = 8


def usual_places(tables: Sequence[EventTable]) -> list[Point]:
    """A place for each table, in hundredths of the room's width and of its depth from the front."""
    lines = _lines(tables)
    widest = max((len(line) for line in lines), default=1)
    places: dict[int, Point] = {}
    for row, line in enumerate(lines):
        y = round(100 * (row + 0.5) / len(lines))
        for column, index in enumerate(line):
            places[index] = (round(50 + 100 * (column - (len(line) - 1) / 2) / widest), y)
    return [places[index] for index in range(len(tables))]


def _lines(tables: Sequence[EventTable]) -> list[list[int]]:
    """The tables' indices line by line: the main table and each row of chairs by itself."""
    several = [index for index, table in enumerate(tables) if not table.main and table.shape is not TableShape.ROW]
    deep = math.ceil(len(several) / min(MOST_IN_LINE, max(1, math.ceil(math.sqrt(1.6 * len(several))))))
    wide = math.ceil(len(several) / deep) if deep else 1
    lines = [[index] for index, table in enumerate(tables) if table.main]
    lines += [several[first : first + wide] for first in range(0, len(several), wide)]
    lines += [[index] for index, table in enumerate(tables) if not table.main and table.shape is TableShape.ROW]
    return lines


def moved_by_hand(tables: Sequence[EventTable]) -> bool:
    """Whether somebody has said where these tables stand."""
    return [(table.x, table.y) for table in tables] != usual_places(tables)


def place_all(tables: Sequence[EventTable]) -> None:
    """Give the tables their usual places."""
    for table, place in zip(tables, usual_places(tables), strict=True):
        table.x, table.y = place


def in_front(tables: Sequence[EventTable]) -> set[int]:
    """The ids of the main table and of the others in the front third of the room, or at least in their first line."""
    others = [table.y for table in tables if not table.main]
    nearest, farthest = min(others, default=0), max(others, default=0)
    return {table.id for table in tables if table.main or table.y <= nearest + (farthest - nearest) / 3}
