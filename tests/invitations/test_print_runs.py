"""Print runs: who may print whose letters, once however often one clicks, and who is left out."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp

from clients.models import ClientHold, HoldKind
from core.db import db, now
from core.jobs import Job, JobState, run_job
from invitations.models import Dispatch, Invitation
from printing.models import PrintedLetter, PrintRun
from tests.invitations.print_desk import approved, key_of, order, ordered, pdf_of, printed, run_of, texts_in, told


def codes_in(pdf: bytes) -> list[str]:
    """The QR code of every page, as a telephone reads it."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        found += [code.text for code in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())]
    return found


def test_the_organiser_prints_all_letters_in_piles_by_manager(app, cast, salon):
    event_id, guests = salon
    li = cast.signed_in("li")

    run_id = run_of(order(li, event_id))

    with app.app_context():
        run = db.session.get_one(PrintRun, run_id)
        assert [letter.recipient for letter in run.letters] == ["周平", "艾青", "钱一鸣"]
        assert (run.pages, run.job.state, run.mismatches) == (3 + 2, JobState.DONE, [])
        assert set(db.session.scalars(sa.select(Invitation.dispatch))) == {Dispatch.LISTED}
    assert told(app) == 0
    printed(cast, run_id)
    with app.app_context():
        assert set(db.session.scalars(sa.select(Invitation.dispatch))) == {Dispatch.PRINTED}
    pdf = pdf_of(li, run_id)
    assert codes_in(pdf) == [
        f"HTTP://LOCALHOST:8000/I/{cast.token(guests[name])}" for name in ("周平", "艾青", "钱一鸣")
    ]
    for text, salutation in zip(texts_in(pdf), ("尊敬的周女士：", "尊敬的艾女士：", "尊敬的钱女士："), strict=True):
        assert salutation in text
    assert told(app) == 3


def test_a_manager_of_clients_prints_the_own_letters_only(app, cast, salon):
    event_id, _guests = salon
    zhao = cast.signed_in("zhao")

    printed(cast, run_of(order(zhao, event_id)), "zhao")

    with app.app_context():
        run = db.session.scalars(sa.select(PrintRun)).one()
        assert [letter.recipient for letter in run.letters] == ["艾青", "钱一鸣"]
        left = db.session.scalars(sa.select(Invitation).where(Invitation.dispatch == Dispatch.LISTED)).all()
        assert len(left) == 1


def test_the_frozen_text_holds_neither_token_nor_short_code(app, cast, salon):
    event_id, guests = salon
    order(cast.signed_in("li"), event_id)

    with app.app_context():
        stored = str(db.session.scalars(sa.select(PrintedLetter.content)).all())
    assert "尊敬的周女士" in stored  # control: the text is there
    for invitation_id in guests.values():
        assert cast.token(invitation_id) not in stored
    assert "HTTP://" not in stored
    assert "short_code" not in stored


