"""What comes after the paper: a lost letter is issued anew, and a letter whose event was moved is out of date."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import db, now
from events.models import Event
from invitations.answers.rsvp import accept
from invitations.codes.tokens import unseal
from invitations.models import Dispatch, Invitation, InvitationLetter, ReplyState
from printing.models import PrintRun
from tests.invitations.print_desk import order, printed, run_of


@pytest.fixture
def drawn(cast, salon):
    """A run of the salon's three letters that waits for the manager."""
    return run_of(order(cast.signed_in("li"), salon[0]))


def test_a_reissued_letter_has_a_new_code_and_the_old_one_explains_itself(app, cast, browser, salon, drawn):
    event_id, guests = salon
    printed(cast, drawn)
    invitation_id = guests["艾青"]
    with app.app_context():
        old = unseal(db.session.get_one(Invitation, invitation_id))
        accept(invitation_id, channel="phone", now=now(), staff=cast.staff("zhao"))
        db.session.commit()
    zhao = cast.signed_in("zhao")
    path = f"/events/{event_id}/guests/{invitation_id}/letter/reissue"
    zhao.post(path, data={"reason": ""})
    assert browser.get(f"/i/{old.token}").status_code == 200  # without a reason nothing happened

    zhao.post(path, data={"reason": "在路上丢了"})

    gone = browser.get(f"/i/{old.token}?lang=en")
    assert gone.status_code == 410
    assert "new letter" in gone.text
    assert browser.post(f"/i/{old.token}", data={"answer": "decline", "key": "x"}).status_code == 410
    with app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        assert (invitation.dispatch, invitation.reply) == (Dispatch.LISTED, ReplyState.ACCEPTED)
        assert db.session.scalar(
            sa.select(InvitationLetter.superseded_at).where(InvitationLetter.invitation_id == invitation_id)
        )
    assert browser.get(f"/i/{cast.token(invitation_id)}").status_code == 200
    assert "在路上丢了" in zhao.get(f"/events/{event_id}/guests/{invitation_id}/letter").text
    assert cast.signed_in("li").get(f"/print-runs/{drawn}/letters/2.pdf").status_code == 409  # void: never again
    second = printed(cast, run_of(order(cast.signed_in("li"), event_id, key="6" * 32)))
    with app.app_context():
        assert [one.recipient for one in db.session.get_one(PrintRun, second).letters] == ["艾青"]


def test_the_old_short_code_explains_itself_to_whoever_knows_the_telephone(app, cast, browser, salon, drawn):
    printed(cast, drawn)
    with app.app_context():
        old = unseal(db.session.get_one(Invitation, salon[1]["艾青"]))
    path = f"/events/{salon[0]}/guests/{salon[1]['艾青']}/letter/reissue"
    cast.signed_in("zhao").post(path, data={"reason": "丢了"})

    assert browser.post("/code?lang=en", data={"code": old.short_code, "tail": "1234"}).status_code == 410
    assert browser.post("/code?lang=en", data={"code": old.short_code, "tail": "9999"}).status_code == 422


def test_what_was_never_printed_or_is_over_is_not_reissued(app, cast, salon):
    path = f"/events/{salon[0]}/guests/{salon[1]['艾青']}/letter/reissue"
    before = cast.token(salon[1]["艾青"])

    cast.signed_in("zhao").post(path, data={"reason": "x"})

    assert cast.token(salon[1]["艾青"]) == before


# --- an event that is changed afterwards


def test_letters_are_out_of_date_once_the_event_is_moved(app, cast, salon, drawn):
    event_id, guests = salon
    printed(cast, drawn)
    li = cast.signed_in("li")
    pages = (
        f"/events/{event_id}/guests?lang=en",
        f"/print-runs/{drawn}?lang=en",
        f"/events/{event_id}/guests/{guests['艾青']}/letter?lang=en",
    )
    assert not any("ut of date" in li.get(page).text for page in pages)
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        event.starts_at += timedelta(days=1)
        event.ends_at += timedelta(days=1)
        event.venue_en = "Elsewhere"  # of no matter to Chinese letters
        db.session.commit()

    for page in pages:
        text = li.get(page).text
        assert "ut of date" in text, page
        assert "the beginning" in text
        assert "the venue" not in text
