"""What may happen to a guest, a code, a picture or a file between two steps of a print run."""

from __future__ import annotations

import io
import threading
import zipfile

import pytest
import sqlalchemy as sa

from clients.models import ClientHold, HoldKind
from core import files
from core.db import db, now
from core.jobs import run_job
from events.models import Event
from invitations.models import Dispatch, Invitation, InvitationLetter
from invitations.runs import print_job
from invitations.runs.preflight import check
from invitations.runs.print_runs import invitations_to_print, order_run
from invitations.runs.releasing import RunState, state_of
from printing.models import PrintedLetter, PrintRun, Stationery
from printing.print_run import FILES
from staff.models import Staff
from tests.invitations.paper_desk import pages_of
from tests.invitations.print_desk import approved, order, ordered, printed, run_of

GIANT = "9" * 30


@pytest.fixture
def drawn(cast, salon):
    """A run of the salon's three letters that waits for the manager."""
    return run_of(order(cast.signed_in("li"), salon[0]))


def draw(app, run_id: int) -> None:
    """As far as a worker comes that is killed before it reads the pages back."""
    with app.app_context():
        print_job._draw_run(run_id, lambda _done, _total: None, db.session.commit, now)
        db.session.commit()


def mismatches(app, run_id: int, job_id: int) -> list:
    with app.app_context():
        run_job(job_id)
        run = db.session.get_one(PrintRun, run_id)
        assert run.finished_at is not None
        return run.mismatches


def hold(app, invitation_id: int) -> None:
    with app.app_context():
        client_id = db.session.get_one(Invitation, invitation_id).client_id
        db.session.add(ClientHold(client_id=client_id, kind=HoldKind.BEREAVEMENT, since=now().date()))
        db.session.commit()


def dispatches(app, guests) -> dict[str, Dispatch]:
    with app.app_context():
        return {name: db.session.get_one(Invitation, one).dispatch for name, one in guests.items()}


# --- between drawing and reading back


@pytest.mark.parametrize("steps", ["ordered", "drawn"])
def test_a_letter_that_is_being_drawn_is_not_reissued(app, cast, salon, steps):
    """New codes would make the page wrong that shows the old ones, and with it the whole run."""
    run_id, job_id = ordered(app, cast, salon[0])
    if steps == "drawn":
        draw(app, run_id)
    guest, li = salon[1]["艾青"], cast.signed_in("li")
    before = cast.token(guest)

    answer = li.post(f"/events/{salon[0]}/guests/{guest}/letter/reissue?lang=en", data={"reason": "lost"})

    assert cast.token(guest) == before
    assert "being drawn" in li.get(answer.location).text
    assert mismatches(app, run_id, job_id) == []
    printed(cast, run_id)
    li.post(f"/events/{salon[0]}/guests/{guest}/letter/reissue", data={"reason": "lost"})
    assert cast.token(guest) != before


def test_who_changes_hands_or_languages_meanwhile_does_not_block_the_run(app, cast, salon):
    run_id, job_id = ordered(app, cast, salon[0])
    draw(app, run_id)
    with app.app_context():
        db.session.get_one(Invitation, salon[1]["艾青"]).client.rm_id = cast.staff_ids["sun"]
        cast.staff("zhao").name = "赵主任"
        cast.staff("li").language = "en"
        db.session.commit()

    assert mismatches(app, run_id, job_id) == []


def test_a_drawn_file_that_is_gone_is_drawn_again(app, cast, salon):
    run_id, job_id = ordered(app, cast, salon[0])
    draw(app, run_id)
    with app.app_context():
        files.find(FILES, db.session.get_one(PrintRun, run_id).file).unlink()

    assert mismatches(app, run_id, job_id) == []

    approved(cast, run_id)
    assert cast.signed_in("li").get(f"/print-runs/{run_id}/letters.pdf").status_code == 200


def test_what_is_kept_of_a_wrong_page_opens_no_invitation(app, cast, salon):
    run_id, job_id = ordered(app, cast, salon[0])
    draw(app, run_id)
    with app.app_context():
        from invitations.codes.tokens import issue

        codes = issue(db.session.get_one(Invitation, salon[1]["艾青"]))
        db.session.commit()

    kept = str(mismatches(app, run_id, job_id))

    assert "艾青" in kept
    assert codes.grouped not in kept
    assert codes.token not in kept


# --- between approval and the guest's hands


def test_a_file_that_is_gone_is_said_to_be_gone(app, cast, drawn):
    approved(cast, drawn)
    with app.app_context():
        files.find(FILES, db.session.get_one(PrintRun, drawn).file).unlink()

    answer = cast.signed_in("li").get(f"/print-runs/{drawn}/letters.pdf?lang=en")

    assert answer.status_code == 409
    assert "single PDFs" in answer.text


def test_a_letter_that_can_be_drawn_no_more_says_so(app, cast, drawn):
    approved(cast, drawn)
    with app.app_context():
        letter = db.session.scalars(sa.select(PrintedLetter).where(PrintedLetter.position == 1)).one()
        letter.content = letter.content | {"paragraphs": ["\U0002fffe"]}
        db.session.commit()
    li = cast.signed_in("li")

    for path in ("letters/1.pdf", "proof.pdf", "proof/1.png"):
        answer = li.get(f"/print-runs/{drawn}/{path}?lang=en")
        assert answer.status_code == 409, path
        assert "would not be the same" in answer.text
    parts = zipfile.ZipFile(io.BytesIO(li.get(f"/print-runs/{drawn}/letters.zip").data))
    assert sorted(parts.namelist()) == ["0002.pdf", "0003.pdf", "READ-ME-FIRST.txt"]


