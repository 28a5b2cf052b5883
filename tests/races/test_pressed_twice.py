"""One button of the client book or club pressed by several people at one instant: it is done once, nobody is failed."""

import re
from datetime import date

import sqlalchemy as sa

from clients.contact.consent_texts import present_text
from clients.models import Client, ClientMerge, ContactChannel, Purpose, TierMonth
from core.db import db
from invitations.models import GuestException
from membership.levels import levels_of, open_club
from membership.models import Club, Membership, MembershipStep
from tests.races.field import Field, post
from tests.races.test_member_numbers import nominated

TIMES = 8


def press(field: Field, who: str, path: str, **fields: str):
    cookie = field.cast.signed_in(who).get_cookie("session").value
    return post(path, fields, Host="localhost", Cookie=f"session={cookie}")


def statuses(field: Field, who: str, path: str, **fields: str) -> list[int]:
    """What eight browsers are answered that send the same at one instant."""
    presses = [press(field, who, path, **fields) for _number in range(TIMES)]
    return [status for status, _body in field.at_once(presses)]


def count(field: Field, model, *conditions) -> int:
    with field.app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


def test_one_membership_moved_at_once_moves_once(field):
    [membership_id] = nominated(field, 1)

    answers = statuses(field, "li", f"/club/members/{membership_id}/moves/joined")

    assert answers.count(302) == 1
    assert max(answers) < 500, answers
    assert count(field, MembershipStep, MembershipStep.membership_id == membership_id) == 2


def test_one_client_named_for_the_club_at_once_is_named_once(field):
    client_id = field.cast.add_client(given_name="同名")
    with field.app.app_context():
        open_club(field.cast.branch_id)
        db.session.commit()
        level_id = levels_of(field.cast.branch_id)[0].id

    answers = statuses(field, "li", f"/club/nominate/{client_id}", level_id=str(level_id), reason="常来")

    assert answers.count(302) == 1
    assert max(answers) < 500, answers
    assert count(field, Membership, Membership.client_id == client_id) == 1


def test_a_club_opened_at_once_is_one_club(field):
    answers = statuses(field, "stranger", "/club/open")

    assert max(answers) < 500, answers
    assert count(field, Club, Club.branch_id == field.cast.other_branch_id) == 1


def test_a_merge_undone_at_once_is_undone_once(field):
    kept, gone = field.cast.add_client(given_name="合"), field.cast.add_client(given_name="并")
    [merged] = field.at_once([press(field, "li", f"/clients/duplicates/merge/{kept}/{gone}", **merge_choices())])
    assert merged[0] == 302
    with field.app.app_context():
        merge_id = db.session.scalar(sa.select(ClientMerge.id).where(ClientMerge.kept_id == kept))

    answers = statuses(field, "li", f"/clients/duplicates/merged/{merge_id}/undo")

    assert answers.count(302) == 1
    assert max(answers) < 500, answers
    assert count(field, Client, Client.id.in_([kept, gone]), Client.merged_into_id.is_(None)) == 2


def merge_choices() -> dict[str, str]:
    return {"do": "merge", "choose_name": "kept", "choose_number": "kept"}


def test_one_exception_made_at_once_is_one(field):
    client_id, event_id = field.cast.add_client(given_name="例外"), field.cast.add_event()

    answers = statuses(field, "manager", f"/events/{event_id}/exceptions/{client_id}", reason="老朋友")

    assert max(answers) < 500, answers
    assert count(field, GuestException, GuestException.event_id == event_id) == 1


def test_one_month_written_at_once_is_one(field):
    client_id = field.cast.add_client(given_name="月份")

    answers = statuses(field, "zhao", f"/clients/{client_id}/tier", month="2026-01", band="T4")

    assert max(answers) < 500, answers
    assert count(field, TierMonth, TierMonth.client_id == client_id, TierMonth.month == date(2026, 1, 1)) <= 1


def test_one_consent_given_at_once_fails_nobody(field):
    client_id = field.cast.add_client(given_name="同意")
    version = present_text(Purpose.MARKETING).version
    fields = {"how": "signed", "evidence": "合同", "text_version": version, "channels": "email"}

    answers = statuses(field, "zhao", f"/clients/{client_id}/contact/marketing/consent", **fields)

    assert 302 in answers
    assert max(answers) < 500, answers


def test_one_colleague_asked_in_at_once_stands_in_once(field):
    client_id = field.cast.add_client(given_name="代管")

    answers = statuses(field, "zhao", f"/clients/{client_id}/delegates", staff_id=str(field.cast.staff_ids["sun"]))

    assert 302 in answers
    assert max(answers) < 500, answers


def test_a_branch_whose_numbers_are_set_at_once_has_each_once(field):
    page = field.cast.signed_in("manager").get("/settings").text
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="(\d+)"', page))
    fields["invitations_year"] = "9"

    answers = statuses(field, "manager", "/settings", **fields)

    assert max(answers) < 500, answers


def test_one_way_refused_at_once_fails_nobody(field):
    client_id = field.cast.add_client(given_name="谢绝")

    answers = statuses(field, "zhao", f"/clients/{client_id}/contact/refusals", channel=ContactChannel.SMS.value)

    assert 302 in answers
    assert max(answers) < 500, answers
