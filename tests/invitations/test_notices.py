"""Letters that tell of a changed plan: what they say, who gets one, and that no code is where nothing is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.models import Client, HoldKind
from core.db import db, now
from core.errors import DomainError
from events.approval.changing import Times
from events.models import Event
from invitations.answers.rsvp import decline
from invitations.desk.changes_of_plan import call_off, put_off
from invitations.guests.open_runs import waits_for_run
from invitations.letters.notices import AFTER_THE_EVENING, Notice, notice_of
from invitations.models import Channel, Dispatch, Invitation
from invitations.runs.dispatch import write_step
from invitations.runs.notices import order_notices
from invitations.runs.releasing import RunState, state_of
from printing.models import PrintRun
from tests.invitations.print_desk import approved, pdf_of, printed, run_of, texts_in

DAY = timedelta(days=1)
KEY = "a" * 32


def event_of(event_id: int) -> Event:
    return db.session.get_one(Event, event_id)


def later(event: Event, by: timedelta) -> Times:
    return Times(event.starts_at + by, event.ends_at + by, event.reply_by + by)


@pytest.fixture
def known(cast) -> tuple[int, dict[str, int]]:
    """Two guests hold their letter: 王文静 in Chinese, Mary Smith in English."""
    event_id = cast.add_event()
    guests = {
        "zh": cast.add_invitation(event_id, cast.add_client(number="1")),
        "en": cast.add_invitation(event_id, cast.add_client("", "", name_en="Mary Smith", language="en", number="2")),
    }
    with cast.app.app_context():
        for one in guests.values():
            guest = db.session.get_one(Invitation, one)
            write_step(guest.event, guest, Dispatch.PRINTED, staff_id=None, at=now())
            write_step(guest.event, guest, Dispatch.DELIVERED, staff_id=None, at=now())
        db.session.commit()
    return event_id, guests


def change(cast, event_id: int, what: Notice) -> None:
    with cast.app.app_context():
        event, li = event_of(event_id), cast.staff("li")
        told = {"zh": "那几天有台风", "en": "a typhoon is expected"}
        if what is Notice.CANCELLED:
            call_off(event, staff=li, reason="台风", now=now(), told=told)
        else:
            times = later(event, 40 * DAY) if what is Notice.POSTPONED else None
            put_off(event, times, staff=li, reason="台风", now=now(), told=told)
        db.session.commit()


def ordered(cast, event_id: int) -> int:
    return run_of(cast.signed_in("li").post(f"/events/{event_id}/change-of-plan/letters", data={"key": KEY}))


@pytest.mark.parametrize("what", [one for one in Notice if one not in AFTER_THE_EVENING])
def test_the_letters_are_drawn_read_back_and_tell_why_in_the_guests_language(cast, known, what):
    event_id, _guests = known
    change(cast, event_id, what)
    run_id = ordered(cast, event_id)
    with cast.app.app_context():
        run = db.session.get_one(PrintRun, run_id)
        assert (state_of(run), run.notice, run.mismatches) == (RunState.PROOF, what.value, [])
    approved(cast, run_id)  # although the new day itself is still to be approved
    texts = "".join(texts_in(pdf_of(cast.signed_in("li"), run_id)))
    assert "那几天有台风" in texts
    assert "atyphoonisexpected" in texts
    assert ("回函码" in texts) is (what is Notice.POSTPONED)


def test_the_same_click_twice_is_one_run_and_a_further_one_finds_nobody_left(cast, known):
    event_id, _guests = known
    change(cast, event_id, Notice.CANCELLED)
    assert ordered(cast, event_id) == ordered(cast, event_id)
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 1
    page = cast.signed_in("li").get(f"/events/{event_id}/change-of-plan?lang=en").text
    assert "Everybody who is called has a letter" in page


def test_printed_they_move_no_invitation_and_keep_none_from_its_own_run(cast, known):
    event_id, guests = known
    change(cast, event_id, Notice.POSTPONED)
    with cast.app.app_context():
        listed = db.session.get_one(Invitation, guests["zh"])
        listed.dispatch = Dispatch.LISTED
        db.session.commit()
    printed(cast, ordered(cast, event_id))
    with cast.app.app_context():
        guest = db.session.get_one(Invitation, guests["zh"])
        assert guest.dispatch is Dispatch.LISTED
        found = sa.select(Invitation.id).where(waits_for_run(), Invitation.event_id == event_id)
        assert set(db.session.scalars(found)) <= {guest.id}


def test_a_hold_on_invitations_does_not_keep_back_that_an_evening_is_off(cast, known):
    event_id, guests = known
    change(cast, event_id, Notice.CANCELLED)
    with cast.app.app_context():
        client = db.session.get_one(Client, db.session.get_one(Invitation, guests["zh"]).client_id)
        hold(client, HoldKind.BEREAVEMENT, since=now().date(), until=None, now=now())
        db.session.commit()
    run_id = ordered(cast, event_id)
    with cast.app.app_context():
        assert len(db.session.get_one(PrintRun, run_id).letters) == 2


def test_the_deceased_is_neither_called_nor_written_to(cast, known):
    event_id, guests = known
    with cast.app.app_context():
        client = db.session.get_one(Client, db.session.get_one(Invitation, guests["zh"]).client_id)
        hold(client, HoldKind.DECEASED, since=now().date(), until=None, now=now())
        db.session.commit()
        told = call_off(event_of(event_id), staff=cast.staff("li"), reason="台风", now=now())
        db.session.commit()
        assert (told.to_call, told.unreachable) == (1, 1)
    run_id = ordered(cast, event_id)
    with cast.app.app_context():
        assert [one.recipient for one in db.session.get_one(PrintRun, run_id).letters] == ["Mary Smith"]


def test_who_said_no_gets_no_letter(cast, known):
    event_id, guests = known
    with cast.app.app_context():
        decline(guests["en"], channel=Channel.QR, now=now())
        db.session.commit()
    change(cast, event_id, Notice.CANCELLED)
    run_id = ordered(cast, event_id)
    with cast.app.app_context():
        assert [one.recipient for one in db.session.get_one(PrintRun, run_id).letters] == ["王文静"]


def test_while_the_first_plan_stands_there_is_nothing_to_tell(cast, known):
    event_id, guests = known
    with cast.app.app_context():
        assert notice_of(event_of(event_id)) is None
        with pytest.raises(DomainError, match="nothing_to_tell"):
            order_notices(cast.staff("li"), event_of(event_id), guests.values(), key=KEY, moment=now())
    answer = cast.signed_in("li").post(f"/events/{event_id}/change-of-plan/letters", data={"key": KEY})
    assert answer.location == f"/events/{event_id}/change-of-plan"


def test_a_letter_of_a_changed_plan_takes_no_step_of_an_invitation(cast, known):
    event_id, _guests = known
    change(cast, event_id, Notice.CANCELLED)
    run_id = printed(cast, ordered(cast, event_id))
    manager = cast.signed_in("manager")
    assert manager.post(f"/print-runs/{run_id}/steps", data={"step": "signed"}).status_code == 404
    assert "All are signed" not in manager.get(f"/print-runs/{run_id}?lang=en").text


@pytest.mark.parametrize("kind", ["postponed", "put_off", "cancelled", "club_welcome"])
def test_a_branch_may_write_its_own_text_of_every_kind(cast, kind):
    li = cast.signed_in("li")
    made = li.post(f"/letters/new?kind={kind}&language=zh", data={"name": "本行的", "kind": kind, "language": "zh"})
    assert made.status_code == 302
    assert li.get(made.location).status_code == 200
