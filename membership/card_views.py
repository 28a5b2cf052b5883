"""What the code on a membership card opens: for whoever holds it a number to call, for those who care for the member
the member's page. It may be a lost card, so nobody is named on it but the relationship manager.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from core.db import db
from core.languages import HTML_LANG, LANGUAGES, LOCALES, speak
from core.limits import client_address, spend
from membership.cards import club_name, find_by_card
from membership.levels import club_of
from membership.models import MEMBERS, Membership
from staff.access import public
from staff.models import Role
from staff.scope import sees

blueprint = Blueprint("member_card", __name__)
UNKNOWN_CARDS = "20 per 10 minutes"  # by address, as for letters


@blueprint.get("/M/<token>")
@blueprint.get("/m/<token>")
@public
def show(token: str) -> str | tuple[str, int] | Response:
    """The card's page; who opens it decides what it shows. Changes nothing."""
    membership = find_by_card(token)
    if membership is None:
        return _unknown()
    if _cares(membership):
        return redirect(url_for("club.show", membership_id=membership.id))
    language = request.args.get("lang")
    speak(language if language in LANGUAGES else membership.client.language)
    spoken = language if language in LANGUAGES else membership.client.language
    rm = membership.client.rm
    stands = membership.status in MEMBERS
    page = render_template(
        "membership/card.html",
        club=club_name(club_of(membership.branch_id), spoken),
        bank=rm.branch.bank_name_en if spoken == "en" else rm.branch.bank_name,
        stands=stands,
        rm_name=rm.called(spoken) if stands else (rm.branch.name_en if spoken == "en" else rm.branch.name),
        phone=(rm.phone or rm.branch.phone) if stands else rm.branch.phone,
        large=True,
    )
    return page, 200 if stands else 410


def _unknown() -> tuple[str, int]:
    """One page for every unknown address, in both languages; who tries many is asked to wait."""
    try:
        spend("unknown_token", client_address(), UNKNOWN_CARDS)
    except TooManyRequests:
        return render_template("membership/card_unknown.html", words=_unknown_words(allowed=False)), 429
    return render_template("membership/card_unknown.html", words=_unknown_words(allowed=True)), 404


def _unknown_words(*, allowed: bool) -> list[dict[str, str]]:
    """Heading and text in each language, since nobody knows who holds the card."""
    found = []
    for language, locale in LOCALES.items():
        with force_locale(locale):
            text = (
                _(
                    "This code belongs to no card that is in use. If your card is new, scan it once more; "
                    "otherwise call the number on its back."
                )
                if allowed
                else _(
                    "Too many unknown addresses were tried from here. Please scan the card again in ten minutes, "
                    "or call the number on its back."
                )
            )
            found.append({"lang": HTML_LANG[language], "heading": _("No card found"), "text": text})
    return found


def _cares(membership: Membership) -> bool:
    """Whether a signed-in colleague sees the member; others see what everybody sees."""
    if not current_user.is_authenticated or not current_user.may(Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return False
    query = sa.select(Membership.id).where(Membership.id == membership.id, sees(current_user, Membership))
    return db.session.scalar(query) is not None
