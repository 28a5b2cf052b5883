"""Words of seating: how a person is called on the plan, and sentences for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.errors import say
from events.tables.words import table_name
from invitations.seating.faults import Fault, Found
from invitations.seating.sitters import Sitter

say(
    {
        "seat_unknown": _l("This person or this chair is no longer part of the evening. Look at the plan again."),
        "seat_locked": _l("This chair is locked. Unlock it first."),
        "seats_no_table": _l("There is no table yet. Add the tables first."),
        "seats_nobody": _l("Nobody has accepted yet. Chairs are given to guests who come."),
        "seats_nothing_to_undo": _l("There is nothing to take back."),
    }
)


def called(person: Sitter) -> str:
    """The name on the plan; of a companion who is not named, whose companion."""
    if not person.seen:
        return _("A guest of another manager")
    return person.name or _("Companion of %(name)s", name=person.of)


def fault_sentence(found: Found) -> str:
    """What is wrong, in a sentence that says where."""
    names = _join(called(person) for person in found.people)
    tables = _join(table_name(table, short=True) for table in found.tables)
    if found.fault is Fault.APART:
        return _("%(names)s are kept apart and both sit at %(table)s.", names=names, table=tables)
    if found.fault is Fault.PARTED:
        return _("%(names)s belong together and sit apart: %(tables)s.", names=names, tables=tables)
    if found.fault is Fault.BEHIND:
        return _("%(name)s had better sit near the front, and sits at %(table)s.", name=names, table=tables)
    if found.fault is Fault.NO_AISLE:
        return _("%(name)s needs a chair at the aisle, and has another one at %(table)s.", name=names, table=tables)
    if found.fault is Fault.NO_HOST:
        return _("None of us sits at %(tables)s.", tables=tables)
    return _("More guests than one of us can look after: %(tables)s.", tables=tables)


def _join(words: Iterable[str]) -> str:
    return _(", ").join(words)
