"""Forms of what letters say: an event's particulars and risks, and one line about each guest."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import EditForm, Form, enum_choices, enum_coerce
from events.models import Event, Risk
from events.words import RISKS
from invitations.letters.details import LENGTHS, length_is_right, mark_of
from invitations.letters.setup import LANGUAGES
from invitations.letters.wording import Asked, said
from invitations.models import Invitation
from printing.text_words import LANGUAGES as LANGUAGE_WORDS
from printing.texts.samples import SAMPLES

TOO_LONG = _l("Please shorten this to at most %(max)d characters.")
LONGEST = 160

PARTICULARS = {
    "destination": _l("Where the trip goes"),
    "season_thing": _l("What the season has to show"),
    "pickup": _l("Meeting place"),
    "return_time": _l("Back at about"),
    "walk_km": _l("Kilometres on foot"),
    "lunch_place": _l("Lunch at"),
    "agency": _l("Travel agency"),
    "hall": _l("Room or hall"),
    "host_time": _l("Guests are welcomed from"),
    "seat_time": _l("One sits down at"),
    "speaker_line": _l("A line about the speaker"),
    "companions_text": _l("A sentence on bringing somebody"),
    "transit": _l("By bus or underground"),
    "dress": _l("What to wear"),
}


class RiskForm(EditForm):
    """The warnings; the particulars are added by `wording_form`."""

    risks = SelectMultipleField(
        _l("What the evening speaks of"),
        coerce=enum_coerce(Risk),
        choices=enum_choices(RISKS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    language = RadioField(_l("Preview in"), choices=list(LANGUAGE_WORDS.items()), default="zh", validate_choice=False)

    def values(self) -> dict[str, dict[str, str]]:
        """What is typed, by language and code."""
        found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        for name, text in self.data.items():
            language, underscore, code = name.partition("__")
            if underscore and language in found:
                found[language][code] = text or ""
        return found


def wording_form(event: Event, wanted: list[Asked]) -> RiskForm:
    """The form of this event: a pair of fields, Chinese and English, for each particular that its letters name."""
    fields = {
        f"{language}__{one.code}": StringField(
            _label(one.code, language),
            [Length(max=LONGEST, message=TOO_LONG)],
            default=said(event, language).get(one.code, ""),
            render_kw={"placeholder": one.usual[language] or SAMPLES[language].get(one.code, "")},
        )
        for one in wanted
        for language in LANGUAGES
    }
    form: RiskForm = type("WordingForm", (RiskForm,), fields)(data={"risks": [Risk(value) for value in event.risks]})
    form.watch(event)
    return form


def _label(code: str, language: str) -> str:
    words = PARTICULARS.get(code, code)
    return _("%(what)s, in Chinese", what=words) if language == "zh" else _("%(what)s, in English", what=words)


class DetailForm(Form):
    """One guest's line. Empty is a line not yet written."""

    class Meta(Form.Meta):
        csrf = False  # the form around all guests has the key

    detail = TextAreaField(_l("The one real thing"))
    seen = HiddenField()

    def __init__(self, invitation: Invitation, formdata: Any = None) -> None:
        super().__init__(formdata, prefix=f"g{invitation.id}-", data={"detail": invitation.personal_detail})
        self.invitation = invitation
        if formdata is None:
            self.seen.data = mark_of(invitation)

    @property
    def sent(self) -> bool:
        """Whether this guest's line was on the page that was sent."""
        return bool(self.detail.raw_data)

    @property
    def text(self) -> str:
        return (
            " ".join((self.detail.data or "").split())
            if self.invitation.language == "en"
            else _one_line(self.detail.data)
        )

    def validate_detail(self, _field: Any) -> None:
        language = self.invitation.language
        if self.text and not length_is_right(self.text, language):
            shortest, longest = LENGTHS[language]
            raise ValidationError(
                _("Say it in %(shortest)s to %(longest)s characters.", shortest=shortest, longest=longest)
            )
        if self.text != self.invitation.personal_detail and self.seen.data != mark_of(self.invitation):
            self.seen.data = mark_of(self.invitation)
            raise ValidationError(
                _(
                    "Somebody wrote “%(text)s” meanwhile. Save again to put yours in its place.",
                    text=self.invitation.personal_detail,
                )
                if self.invitation.personal_detail
                else _("Somebody has deleted this line meanwhile. Save again to put yours in its place.")
            )


def _one_line(text: str | None) -> str:
    return "".join((text or "").splitlines())
