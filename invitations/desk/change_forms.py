"""The forms of moving an evening, putting it off and calling it off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from core.errors import DomainError
from core.forms import Form
from events.approval.changing import Times
from events.forms import CLOCKS
from events.models import Event, EventStatus
from events.planning import reply_moment, usual_reply_day
from events.times import from_local, to_local

_SHORT = Length(max=40, message=_l("Please shorten this to at most %(max)d characters."))
_LONG = Length(max=200, message=_l("Please shorten this to at most %(max)d characters."))
_YEAR = (2000, 2100)


class _Wanted(Optional):
    """May be empty where the form's own check lets it; the page does not call it optional."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"wanted": True}


class ChangeForm(Form):
    """What every change of plan is told with."""

    reason = TextAreaField(_l("Why?"), [DataRequired(_l("Please say why the plan is changed, in a few words.")), _LONG])
    told_zh = StringField(_l("What letters say of it, in Chinese"), [_SHORT])
    told_en = StringField(_l("What letters say of it, in English"), [Length(max=80)])

    def told(self) -> dict[str, str]:
        """What guests may read of the reason, by language."""
        return {"zh": self.told_zh.data or "", "en": self.told_en.data or ""}

    def show_refusal(self, refusal: DomainError) -> None:
        """A rule's refusal at the field that it is about."""
        field = getattr(self, _FIELD_OF.get(refusal.code, ""), None)
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]


class PostponeForm(ChangeForm):
    """Another time, or none yet."""

    which = RadioField(
        _l("When is it to be?"),
        choices=[("day", _l("At another time")), ("open", _l("Not known yet"))],
        default="day",
        validators=[_Wanted()],
    )
    starts_at = DateTimeLocalField(_l("New beginning"), [_Wanted()], format=CLOCKS)
    ends_at = DateTimeLocalField(_l("New end"), [Optional()], format=CLOCKS)
    reply_by = DateField(_l("New day for answers"), [Optional()])

    def __init__(self, *arguments: Any, event: Event, now: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.event, self.moment = event, now
        if event.status is EventStatus.POSTPONED:  # all that is left to say is the day
            self.which.data = "day"

    def validate(self, *arguments: Any, **options: Any) -> bool:
        valid = bool(super().validate(*arguments, **options))
        if self.which.data == "day" and self.starts_at.data is None:
            self.starts_at.errors = [_l("Give the date and the time, as in 2027-04-10 14:30.")]
            return False
        for field in (self.starts_at, self.ends_at, self.reply_by):
            if field.data is not None and not _YEAR[0] <= field.data.year <= _YEAR[1]:
                field.errors = [_l("Please check the year.")]
                valid = False
        return valid

    def times(self) -> Times | None:
        """The new times; the end keeps the evening's length, the deadline its usual distance, unless told otherwise.

        Raises DomainError("time_skipped").
        """
        if self.which.data == "open":
            return None
        event, zone, typed = self.event, self.event.zone, self.starts_at.data
        assert typed is not None
        starts_at = from_local(typed, zone)
        ends_at = (
            from_local(self.ends_at.data, zone) if self.ends_at.data else starts_at + (event.ends_at - event.starts_at)
        )
        today = to_local(self.moment, zone).date()
        day = self.reply_by.data or usual_reply_day(event.format, typed.date(), today=today)
        return Times(starts_at, ends_at, reply_moment(day, starts_at, zone))


class CancelForm(ChangeForm):
    """Giving the evening up for good."""


_FIELD_OF = {
    "change_without_reason": "reason",
    "day_not_changed": "starts_at",
    "start_in_past": "starts_at",
    "time_skipped": "starts_at",
    "ends_before_start": "ends_at",
    "reply_after_start": "reply_by",
    "reply_in_past": "reply_by",
}
