"""Letters after an evening: who is thanked and who was missed, what they say, and whose letter nobody prints."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.closing.correcting import correct_result, entry_of
from attendance.closing.letters import letters_of, order
from attendance.closing.telling import close_evening
from attendance.ledger.outcome import Outcome
from attendance.models import FollowUp, Presence
from clients.models import ClientHold, HoldKind
from core.db import db, now
from core.errors import DomainError
from events.models import Event
from invitations.letters.notices import Notice
from invitations.models import Invitation, JointGuest, MemberKind, PartyMember, ReplyState
from invitations.runs.releasing import RunState, state_of
from printing.models import PrintRun
from printing.texts.model_texts import AFTERWARDS, TEXTS
from printing.texts.style import DENY, check_style
from tests.attendance.evening import Evening, an_evening, words
from tests.house import Cast
from tests.invitations.print_desk import approved, pdf_of, run_of, texts_in

KEY = "a" * 32


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return an_evening(cast, begins=timedelta(hours=-30))


def came(evening: Evening, surname: str, given_name: str, **values: object) -> int:
    invitation_id = evening.guest(surname, given_name, **values)
    with evening.app.app_context():
        at = db.session.get_one(Event, evening.event_id).starts_at
    evening.scan(invitation_id, at=at)
    return invitation_id


def close(evening: Evening) -> None:
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        close_evening(event, staff=evening.cast.staff("li"), now=now())
        db.session.commit()


def waiting(evening: Evening) -> dict[str, set[int]]:
    with evening.app.app_context():
        found = letters_of(evening.cast.staff("li"), db.session.get_one(Event, evening.event_id))
        return {one.kind.value: {guest.id for guest in one.waiting} for one in found}


def ordered(evening: Evening, kind: str) -> int:
    return run_of(
        evening.cast.signed_in("li").post(f"/events/{evening.event_id}/close/letters/{kind}", data={"key": KEY})
    )


def test_who_came_is_thanked_and_who_did_not_was_missed(evening: Evening):
    there = came(evening, "郑", "雅文")
    absent = evening.guest("林", "婉清")
    evening.guest("陈", "建国", reply=ReplyState.DECLINED)
    evening.guest("吴", "思远", reply=ReplyState.NONE)
    gave_up = evening.guest("何", "志平", reply=ReplyState.CANCELLED)
    with evening.app.app_context():
        invitation = db.session.get_one(Invitation, gave_up)
        invitation.replied_at = invitation.event.reply_by + timedelta(hours=1)
        db.session.commit()

    close(evening)

    assert waiting(evening) == {"thank_you": {there}, "missed_you": {absent, gave_up}}


@pytest.mark.parametrize("partner_came", [False, True])
def test_two_whom_one_letter_asked_are_thanked_together_only_if_both_came(evening: Evening, partner_came):
    invitation_id = evening.guest("郑", "雅文")
    with evening.app.app_context():
        partner = evening.cast.add_client("何", "秋")
        db.session.add(
            JointGuest(event_id=evening.event_id, client_id=partner, invitation_id=invitation_id, coming=partner_came)
        )
        db.session.commit()
    evening.scan(invitation_id)
    if partner_came:
        with evening.app.app_context():
            db.session.get_one(Presence, invitation_id).came = ["g", f"j{partner}"]
            db.session.commit()

    close(evening)

    with evening.app.app_context():
        thanks = letters_of(evening.cast.staff("li"), db.session.get_one(Event, evening.event_id))[0]
        assert [one.id for one in thanks.waiting] == ([invitation_id] if partner_came else [])
        assert [one.full_name for one in thanks.by_hand] == ([] if partner_came else ["郑雅文"])


def test_a_letter_in_a_run_that_a_correction_made_untrue_is_named_to_be_taken_out(evening: Evening):
    invitation_id = evening.guest("郑", "雅文")
    close(evening)
    with evening.app.app_context():
        event, organiser = db.session.get_one(Event, evening.event_id), evening.cast.staff("li")
        order(organiser, event, Notice.MISSED_YOU, key="one", moment=now())
        client_id = db.session.get_one(Invitation, invitation_id).client_id
        entry = entry_of(organiser, event, client_id)
        assert entry is not None
        correct_result(event, entry, Outcome.ATTENDED, reason="签到台漏扫", staff=organiser, now=now())
        db.session.commit()

    page = words(evening.cast.signed_in("li").get(f"/events/{evening.event_id}/close"))

    assert "抽出致郑雅文的信" in page
    with evening.app.app_context():
        found = letters_of(evening.cast.staff("li"), db.session.get_one(Event, evening.event_id))
        assert [[one.id for one in letters.waiting] for letters in found] == [[invitation_id], []]


def test_by_hand_is_written_to_the_one_of_two_whom_it_concerns(evening: Evening):
    invitation_id = evening.guest("郑", "雅文")
    with evening.app.app_context():
        partner = evening.cast.add_client("何", "秋")
        db.session.add(
            JointGuest(event_id=evening.event_id, client_id=partner, invitation_id=invitation_id, coming=True)
        )
        db.session.add(PartyMember(invitation_id=invitation_id, place=1, kind=MemberKind.JOINT, client_id=partner))
        db.session.commit()
    evening.scan(invitation_id)
    with evening.app.app_context():
        db.session.get_one(Presence, invitation_id).came = [f"j{partner}"]
        db.session.commit()

    close(evening)

    with evening.app.app_context():
        found = letters_of(evening.cast.staff("li"), db.session.get_one(Event, evening.event_id))
        assert [[one.full_name for one in letters.by_hand] for letters in found] == [["何秋"], ["郑雅文"]]


def test_they_go_the_way_of_all_letters_and_say_what_the_manager_wrote(evening: Evening):
    there = came(evening, "郑", "雅文")
    english = came(evening, "", "", name_en="Mary Smith", language="en")
    close(evening)
    with evening.app.app_context():
        clients = {one: db.session.get_one(Invitation, one).client_id for one in (there, english)}
        task_id = db.session.scalars(sa.select(FollowUp.id).where(FollowUp.client_id == clients[there])).one()
    evening.cast.signed_in("zhao").post(f"/follow-ups/{task_id}/line", data={"line": "您说的那段往事，我想了很久。"})

    run_id = approved(evening.cast, ordered(evening, "thank_you"))
    pages = "\n".join(texts_in(pdf_of(evening.cast.signed_in("li"), run_id)))

    for part in ("您说的那段往事", "真好", "Itwasverygoodtoseeyou", "Smith"):
        assert part in pages
    assert "白茶" not in pages  # what the invitation said is not said twice
    assert waiting(evening)["thank_you"] == set()
    assert ordered(evening, "thank_you") == run_id  # a double click


@pytest.mark.parametrize("kind", [HoldKind.BEREAVEMENT, HoldKind.OPTED_OUT, HoldKind.DECEASED])
def test_who_may_not_be_written_to_is_left_out_with_the_reason(evening: Evening, kind):
    came(evening, "郑", "雅文")
    held = came(evening, "林", "婉清")
    close(evening)
    with evening.app.app_context():
        client_id = db.session.get_one(Invitation, held).client_id
        db.session.add(ClientHold(client_id=client_id, kind=kind, since=now().date() - timedelta(days=3)))
        db.session.commit()

    run_id = ordered(evening, "thank_you")

    with evening.app.app_context():
        run = db.session.get_one(PrintRun, run_id)
        assert state_of(run) is RunState.PROOF
        assert [one["invitation_id"] for one in run.left_out] == [held]


def refuses(evening: Evening, kind: Notice, code: str) -> None:
    with evening.app.app_context():
        organiser, event = evening.cast.staff("li"), db.session.get_one(Event, evening.event_id)
        with pytest.raises(DomainError, match=code):
            order(organiser, event, kind, key=KEY, moment=now())


def test_before_closing_and_of_an_unknown_kind_there_are_no_letters(evening: Evening):
    came(evening, "郑", "雅文")
    refuses(evening, Notice.THANK_YOU, "letters_not_yet")
    browser, place = evening.cast.signed_in("li"), f"/events/{evening.event_id}/close/letters"

    assert browser.post(f"{place}/postponed", data={"key": KEY}).status_code == 404
    assert evening.cast.signed_in("zhao").post(f"{place}/thank_you", data={"key": KEY}).status_code == 403
    close(evening)
    refuses(evening, Notice.MISSED_YOU, "nothing_to_print")


@pytest.mark.parametrize("text", [text for text in TEXTS if text.kind in AFTERWARDS], ids=lambda text: text.kind)
def test_the_model_texts_are_plain(text):
    found = check_style(text.whole(), kind=text.kind, language=text.lang)

    assert [one for one in found if one.severity == DENY] == []
