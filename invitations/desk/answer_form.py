"""What staff enter of an answer that a client told them, and of who comes with the client."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from core.errors import DomainError
from core.forms import Form, enum_choices, enum_coerce, integer_or_none
from events.models import Event
from invitations.answers.party import (
    NAME_LENGTH,
    RELATION_LENGTH,
    Party,
    Person,
    companions_of,
    most_companions,
    party_of,
)
from invitations.answers.words import DECLINE_REASONS
from invitations.models import Channel, DeclineReason, Invitation, MemberKind, ReplyState
from invitations.reply.guests import joint_readers
from invitations.reply.party_form import whole_household
from invitations.words import CHANNELS

ANSWERS = {
    ReplyState.ACCEPTED: _l("Will come"),
    ReplyState.DECLINED: _l("Can't come"),
    ReplyState.TENTATIVE: _l("Not decided yet"),
    ReplyState.DELEGATED: _l("Somebody else comes"),
}
TOLD_BY = {channel: CHANNELS[channel] for channel in (Channel.PHONE, Channel.WECHAT, Channel.IN_PERSON, Channel.LETTER)}

_FIELD_OF = {
    "later_day": "until",
    "no_later": "until",
    "already_coming": "until",
    "delegate_name": "delegate_name",
    "no_delegate": "delegate_name",
    "delegate_tail": "delegate_tail",
    "client_said_otherwise": "told",
    "no_seat_for_party": "number",
    "companions_none": "number",
    "companions_one": "number",
    "companions_most": "number",
    "companion_name": "number",
}
"""At which field a refusal of the rules is shown."""


def _short(most: int) -> Length:
    return Length(max=most, message=_l("Please shorten this to at most %(max)d characters."))


class AnswerForm(Form):
    """What a client said to us, entered on the client's behalf. The answer is the button that sends the form."""

    channel = RadioField(
        _l("How were you told?"), coerce=enum_coerce(Channel), choices=enum_choices(TOLD_BY), default=Channel.PHONE
    )
    note = StringField(_l("What else was said"), [_short(200)])
    told = BooleanField(_l("The client told me so"))
    number = SelectField(_l("How many come along"), [Optional()], coerce=integer_or_none)
    reason = SelectField(
        _l("Reason"), [Optional()], coerce=enum_coerce(DeclineReason), choices=enum_choices(DECLINE_REASONS, blank="—")
    )
    no_more = BooleanField(_l("No more invitations to evenings of this kind"))
    until = DateField(_l("Will tell us by"), [Optional()])
    delegate_name = StringField(_l("Who comes instead"), [_short(NAME_LENGTH)])
    delegate_relation = StringField(_l("How they are related"), [_short(RELATION_LENGTH)])
    delegate_tail = StringField(_l("Last four digits of their telephone"))
    answer = RadioField(
        _l("The answer"),
        [DataRequired(_l("Choose one of the answers."))],
        coerce=enum_coerce(ReplyState),
        choices=enum_choices(ANSWERS),
    )

    def __init__(self, event: Event, **options: Any) -> None:
        super().__init__(**options)
        most = most_companions(event)
        numbers = [SelectChoice(value=str(number), label=str(number)) for number in range(most + 1)]
        self.number.choices = [SelectChoice(value="", label=_l("As it stands")), *numbers]

    @property
    def day(self) -> date:
        """The day by which the client decides. Raises DomainError("later_day") when none is given."""
        if self.until.data is None:
            raise DomainError("later_day")
        return self.until.data

    def show(self, refusal: DomainError) -> bool:
        """Put a refusal at its field; False when it belongs to none."""
        name = _FIELD_OF.get(refusal.code)
        if name is None:
            return False
        field = self[name]
        field.errors = [*field.errors, refusal.sentence]
        return True


def with_companions(stands: Party, number: int) -> list[Person]:
    """The party that stands with so many companions; those who are named stay, the others are "one of the family"."""
    own = [person for person in stands if person.kind is not MemberKind.COMPANION]
    known = companions_of(stands)[:number]
    return [*(own or [Person(MemberKind.GUEST)]), *known, *(Person() for _one in range(number - len(known)))]


def party_of_yes(invitation: Invitation, number: int | None) -> list[Person] | None:
    """Who comes with "will come": whoever stands, else all whom the letter invites, and so many companions."""
    stands = [person for person in party_of(invitation) if person.kind is not MemberKind.DELEGATE]
    joint = [] if stands else joint_readers(invitation)
    if joint:
        stands = whole_household(joint)
    if number is None:
        return stands if joint else None
    return with_companions(stands, number)
