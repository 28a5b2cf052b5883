"""What a reader can ask for: the fields, with the names of branches, people and levels, and the branch's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from clients.book.extra_fields import called
from clients.models import ExtraField, FieldKind
from clients.words import YES_NO
from core.db import db
from core.languages import pick_language
from invitations.segments.fields import FIELDS, GROUPS
from invitations.segments.further_kinds import Own, OwnNumber, OwnYesNo
from invitations.segments.kinds import Field
from invitations.segments.operators import Op
from membership.models import ClubLevel
from staff.models import Branch, Role, Staff, StaffRole
from staff.scope import visible

EXTRA = "extra:"


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The fields by code, and in the groups of the page."""

    fields: Mapping[str, Field]
    groups: tuple[tuple[Any, tuple[Field, ...]], ...] = ()

    def field(self, code: str) -> Field | None:
        return self.fields.get(code)


PLAIN = Catalogue(FIELDS)
"""Without names of rows and without anybody's own fields: enough to read and to ask, where nothing is shown."""


def catalogue_of(actor: Staff) -> Catalogue:
    """As `actor` may ask: branches and people of the own branch, for the administrator of all. Five queries at most."""
    language = pick_language()
    everywhere = actor.may(Role.ADMIN)
    names = {
        "branch": _branches(actor, language, everywhere),
        "rm": _managers(actor, language, everywhere),
        "club_level": _levels(actor, language, everywhere),
    }
    own = [_own(field, language) for field in db.session.scalars(visible(actor, ExtraField).order_by(ExtraField.place))]
    known: dict[str, Field] = {
        code: replace(field, words=names[code]) if code in names else field
        for code, field in FIELDS.items()
        # A list of which there is nothing to choose from is no field.
        if names.get(code) or code not in names
    }
    if not everywhere and len(names["branch"]) < 2:  # nothing to tell apart
        known.pop("branch", None)
    groups = [(label, tuple(known[field.code] for field in fields if field.code in known)) for label, fields in GROUPS]
    mine = tuple(field for field in own if field is not None)
    if mine:
        groups.append((_l("Fields of the branch"), mine))
    return Catalogue({**known, **{field.code: field for field in mine}}, tuple(groups))


def _branches(actor: Staff, language: str, everywhere: bool) -> dict[str, str]:
    query = sa.select(Branch).order_by(Branch.code)
    if not everywhere:
        query = query.where(Branch.id == actor.branch_id)
    branches = db.session.scalars(query)
    return {str(one.id): (language == "en" and one.name_en) or one.name for one in branches}


def _managers(actor: Staff, language: str, everywhere: bool) -> dict[str, str]:
    query = (
        sa.select(Staff.id, Staff.name, Staff.name_en)
        .where(Staff.is_device.is_(False), Staff.roles.any(StaffRole.name == Role.RM.value))
        .order_by(Staff.name, Staff.id)
    )
    if not everywhere:
        query = query.where(Staff.branch_id == actor.branch_id)
    return {str(one.id): (language == "en" and one.name_en) or one.name for one in db.session.execute(query)}


def _levels(actor: Staff, language: str, everywhere: bool) -> dict[str, str]:
    query = sa.select(ClubLevel).order_by(ClubLevel.branch_id, ClubLevel.rank)
    if not everywhere:
        query = query.where(ClubLevel.branch_id == actor.branch_id)
    return {str(one.id): (language == "en" and one.name_en) or one.name for one in db.session.scalars(query)}


def _own(field: ExtraField, language: str) -> Field | None:
    """The branch's field as one of ours; days can't be asked for."""
    code, label, key = f"{EXTRA}{field.id}", called(field, language), str(field.id)
    found = _l("%(label)s: %(value)s", label=label.replace("%", "%%"), value="%(value)s")
    if field.kind is FieldKind.YES_NO:
        said = {
            Op.YES: _l("%(label)s: %(answer)s", label="%(label)s", answer=YES_NO[True]),
            Op.NO: _l("%(label)s: %(answer)s", label="%(label)s", answer=YES_NO[False]),
        }
        return OwnYesNo(code, label, said, key)
    if field.kind is FieldKind.NUMBER:
        said = {Op.AT_LEAST: _l("%(label)s at least %(value)s"), Op.AT_MOST: _l("%(label)s at most %(value)s")}
        return OwnNumber(code, label, said, key, found=found)
    if field.kind is FieldKind.DATE:
        return None
    said = {
        Op.ANY: _l("%(label)s: %(value)s", label="%(label)s", value="%(list)s"),
        Op.NONE: _l("%(label)s not: %(list)s"),
        Op.UNKNOWN: _l("%(label)s: nothing"),
    }
    words = {choice: choice for choice in field.choices} if field.kind is FieldKind.CHOICE else {}
    return Own(code, label, said, key, words=words, found=found)