def test_a_double_click_is_one_run(app, cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")
    page = li.get(f"/print-runs/new?event={event_id}").text

    first = order(li, event_id, key=key_of(page))
    second = order(li, event_id, key=key_of(page))

    assert first.location == second.location
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 1


def test_another_persons_key_does_not_lead_to_their_run(app, cast, salon):
    event_id, _guests = salon
    key = "0" * 32
    first = order(cast.signed_in("li"), event_id, which="all", key=key)

    second = order(cast.signed_in("zhao"), event_id, which="all", key=key)

    assert first.location != second.location


@pytest.mark.parametrize("data", [{"key": "x", "which": "all"}, {"key": "0" * 32, "which": "some"}, {"which": "all"}])
def test_a_form_that_is_not_ours_is_422(app, cast, salon, data):
    event_id, _guests = salon

    answer = cast.signed_in("li").post(f"/print-runs/new?event={event_id}", data=data)

    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 0


def test_with_every_letter_printed_there_is_nothing_to_order_but_all_again(app, cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")
    order(li, event_id)

    answer = order(li, event_id, key="1" * 32)

    assert answer.status_code == 422
    assert order(li, event_id, which="all").status_code == 302


def test_all_letters_printed_again_keep_their_codes(app, cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")

    first, second = (approved(cast, run_of(order(li, event_id, which="all"))) for _ in range(2))

    assert codes_in(pdf_of(li, first)) == codes_in(pdf_of(li, second))


def test_a_letter_that_was_handed_over_stays_handed_over_after_a_reprint(app, cast, salon):
    event_id, guests = salon
    with app.app_context():
        db.session.get_one(Invitation, guests["周平"]).dispatch = Dispatch.DELIVERED
        db.session.commit()

    printed(cast, run_of(order(cast.signed_in("li"), event_id, which="all")))

    with app.app_context():
        assert db.session.get_one(Invitation, guests["周平"]).dispatch is Dispatch.DELIVERED
        assert db.session.get_one(Invitation, guests["艾青"]).dispatch is Dispatch.PRINTED


def test_whoever_is_left_out_is_named_with_the_reason_before_and_after(app, cast, salon):
    event_id, _guests = salon
    cast.add_invitation(event_id, cast.add_client("吴", "无称", number="x", gender=None))
    li = cast.signed_in("li")

    before = li.get(f"/print-runs/new?event={event_id}&lang=zh").text
    after = li.get(order(li, event_id).location).text

    for page in (before, after):
        assert "吴无称" in page
        assert "还不知道如何称呼" in page
    with app.app_context():
        assert len(db.session.scalars(sa.select(PrintRun)).one().letters) == 3


def test_who_came_under_a_hold_after_the_order_is_not_printed_and_named(app, cast, salon):
    event_id, guests = salon
    run_id, job_id = ordered(app, cast, event_id)
    with app.app_context():
        client_id = db.session.get_one(Invitation, guests["艾青"]).client_id
        db.session.add(ClientHold(client_id=client_id, kind=HoldKind.DECEASED, since=date(2020, 1, 1)))
        db.session.get_one(Invitation, guests["周平"]).revoked_at = now()
        db.session.commit()

        run_job(job_id)

        run = db.session.get_one(PrintRun, run_id)
        assert [letter.recipient for letter in run.letters] == ["钱一鸣"]
        assert run.pages == 1 + 1
        assert {person["recipient"] for person in run.left_out} == {"艾青", "周平"}
    printed(cast, run_id)
    with app.app_context():
        assert db.session.get_one(Invitation, guests["艾青"]).dispatch is Dispatch.LISTED
    assert told(app) == 1


def test_a_run_in_which_nobody_is_left_fails_with_a_reason(app, cast, salon):
    event_id, _guests = salon
    _run_id, job_id = ordered(app, cast, event_id)
    with app.app_context():
        db.session.execute(sa.update(Invitation).values(revoked_at=now()))
        db.session.commit()

        run_job(job_id)

        job = db.session.get_one(Job, job_id)
        assert (job.state, job.error) == (JobState.FAILED, "nothing_to_print")


def test_a_failed_run_can_be_tried_again(app, cast, salon):
    event_id, _guests = salon
    run_id, job_id = ordered(app, cast, event_id)
    with app.app_context():
        db.session.execute(sa.update(Invitation).values(revoked_at=now()))
        db.session.commit()
        run_job(job_id)
        db.session.execute(sa.update(Invitation).values(revoked_at=None))
        db.session.commit()
    li = cast.signed_in("li")
    assert f"/print-runs/{run_id}/retry" in li.get(f"/print-runs/{run_id}").text

    li.post(f"/print-runs/{run_id}/retry")

    with app.app_context():
        assert db.session.get_one(PrintRun, run_id).pages == 3 + 2


def test_a_name_that_looks_like_code_is_printed_as_it_is(app, cast):
    event_id = cast.add_event()
    cast.add_invitation(event_id, cast.add_client("<b>{{7*7}}</b>", "四十九"))
    li = cast.signed_in("li")

    location = order(li, event_id).location

    [text] = texts_in(pdf_of(li, approved(cast, int(location.rsplit("/", 1)[1]))))
    assert "尊敬的<b>{{7*7}}</b>女士：" in text
    assert "49" not in text.split("：")[0]
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in li.get(location).text
