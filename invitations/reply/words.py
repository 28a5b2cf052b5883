"""The words of the reply page that are not in a template."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.errors import say
from core.languages import HTML_LANG, LOCALES

REASONS = {
    "time": _l("The time does not suit me"),
    "travel": _l("I am travelling"),
    "health": _l("My health does not allow it"),
    "subject": _l("The subject is not for me"),
}
"""What a guest may press; the words in the guest's language are what is kept, as the guest's own."""

say(
    {
        "reason_without_decline": _l("There is nothing to give a reason for: you have not declined."),
    }
)


@dataclass(frozen=True)
class UnknownWords:
    """The page of an unknown address in one language; `lang` is for the reader's voice and hyphens."""

    lang: str
    heading: str
    text: str
    code: str


def unknown_words(*, allowed: bool) -> list[UnknownWords]:
    """The page of an unknown address in both languages, since nobody knows yet who reads it."""
    found = []
    for language, locale in LOCALES.items():
        with force_locale(locale):
            text = (
                _(
                    "Please scan the letter's QR code once more, or type the reply code beside it. "
                    "If it still does not open, call your relationship manager at the number on the letter."
                )
                if allowed
                else _(
                    "Too many unknown addresses were tried from here. Please scan the letter's QR code again in ten "
                    "minutes, or call the number on the letter."
                )
            )
            found.append(UnknownWords(HTML_LANG[language], _("No invitation found"), text, _("Reply code")))
    return found
