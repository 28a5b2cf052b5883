"""Forms of letter templates."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from core.forms import EditForm, Form
from printing.models import TemplateVersion
from printing.text_words import KINDS, LANGUAGES
from printing.texts.model_texts import ModelText

TOO_LONG = _l("Please shorten this to at most %(max)d characters.")
LONGEST_BODY = 3000


class NewTemplateForm(Form):
    """What a new template is for, and its name; what it begins with is in the address."""

    kind = SelectField(_l("For"), choices=list(KINDS.items()))
    language = SelectField(_l("Language"), choices=list(LANGUAGES.items()))
    name = StringField(
        _l("Name of the text"),
        [DataRequired(_l("Give the text a name that colleagues understand.")), Length(max=60, message=TOO_LONG)],
        description=_l("For you and your colleagues; it is never printed."),
    )


class TemplateForm(EditForm):
    """What a version says, and how the preview beside it should look."""

    title = StringField(
        _l("Title"), [Length(max=40, message=TOO_LONG)], description=_l("Above the letter; may be left out.")
    )
    body = TextAreaField(
        _l("Text"),
        [Length(max=LONGEST_BODY, message=TOO_LONG)],
        description=_l(
            "A line is a paragraph. What stands between [[ and ]] is left out when its placeholder is empty."
        ),
    )
    closing_first = StringField(_l("Closing, first half"), [Length(max=40, message=TOO_LONG)])
    closing_second = StringField(_l("Closing, second half"), [Length(max=40, message=TOO_LONG)])
    suffix = StringField(_l("Word after the signature"), [Length(max=20, message=TOO_LONG)])
    paper = RadioField(
        _l("Paper of the preview"), choices=[("a4", _l("A4")), ("a5", _l("A5"))], default="a4", validate_choice=False
    )
    large = BooleanField(_l("Large type, as from sixty years of age"))
    event = SelectField(_l("Filled with"), choices=[], validate_choice=False)

    def __init__(self, version: TemplateVersion, **options: Any) -> None:
        super().__init__(obj=version, **options)
        self.watch(version)

    def text(self, kind: str, language: str) -> ModelText:
        """What is typed, as a text that can be tried or kept."""
        return ModelText(
            kind=kind,
            lang=language,
            title=self.title.data or "",
            body="\n".join((self.body.data or "").splitlines()),
            closing=(self.closing_first.data or "", self.closing_second.data or ""),
            suffix=self.suffix.data or "",
        )


class DecisionForm(Form):
    """The manager's word on a version."""

    comment = TextAreaField(
        _l("What should change"),
        [Length(max=300, message=TOO_LONG)],
        description=_l("Needed when you send it back; the writer reads it."),
    )
