"""Everything that a segment can ask of a client, in the order of the page."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from invitations.segments.fields_contact import SCORES, SEEN, WHERE
from invitations.segments.fields_people import LIKES, WHO
from invitations.segments.kinds import Field

GROUPS: list[tuple[Any, list[Field]]] = [
    (_l("Who they are"), WHO),
    (_l("What they like and hold"), LIKES),
    (_l("How often we see them"), [*SEEN, *SCORES]),
    (_l("Where, and whether we may"), WHERE),
]
FIELDS: dict[str, Field] = {one.code: one for _label, fields in GROUPS for one in fields}
