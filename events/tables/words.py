"""Words of tables."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import EventTable, TableShape

SHAPES = {
    TableShape.ROUND: _l("Round table"),
    TableShape.LONG: _l("Long table"),
    TableShape.ROW: _l("Row of chairs"),
}

say(
    {
        "tables_many": _l("An event has at most %(most)s tables."),
        "table_number_taken": _l("Another table has this number."),
    }
)


def table_name(table: EventTable, *, short: bool = False) -> str:
    """Table 3, Row 2, and the name it was given behind it."""
    if table.shape is TableShape.ROW:
        called = _("Row %(number)s", number=table.number)
    else:
        called = _("Table %(number)s", number=table.number)
    return called if short or not table.name else f"{called} · {table.name}"