def test_a_picture_that_is_gone_keeps_letters_back_and_says_so(app, cast, salon, drawn):
    approved(cast, drawn)
    with app.app_context():
        db.session.add(Stationery(branch_id=cast.branch_id, logo="0" * 32 + ".png"))
        letter = db.session.scalars(sa.select(PrintedLetter).where(PrintedLetter.position == 1)).one()
        letter.content = letter.content | {"look": letter.content["look"] | {"logo": "0" * 32 + ".png"}}
        db.session.commit()
    li = cast.signed_in("li")

    assert li.get(f"/print-runs/{drawn}/letters/1.pdf?lang=en").status_code == 409
    assert li.get(f"/print-runs/{drawn}/letters.zip").status_code == 200
    assert li.get(f"/print-runs/{drawn}/proof.pdf").status_code == 409
    assert "picture-missing" in li.get(f"/print-runs/new?event={salon[0]}&which=all&lang=en").text
    assert li.get(f"/letters/stationery/{cast.branch_id}/sample.png").status_code == 404
    assert "gone" in li.post(f"/events/{salon[0]}/wording/preview?lang=en", data={}).text


def test_the_letter_of_a_guest_who_was_held_goes_nowhere(app, cast, salon, drawn):
    printed(cast, drawn)
    hold(app, salon[1]["艾青"])
    li, manager = cast.signed_in("li"), cast.signed_in("manager")

    manager.post(f"/print-runs/{drawn}/steps", data={"step": "signed"})
    li.post(f"/print-runs/{drawn}/steps", data={"step": "handed", "rm": cast.staff_ids["zhao"]})
    li.post(f"/events/{salon[0]}/guests/steps", data={"step": "delivered", "rm": cast.staff_ids["zhao"]})

    assert dispatches(app, salon[1]) == {
        "艾青": Dispatch.PRINTED, "钱一鸣": Dispatch.DELIVERED, "周平": Dispatch.SIGNED,
    }  # fmt: skip
    assert "destroy" in li.get(f"/print-runs/{drawn}?lang=en").text
    for paper in ("envelopes.pdf?by=hand", "labels.pdf?by=hand", "handover.pdf"):
        assert "艾青" not in "".join(pages_of(li.get(f"/print-runs/{drawn}/{paper}"))), paper
    assert "艾青" in li.get(f"/print-runs/{drawn}/paper").text
    assert li.get(f"/print-runs/{drawn}/letters/2.pdf").status_code == 409
    parts = zipfile.ZipFile(io.BytesIO(li.get(f"/print-runs/{drawn}/letters.zip").data))
    assert len(parts.namelist()) == 2


def test_what_was_delivered_before_a_hold_stays_delivered(app, cast, salon, drawn):
    printed(cast, drawn)
    li = cast.signed_in("li")
    li.post(f"/print-runs/{drawn}/steps", data={"step": "handed", "rm": cast.staff_ids["zhao"]})
    hold(app, salon[1]["艾青"])

    li.post(f"/events/{salon[0]}/guests/steps", data={"step": "delivered", "rm": cast.staff_ids["zhao"]})

    assert dispatches(app, salon[1])["艾青"] is Dispatch.DELIVERED


# --- two at once, and what no form sends


def test_two_who_order_at_once_print_no_letter_twice(app, cast, salon):
    """Both have looked at the same list before either has ordered."""
    gate = threading.Barrier(2)
    refused = []

    def one(key: str) -> None:
        with app.app_context():
            actor, event = db.session.get_one(Staff, cast.staff_ids["li"]), db.session.get_one(Event, salon[0])
            preflight = check(invitations_to_print(actor, event, unprinted=True), now())
            db.session.commit()
            gate.wait()
            try:
                order_run(actor, event, preflight, key=key * 32, moment=now(), signed=preflight.seen, unprinted=True)
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                refused.append(getattr(error, "code", repr(error)))

    threads = [threading.Thread(target=one, args=(key,)) for key in "12"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        letters = list(db.session.scalars(sa.select(InvitationLetter.invitation_id)))
    assert sorted(letters) == sorted(salon[1].values())
    assert refused == ["nothing_to_print"]


def test_numbers_that_no_row_can_have_are_no_error(app, cast, salon, drawn):
    printed(cast, drawn)
    li = cast.signed_in("li")
    asked = f"/print-runs/new?event={salon[0]}&format=a4&zh={GIANT}&en=-5"

    assert li.get(asked).status_code == 200
    assert li.post(asked, data={"format": "a4", "zh": GIANT, "key": "a" * 32, "which": "all"}).status_code == 422
    for manager in (GIANT, "-1", "x"):
        li.post(f"/print-runs/{drawn}/steps", data={"step": "handed", "rm": manager})
    assert set(dispatches(app, salon[1]).values()) == {Dispatch.PRINTED}
    for number in (0, 99, GIANT):
        assert li.get(f"/print-runs/{drawn}/proof/{number}.png").status_code == 404


def test_a_run_of_which_nobody_may_be_written_to_can_be_given_up(app, cast, salon):
    run_id, job_id = ordered(app, cast, salon[0])
    for guest in salon[1].values():
        hold(app, guest)
    with app.app_context():
        run_job(job_id)
        assert state_of(db.session.get_one(PrintRun, run_id)) is RunState.FAILED
    cast.signed_in("li").post(f"/print-runs/{run_id}/cancel", data={"reason": "nobody left"})
    with app.app_context():
        assert state_of(db.session.get_one(PrintRun, run_id)) is RunState.CANCELLED
