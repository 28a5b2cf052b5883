"""The forms of asking and of deciding."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import AnyOf, Length

from core.errors import DomainError
from core.forms import Form

_LONG = Length(max=300, message=_l("Please shorten this to at most %(max)d characters."))


class AskForm(Form):
    """What the organiser adds for whoever decides."""

    said = TextAreaField(_l("A word to whoever decides"), [_LONG])


class DecideForm(Form):
    """Granting or refusing; a refusal says why."""

    decision = HiddenField(validators=[AnyOf(["grant", "refuse"])])
    comment = TextAreaField(_l("Comment"), [_LONG])

    def show_refusal(self, refusal: DomainError) -> None:
        """A refusal at its field, when it is about the comment."""
        if refusal.code == "comment_missing":
            self.comment.errors = [refusal.sentence]
        else:
            self.form_errors.append(refusal.sentence)
