"""Preflight: what blocks a letter, what somebody signs for by name, and that nothing slips through in between."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from clients.models import Client, ClientHold, HoldKind, Household
from clients.settings import POST_NEEDS_CONSENT
from core.db import db, now
from events.models import Event
from invitations.letters.setup import setup_for
from invitations.models import Invitation, Means
from invitations.runs.preflight import check, problems, surname_is_doubtful
from invitations.runs.preflight_words import _WEEKDAY, _WEEKDAY_EN
from invitations.runs.print_runs import invitations_to_print
from invitations.runs.problems import Mend, ProblemKind
from printing.models import Format, PrintedLetter, PrintRun, PrintSignOff
from printing.texts.model_texts import model_text
from printing.texts.templates import create_template, decide, submit
from staff.settings import change_setting
from tests.invitations.print_desk import key_of, order, run_of, signed_in_page

BLOCKS, PASSES = True, False


@pytest.fixture
def invited(app, cast):
    """Makes an invitation in the application, changed as told."""

    def make(*, event=None, client=None, **values):
        db.session.commit()  # SQLite has one lock, and what follows is made beside this session
        event_id = cast.add_event(**(event or {}))
        invitation_id = cast.add_invitation(event_id, cast.add_client(**(client or {})))
        invitation = db.session.get_one(Invitation, invitation_id)
        for name, value in values.items():
            setattr(invitation, name, value)
        db.session.commit()
        return invitation

    with app.app_context():
        yield make


def found(invitation, **wishes):
    setup = setup_for(invitation.event, **wishes)
    return [(one.kind, one.mend, one.blocks) for one in problems(invitation, now(), setup)]


def test_a_letter_without_anything_doubtful_has_no_findings(invited):
    assert found(invited()) == []


@pytest.mark.parametrize("means", [Means.POST, Means.COURIER])
def test_what_is_posted_wants_an_address_and_a_whole_postcode(invited, means):
    nowhere = invited(send_by=means)
    unasked = [(one.kind, one.detail) for one in problems(nowhere, now()) if one.kind is ProblemKind.CONTACT]
    assert unasked == [(ProblemKind.CONTACT, "consent_missing")], "post to a home wants consent"
    change_setting(nowhere.client.branch_id, POST_NEEDS_CONSENT, 0)
    assert found(nowhere) == [(ProblemKind.ADDRESS, Mend.CLIENT, BLOCKS)]
    nowhere.client.postal_address, nowhere.client.postcode = "浙江省杭州市滨江区江晖路1688号", "31005"
    assert found(nowhere) == [(ProblemKind.POSTCODE, Mend.CLIENT, PASSES)]
    nowhere.client.postcode = "310051"
    assert found(nowhere) == []
    nowhere.send_by, nowhere.client.postal_address = Means.BY_HAND, ""
    assert found(nowhere) == []


def test_the_text_that_needs_the_one_real_thing_blocks_without_it(invited):
    assert found(invited(personal_detail="")) == [(ProblemKind.DETAIL_MISSING, Mend.DETAIL, BLOCKS)]


@pytest.mark.parametrize(
    ("surname", "given_name", "doubtful"),
    [
        ("王", "文静", False), ("欧阳", "娜娜", False), ("欧", "阳娜娜", True), ("", "阿依古丽·买买提", False),
        ("", "王文静", True), ("王文", "静", True), ("Whitfield", "James", False), ("尉", "迟敏", True),
    ],
)  # fmt: skip
def test_a_name_that_looks_split_at_the_wrong_place_is_asked_about(surname, given_name, doubtful):
    assert surname_is_doubtful(surname, given_name) is doubtful


def test_a_doubtful_surname_is_signed_for(invited):
    assert found(invited(client={"surname": "尉", "given_name": "迟敏"})) == [
        (ProblemKind.SURNAME, Mend.CLIENT, PASSES)
    ]


def test_a_weekday_that_is_not_the_events_is_found_wherever_it_was_written(invited):
    invitation = invited()
    right, wrong = (
        "一二三四五六日"[invitation.event.local_start.weekday()],
        "一二三四五六日"[(invitation.event.local_start.weekday() + 1) % 7],
    )
    invitation.personal_detail = f"您说星期{right}有空"
    assert found(invitation) == []
    invitation.personal_detail = f"您说星期{wrong}有空"
    assert (ProblemKind.WEEKDAY, Mend.DETAIL, PASSES) in found(invitation)


@pytest.mark.parametrize(
    ("text", "found"),
    [("一周三次", False), ("每周二排练", False), ("第三周日程", False), ("本来周六不行", True), ("星期天见", True)],
)
def test_not_every_zhou_is_a_weekday(text, found):
    assert bool(_WEEKDAY.search(text)) is found
    assert _WEEKDAY_EN.search("on Monday")


def test_an_evening_that_speaks_of_funds_without_a_warning_is_signed_for(invited):
    invitation = invited(event={"title": "基金怎么挑"})
    assert found(invitation) == [(ProblemKind.RISK_LINE, Mend.EVENT, PASSES)]
    invitation.event.risks = ["fund"]
    assert found(invitation) == []


def test_flattery_blocks_and_names_who_wrote_it(invited):
    assert (ProblemKind.STYLE_DENIED, Mend.DETAIL, BLOCKS) in found(invited(personal_detail="尊贵的您百忙之中也来过"))
    assert (ProblemKind.STYLE_DENIED, Mend.EVENT, BLOCKS) in found(invited(event={"title": "尊享之夜"}))


def test_two_letters_to_one_household_are_asked_about(app, cast):
    event_id = cast.add_event()
    ids = [cast.add_invitation(event_id, cast.add_client("王", given)) for given in ("建国", "文静")]
    with app.app_context():
        home = Household(name="王家")
        for one in ids:
            db.session.get_one(Invitation, one).client.household = home
        db.session.flush()
        everybody = invitations_to_print(cast.staff("li"), db.session.get_one(Event, event_id), unprinted=False)

        result = check(everybody, now())
        assert {(one.kind, one.detail) for _who, one in result.findings} == {
            (ProblemKind.HOUSEHOLD, "王文静"), (ProblemKind.HOUSEHOLD, "王建国"),
        }  # fmt: skip
        assert check(everybody[:1], now(), others=everybody).findings  # the other's letter may be gone already


@pytest.mark.parametrize("form", Format)
def test_each_document_can_be_printed_of_a_plain_invitation(invited, form):
    for language in ("zh", "en"):
        invitation = invited(language=language)
        blocking = [one for one in found(invitation, form=form) if one[2]]
        assert blocking == []


# --- signing by name


def doubtful(cast) -> int:
    event_id = cast.add_event(title="基金怎么挑")
    for given in ("文静", "丽华"):
        cast.add_invitation(event_id, cast.add_client("王", given))
    return event_id


def test_without_the_tick_nothing_is_ordered_and_with_it_it_stands_who_signed(app, cast):
    event_id = doubtful(cast)
    li = cast.signed_in("li")

    refused = order(li, event_id, signed="")
    assert refused.status_code == 422
    page = li.get(f"/print-runs/new?event={event_id}").text
    assert signed_in_page(page)
    assert refused.text.count("error-summary") == 1
    run_id = run_of(order(li, event_id))

    with app.app_context():
        [sign_off] = db.session.scalars(sa.select(PrintSignOff))
        assert (sign_off.run_id, sign_off.staff_id) == (run_id, cast.staff_ids["li"])
        assert {one["recipient"] for one in sign_off.findings} == {"王文静", "王丽华"}
    assert "李组织核签放行" in li.get(f"/print-runs/{run_id}?lang=zh").text


def test_what_was_found_meanwhile_is_not_signed_for(app, cast):
    event_id = doubtful(cast)
    li = cast.signed_in("li")
    page = li.get(f"/print-runs/new?event={event_id}").text
    cast.add_invitation(event_id, cast.add_client("王", "迟来"))

    form = {"key": key_of(page), "which": "unprinted", "signed": signed_in_page(page)}
    answer = li.post(f"/print-runs/new?event={event_id}", data=form)

    assert answer.status_code == 422
    assert "王迟来" in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 0


def test_only_the_ticked_guests_are_printed_and_signed_for(app, cast):
    event_id = doubtful(cast)
    li = cast.signed_in("li")
    with app.app_context():
        one = db.session.scalars(sa.select(Invitation.id).order_by(Invitation.id)).first()

    run_of(order(li, event_id, choose="1", guest=[one]))

    with app.app_context():
        assert db.session.scalars(sa.select(PrintedLetter.recipient)).all() == ["王文静"]
        assert len(db.session.scalars(sa.select(PrintSignOff)).one().findings) == 1
    assert order(li, event_id, choose="1", key="7" * 32).status_code == 422  # nobody is ticked


def test_foreign_guests_in_the_form_are_not_printed(app, cast, salon):
    event_id, guests = salon

    run_of(order(cast.signed_in("zhao"), event_id, choose="1", guest=list(guests.values())))

    with app.app_context():
        assert set(db.session.scalars(sa.select(PrintedLetter.recipient))) == {"艾青", "钱一鸣"}


def test_a_letter_in_a_run_that_waits_is_not_ordered_again(app, cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")
    run_id = run_of(order(li, event_id))
    assert "order" not in re.findall(r"/print-runs/new\?event=\d+", li.get("/print-runs").text)
    assert order(li, event_id, key="1" * 32).status_code == 422

    li.post(f"/print-runs/{run_id}/cancel", data={"reason": "日期改了"})

    late = cast.add_invitation(event_id, cast.add_client("吴", "晚来", number="late"))
    assert late
    second = run_of(order(li, event_id, key="3" * 32))
    with app.app_context():
        assert len(db.session.get_one(PrintRun, second).letters) == 4


def test_every_problem_leads_to_the_page_that_mends_it(cast):
    event_id = cast.add_event()
    client_id = cast.add_client(gender=None)
    cast.add_invitation(event_id, client_id, detail="")

    page = cast.signed_in("li").get(f"/print-runs/new?event={event_id}").text

    assert f'href="/clients/{client_id}/edit"' in page
    assert f'href="/events/{event_id}/personal"' in page


def test_a_held_client_is_left_out_of_a_run_and_the_others_are_not(app, cast, salon):
    event_id, guests = salon
    with app.app_context():
        client_id = db.session.get_one(Invitation, guests["艾青"]).client_id
        db.session.add(ClientHold(client_id=client_id, kind=HoldKind.OPTED_OUT, since=date(2020, 1, 1)))
        db.session.commit()

    run_of(order(cast.signed_in("li"), event_id))

    with app.app_context():
        run = db.session.scalars(sa.select(PrintRun)).one()
        assert [one["problems"][0]["kind"] for one in run.left_out] == ["hold"]
        assert len(run.letters) == 2


# --- what is chosen


def test_a_template_of_the_branch_is_used_and_named_in_the_run(app, cast, salon):
    event_id, _guests = salon
    with app.app_context():
        li, manager = cast.staff("li"), cast.staff("manager")
        template = create_template(li, model_text("salon", "zh"), name="亲笔", now=now())
        db.session.flush()
        version = template.versions[0]
        submit(version, now=now())
        decide(version, manager, approved=True, comment="", now=now())
        db.session.commit()
        version_id = version.id

    run_id = run_of(order(cast.signed_in("li"), event_id))

    with app.app_context():
        assert db.session.get_one(PrintRun, run_id).versions == {"zh": version_id}


def test_an_unapproved_template_is_refused(app, cast, salon):
    event_id, _guests = salon
    with app.app_context():
        template = create_template(cast.staff("li"), model_text("salon", "zh"), name="草稿", now=now())
        db.session.commit()
        version_id = template.versions[0].id

    answer = order(cast.signed_in("li"), event_id, format="a4", design="laid", zh=version_id)

    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 0


@pytest.mark.parametrize("form", ["a5", "card"])
def test_late_additions_are_printed_as_the_others_were(app, cast, salon, form):
    event_id, _guests = salon
    li = cast.signed_in("li")
    first = run_of(order(li, event_id, format=form, design="festive"))
    cast.add_invitation(event_id, cast.add_client("吴", "晚来", number="late"))

    second = run_of(order(li, event_id, key="5" * 32))

    with app.app_context():
        runs = [db.session.get_one(PrintRun, one) for one in (first, second)]
        assert [(run.format.value, run.design.value, run.mismatches) for run in runs] == [(form, "festive", [])] * 2
        assert [letter.recipient for letter in runs[1].letters] == ["吴晚来"]
        assert db.session.scalars(sa.select(Client.id)).all()
