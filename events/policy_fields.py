"""The parts of an event's form beyond what, when and where: they open when used, so that a salon takes a minute."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import EditForm, enum_choices, enum_coerce, integer_or_none
from events.models import CompanionPolicy, Event, EventFormat, Flag, WaitlistPolicy
from events.seats import DEFAULTS
from events.themes.formats import policies
from events.themes.words import COMPANIONS, WAITLISTS
from events.words import FLAGS

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")
_HEADS = [Optional(), NumberRange(1, 2000, _l("A number from 1 to 2000, please."))]

PARTS: dict[str, tuple[str, ...]] = {
    "whom": ("goal", "flags"),
    "answers": ("companions", "companions_most", "companion_names", "tentative_ok", "delegate_ok"),
    "seats": ("capacity_min", "capacity_ideal", "heads_outside", "waitlist", "overbooked_by"),
    "online": ("join_url", "join_minutes"),
}
"""Which fields stand together, and open together."""
USUAL: dict[str, Any] = DEFAULTS | {
    "goal": "", "companion_names": False, "tentative_ok": True, "heads_outside": 0, "waitlist": WaitlistPolicy.STRICT,
    "join_minutes": 15,
}  # fmt: skip
_NUMBERS = {"heads_outside": 0, "overbooked_by": 0, "companions_most": 0, "join_minutes": 15}


class PolicyFields(EditForm):
    """Seats beyond the capacity, who may come along, what compliance should know, and how to join online."""

    goal = TextAreaField(_l("For whom, and why now"), [Length(max=300, message=_TOO_LONG)])
    flags = SelectMultipleField(
        _l("What compliance should know"),
        coerce=enum_coerce(Flag),
        choices=enum_choices(FLAGS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Optional()],
    )
    companions = SelectField(
        _l("Whom guests may bring"),
        coerce=enum_coerce(CompanionPolicy),
        choices=enum_choices(COMPANIONS),
        default=CompanionPolicy.NONE,
    )
    companions_most = IntegerField(
        _l("How many at most"), [Optional(), NumberRange(0, 10, _l("A number from 0 to 10, please."))]
    )
    companion_names = BooleanField(_l("Ask for each companion's name"))
    tentative_ok = BooleanField(_l("Guests may answer that they can't say yet"))
    delegate_ok = BooleanField(_l("Guests may send somebody in their place"))
    policy_usual = HiddenField()  # the format whose policies the form shows untouched
    capacity_min = IntegerField(_l("Fewest guests"), _HEADS)
    capacity_ideal = IntegerField(_l("Best number of guests"), _HEADS)
    heads_outside = IntegerField(
        _l("Hosts and speakers beside the seats"),
        [Optional(), NumberRange(0, 200, _l("A number from 0 to 200, please."))],
        default=0,
    )
    overbooked_by = IntegerField(
        _l("Seats promised beyond the capacity"),
        [Optional(), NumberRange(0, 300, _l("A number from 0 to 300, please."))],
        default=0,
    )
    waitlist = SelectField(
        _l("When seats come free"),
        coerce=enum_coerce(WaitlistPolicy),
        choices=enum_choices(WAITLISTS),
        default=WaitlistPolicy.STRICT,
    )
    join_url = StringField(_l("Link to join"), [Length(max=300, message=_TOO_LONG)])
    join_minutes = IntegerField(
        _l("Minutes before the beginning when guests see it"),
        [Optional(), NumberRange(0, 24 * 60, _l("A number from 0 to 1440, please."))],
        default=USUAL["join_minutes"],
    )
    venue_id = SelectField(_l("From the book of venues"), coerce=integer_or_none, validators=[Optional()])

    fresh = False  # a new event's form that nobody has sent: what a theme fills in stays folded

    def is_open(self, part: str) -> bool:
        """Whether a part has something to show: an error, what somebody wrote, or what is asked of this format."""
        if self.fresh:
            return part == "online" and self["format"].data is EventFormat.ONLINE
        usual = USUAL | policies(self["format"].data) if self["format"].data else USUAL
        return any(self[name].errors or not _same(self[name].data, usual.get(name)) for name in PARTS[part]) or (
            part == "online" and self["format"].data is EventFormat.ONLINE
        )

    def mark_policies(self) -> None:
        """Note that who may come along and how is as usual for the format, if it is."""
        kind = self["format"].data
        if kind is not None and all(_same(self[name].data, value) for name, value in policies(kind).items()):
            self.policy_usual.data = kind.value

    def follow_format(self) -> None:
        """Bring the policies, if nobody has touched them, to what is usual for the format that was chosen."""
        before, kind = self.policy_usual.data, self["format"].data
        if not before or kind is None or before == kind.value or before not in {one.value for one in EventFormat}:
            return
        if all(_same(self[name].data, value) for name, value in policies(EventFormat(before)).items()):
            for name, value in policies(kind).items():
                self[name].data = value
            self.policy_usual.data, self.policy_usual.raw_data = kind.value, []

    def policy_values(self) -> dict[str, Any]:
        """What the rules take: numbers where nothing was typed, flags as they are stored."""
        names = [name for fields in PARTS.values() for name in fields]
        found = {name: self[name].data for name in names} | {"venue_id": self.venue_id.data}
        for name, usual in _NUMBERS.items():
            found[name] = usual if found[name] is None else found[name]
        found["goal"], found["join_url"] = found["goal"] or "", found["join_url"] or ""
        found["flags"] = [flag.value for flag in Flag if flag in set(self.flags.data)]
        return found


def policies_of(event: Event) -> dict[str, Any]:
    """What the fields show of an event that is there."""
    found = {name: getattr(event, name) for fields in PARTS.values() for name in fields}
    known = {flag.value: flag for flag in Flag}
    return found | {"flags": [known[code] for code in event.flags if code in known], "venue_id": event.venue_id}


def _same(data: Any, usual: Any) -> bool:
    return (data or 0) == (usual or 0) or (not data and not usual)
