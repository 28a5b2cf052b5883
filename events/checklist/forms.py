"""The forms of what is to do."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from core.forms import Form
from events.models import ChecklistItem
from staff.models import Staff

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")


class ItemForm(Form):
    """Something of one's own to do."""

    text = StringField(
        _l("What is to do"), [DataRequired(_l("Say what is to do.")), Length(max=160, message=_TOO_LONG)]
    )
    due = DateField(_l("Until"), [DataRequired(_l("Give a day, as in 2027-04-03."))])
    owner = SelectField(_l("Who sees to it"), coerce=int)

    def offer(self, people: Sequence[Staff], locale: str) -> ItemForm:
        """Let these people be chosen."""
        self.owner.choices = [(person.id, person.called(locale)) for person in people]
        return self


class ChangeForm(ItemForm):
    """Another day, somebody else, a note; a step of the catalogue keeps its words."""

    note = StringField(_l("Note"), [Length(max=200, message=_TOO_LONG)])

    @classmethod
    def of(cls, item: ChecklistItem, words: str) -> ChangeForm:
        form = cls(data={"text": words, "due": item.due_on, "owner": item.owner_id, "note": item.note})
        if item.code:
            del form.text
        return form
