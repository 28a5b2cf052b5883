"""Reading the form of a keyed-in list: ticks and times for each person, codes typed in a row, and blank rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from attendance.door.keying import CAME, DOOR, PAPER, SLIP, Tick, read_clock
from attendance.ledger.checking_in import find_invitation
from attendance.ledger.party import KEY, next_companion, parties_at_door
from attendance.walk_ins.walking_in import MOST_HEADS
from core.errors import DomainError
from core.forms import clean, digits
from events.models import Event
from invitations.models import Invitation
from printing.documents.door_list import BLANK_ROWS

MOST_CODES, MOST_MORE, NAME_LENGTH = 300, 9, 40
_BOX = re.compile(r"(\d{1,10})-(" + KEY.pattern + r")")


@dataclass(frozen=True)
class Blank:
    """A row in which somebody unexpected was written."""

    row: int
    called: str
    heads: int
    at: datetime | None


@dataclass
class Sheet:
    """A form as it was sent, what it says, and what is wrong at which field."""

    form: Mapping[str, Any] = field(default_factory=MultiDict)
    ticks: list[Tick] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        return str(self.form.get(name) or "")

    def ticked(self, box: str) -> bool:
        found: list[str] = self.form.getlist("in") if isinstance(self.form, MultiDict) else []
        return box in found


def read_sheet(event: Event, invitations: Sequence[Invitation], form: MultiDict[str, str]) -> Sheet:
    """What the form says of these guests; boxes of others are no boxes of this list and are passed over."""
    sheet = Sheet(form)
    by_id = {invitation.id: invitation for invitation in invitations}
    parties = {key: [one.key for one in party] for key, party in parties_at_door(invitations).items()}
    wanted: dict[tuple[int, str], None] = {}
    for box in form.getlist("in"):
        found = _BOX.fullmatch(box)
        if found and int(found[1]) in by_id:
            wanted[int(found[1]), found[2]] = None
    for invitation in _of_codes(event, sheet, by_id):
        wanted.update({(invitation.id, key): None for key in parties[invitation.id]})
    for invitation_id, keys in parties.items():
        more = _number(sheet, f"more-{invitation_id}", 0, MOST_MORE)
        for _one in range(more or 0):
            keys.append(next_companion(keys))
            wanted[invitation_id, keys[-1]] = None
    for invitation_id, key in wanted:
        name = f"{invitation_id}-{key}"
        choice = form.get(f"pick-{name}", "")
        at = _time(sheet, f"at-{name}", event)
        sheet.ticks.append(Tick(by_id[invitation_id], key, at, choice if choice in (PAPER, DOOR, CAME, SLIP) else ""))
    for row in range(1, BLANK_ROWS + 1):
        _read_blank(sheet, row, event)
    return sheet


def _of_codes(event: Event, sheet: Sheet, by_id: Mapping[int, Invitation]) -> list[Invitation]:
    """The guests whose short codes were typed one after the other."""
    typed = [one for one in re.split(r"[\s,;，；、]+", digits(sheet.typed("codes"))) if one]
    found, unknown = [], []
    for code in typed[:MOST_CODES]:
        invitation = find_invitation(code)
        if invitation is not None and invitation.event_id == event.id and invitation.id in by_id:
            found.append(by_id[invitation.id])
        else:
            unknown.append(code[:12])
    if unknown or len(typed) > MOST_CODES:
        sheet.errors["codes"] = DomainError("paper_codes", codes=" ".join(unknown[:5])).sentence
    return found


def _read_blank(sheet: Sheet, row: int, event: Event) -> None:
    called = clean(sheet.typed(f"new-{row}"))[:NAME_LENGTH]
    heads = _number(sheet, f"new-heads-{row}", 1, MOST_HEADS)
    at = _time(sheet, f"new-at-{row}", event)
    if called:
        sheet.blanks.append(Blank(row, called, heads or 1, at))
    elif heads is not None or at is not None:
        sheet.errors[f"new-{row}"] = DomainError("walk_in_nobody").sentence


def _number(sheet: Sheet, name: str, least: int, most: int) -> int | None:
    text = digits(sheet.typed(name))
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 3 or not least <= int(text) <= most:
        sheet.errors[name] = DomainError("paper_number", least=least, most=most).sentence
        return None
    return int(text)


def _time(sheet: Sheet, name: str, event: Event) -> datetime | None:
    try:
        return read_clock(sheet.typed(name), event)
    except DomainError as refusal:
        sheet.errors[name] = refusal.sentence
        return None
