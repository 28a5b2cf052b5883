"""What is written down at closing: heads, gifts, lessons, a word about each guest who was not scanned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from attendance.closing.deciding import GiftLine, Words
from attendance.ledger.outcome import Outcome
from attendance.models import EveningReport, Unresolved
from attendance.words import OUTCOMES
from core.forms import Form, clean, digits, enum_choices, enum_coerce

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")
MOST_HEADS = 5000
NOTE_LENGTH = 120


class HeadsForm(Form):
    bodies = IntegerField(
        _l("Counted in the room"),
        validators=[Optional(), NumberRange(0, MOST_HEADS, _l("A number from 0 to 5000, please."))],
        description=_l("Guests only, companions and infants too; neither hosts nor staff."),
    )
    bodies_note = StringField(
        _l("Where a difference comes from"), validators=[Length(max=200, message=_TOO_LONG)], default=""
    )


def _yes_or_no(value: str | bool | None) -> bool | None:
    return {"yes": True, "no": False, True: True, False: False}.get(value) if value not in (None, "", "None") else None


class LessonsForm(Form):
    programme = TextAreaField(
        _l("The programme as it was run"), validators=[Length(max=1000, message=_TOO_LONG)], default=""
    )
    incidents = TextAreaField(
        _l("Incidents and complaints"), validators=[Length(max=1000, message=_TOO_LONG)], default=""
    )
    keep = TextAreaField(_l("What to keep"), validators=[Length(max=600, message=_TOO_LONG)], default="")
    stop = TextAreaField(_l("What to stop"), validators=[Length(max=600, message=_TOO_LONG)], default="")
    try_next = TextAreaField(_l("What to try next time"), validators=[Length(max=600, message=_TOO_LONG)], default="")
    again = RadioField(
        _l("Would you hold it again?"),
        choices=[("yes", _l("Yes")), ("no", _l("No")), ("", _l("Not decided"))],
        validators=[Optional()],
        default="",
    )

    @classmethod
    def of(cls, report: EveningReport) -> LessonsForm:
        again = {True: "yes", False: "no", None: ""}[report.again]
        texts = {name: getattr(report, name) for name in ("programme", "incidents", "keep", "stop", "try_next")}
        return cls(again=again, **texts)

    def words(self) -> dict[str, str | bool | None]:
        texts: dict[str, str | bool | None] = {
            name: self[name].data or "" for name in ("programme", "incidents", "keep", "stop", "try_next")
        }
        return texts | {"again": _yes_or_no(self.again.data)}


class CorrectionForm(Form):
    outcome = SelectField(
        _l("What is right"),
        choices=enum_choices(OUTCOMES),
        coerce=enum_coerce(Outcome),
        validators=[InputRequired(_l("Please choose what is right."))],
    )
    reason = StringField(
        _l("How you know"),
        validators=[InputRequired(_l("Say in a few words why.")), Length(max=200, message=_TOO_LONG)],
    )


_SAID = re.compile(r"said-(\d{1,9})-(g|r|j\d{1,9})")


def read_words(form: Mapping[str, str]) -> Words:
    """What the page's table says of each person. Raises ValueError for a word that is none of the three."""
    found = {}
    for name, value in form.items():
        match = _SAID.fullmatch(name)
        if match:
            note = clean(form.get(f"note-{match[1]}-{match[2]}"))[:NOTE_LENGTH]
            found[int(match[1]), match[2]] = (Unresolved(value), note)
    return found


def read_returned(form: Mapping[str, str], lines: Iterable[GiftLine]) -> dict[int, int | None]:
    """How many of each gift came back; nothing typed is not counted. Raises ValueError for what is no number."""
    found: dict[int, int | None] = {}
    for line in lines:
        typed = digits(form.get(f"returned-{line.gift.id}"))
        if typed and (not typed.isdecimal() or len(typed) > 4 or int(typed) > MOST_HEADS):
            raise ValueError(typed)
        found[line.gift.id] = int(typed) if typed else None
    return found
