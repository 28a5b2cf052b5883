"""What the client book may be asked about the club: whoever is in it, at one of its levels, or not in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clients.finding.filters import Field
from clients.finding.words import offer_in_words
from clients.models import Client
from core.db import row_id
from core.languages import pick_language
from membership.levels import levels_of
from membership.models import MEMBERS, Membership
from membership.words import level_words
from staff.models import Staff

IN_IT, NOT_IN_IT = "in", "out"


def _read(code: str) -> str | int:
    return code if code in (IN_IT, NOT_IN_IT) else row_id(code)


def _of_club(wanted: str | int, _actor: Staff, _today: date) -> sa.ColumnElement[bool]:
    """Members with their benefits; whoever was named, left or lapsed is not in the club."""
    members = sa.select(Membership.client_id).where(Membership.status.in_(MEMBERS))
    if isinstance(wanted, int):
        return Client.id.in_(members.where(Membership.level_id == wanted))
    return Client.id.in_(members) if wanted == IN_IT else Client.id.not_in(members)


def _choices(actor: Staff) -> Iterable[tuple[Any, Any]]:
    """Nothing to choose where the branch has no club: then the field isn't shown."""
    levels = levels_of(actor.branch_id, retired=True)
    if not levels:
        return ()
    language = pick_language()
    named = [(level.id, level_words(level, language)) for level in levels]
    return [(IN_IT, _("In the club")), *named, (NOT_IN_IT, _("Not in the club"))]


offer_in_words(Field("club", _read, _of_club), _l("Club level"), _choices)
