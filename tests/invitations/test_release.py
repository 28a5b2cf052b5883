"""From the drawn run to the paper: reading back, the proof, the manager's approval, single letters."""

from __future__ import annotations

import io
import zipfile

import pypdf
import pytest
import sqlalchemy as sa

from clients.models import ClientHold, HoldKind
from core.db import db, now
from core.jobs import JobState, run_job
from events.models import Event
from invitations.codes.tokens import unseal
from invitations.models import Dispatch, Invitation
from invitations.runs import print_job
from invitations.runs.releasing import RunState, state_of
from printing.models import PrintedLetter, PrintRun
from printing.print_run import FILES
from staff.models import AuditEntry
from tests.invitations.print_desk import approved, order, ordered, pdf_of, printed, run_of, told


@pytest.fixture
def drawn(cast, salon):
    """A run of the salon's three letters that waits for the manager."""
    return run_of(order(cast.signed_in("li"), salon[0]))


def stands(app, run_id) -> RunState:
    with app.app_context():
        return state_of(db.session.get_one(PrintRun, run_id))


# --- reading back


def test_two_swapped_codes_block_the_run_for_good(app, cast, salon):
    """The control: a page that holds another guest's code is found, whoever swapped it."""
    event_id, guests = salon
    run_id, job_id = ordered(app, cast, event_id)

    def swap() -> None:
        with app.app_context():
            one, two = (db.session.get_one(Invitation, guests[name]) for name in ("艾青", "钱一鸣"))
            one.sealed, two.sealed = two.sealed, one.sealed
            db.session.commit()

    swap()
    with app.app_context():  # drawn with the wrong codes, read back against the right ones
        run = db.session.get_one(PrintRun, run_id)
        print_job._draw_run(run.id, lambda _done, _total: None, db.session.commit, now)
        db.session.commit()
    swap()
    with app.app_context():
        run_job(job_id)
        run = db.session.get_one(PrintRun, run_id)
        assert {wrong["recipient"] for wrong in run.mismatches} == {"艾青", "钱一鸣"}
        assert {wrong["page"] for wrong in run.mismatches} == {4, 5}
    assert stands(app, run_id) is RunState.BLOCKED
    manager = cast.signed_in("manager")
    manager.post(f"/print-runs/{run_id}/approve")
    manager.post(f"/print-runs/{run_id}/printed")
    assert stands(app, run_id) is RunState.BLOCKED
    for path in ("letters.pdf", "letters.zip", "letters/1.pdf", "proof.pdf"):
        assert manager.get(f"/print-runs/{run_id}/{path}").status_code == 404
    page = manager.get(f"/print-runs/{run_id}?lang=en").text
    assert "never printed" in page
    assert told(app) == 0
    assert run_of(order(cast.signed_in("li"), event_id, key="9" * 32))  # its letters can be ordered anew


def test_a_frozen_text_that_names_another_reader_is_found(app, cast, salon):
    run_id, job_id = ordered(app, cast, salon[0])
    with app.app_context():
        print_job._draw_run(run_id, lambda _done, _total: None, db.session.commit, now)
        letter = db.session.scalars(sa.select(PrintedLetter).where(PrintedLetter.recipient == "艾青")).one()
        letter.content = letter.content | {"salutation": "尊敬的别女士："}
        db.session.commit()

        run_job(job_id)

        assert [wrong["reason"] for wrong in db.session.get_one(PrintRun, run_id).mismatches] == ["words"]


def test_one_letter_that_cannot_be_drawn_is_listed_and_the_others_are_printed(app, cast, salon):
    run_id, job_id = ordered(app, cast, salon[0])
    with app.app_context():
        letter = db.session.scalars(sa.select(PrintedLetter).where(PrintedLetter.recipient == "艾青")).one()
        letter.content = letter.content | {"paragraphs": ["\U0002fffe" * 3]}
        db.session.commit()

        run_job(job_id)

        run = db.session.get_one(PrintRun, run_id)
        assert (run.job.state, run.mismatches) == (JobState.DONE, [])
        assert [one.recipient for one in run.letters] == ["周平", "钱一鸣"]
        assert [(one["recipient"], one["problems"][0]["kind"]) for one in run.left_out] == [("艾青", "undrawable")]
    assert "艾青" in cast.signed_in("li").get(f"/print-runs/{run_id}").text


# --- the proof and the approval


def test_the_proof_shows_real_pages_with_a_mark_and_a_code_that_opens_nothing(app, cast, salon, drawn):
    li = cast.signed_in("li")

    proof = pypdf.PdfReader(io.BytesIO(li.get(f"/print-runs/{drawn}/proof.pdf").data))

    texts = ["".join(page.extract_text().split()) for page in proof.pages]
    assert all("样张PROOF" in text for text in texts)
    assert "尊敬的周女士" in texts[0]
    with app.app_context():
        codes = [unseal(db.session.get_one(Invitation, one)).grouped for one in salon[1].values()]
    assert not any(code in text for code in codes for text in texts)
    picture = li.get(f"/print-runs/{drawn}/proof/1.png")
    assert (picture.status_code, picture.data[:4]) == (200, b"\x89PNG")
    assert li.get(f"/print-runs/{drawn}/proof/9.png").status_code == 404


@pytest.mark.parametrize("who", ["li", "zhao", "door", "stranger"])
def test_only_the_manager_of_the_branch_approves(app, cast, drawn, who):
    cast.signed_in(who).post(f"/print-runs/{drawn}/approve")

    assert stands(app, drawn) is RunState.PROOF


def test_approval_by_name_opens_the_files_and_twice_is_once(app, cast, drawn):
    li = cast.signed_in("li")
    assert li.post(f"/print-runs/{drawn}/printed").status_code == 302
    assert stands(app, drawn) is RunState.PROOF  # not before somebody approved it

    approved(cast, drawn)
    with app.app_context():
        first = db.session.get_one(PrintRun, drawn).approved_at
    approved(cast, drawn)

    with app.app_context():
        run = db.session.get_one(PrintRun, drawn)
        assert (run.approved_by_id, run.approved_at) == (cast.staff_ids["manager"], first)
    assert pdf_of(li, drawn)
    assert "Proofs that wait" not in cast.signed_in("manager").get("/?lang=en").text


def test_a_proof_waits_on_the_managers_first_page_and_on_nobody_elses(cast, drawn):
    assert f"/print-runs/{drawn}" in cast.signed_in("manager").get("/").text
    assert f"/print-runs/{drawn}" not in cast.signed_in("li").get("/").text


def test_sent_back_with_a_reason_the_run_is_never_printed(app, cast, salon, drawn):
    manager = cast.signed_in("manager")
    manager.post(f"/print-runs/{drawn}/cancel", data={"reason": " "})
    assert stands(app, drawn) is RunState.PROOF  # without a reason nobody knows what to change

    manager.post(f"/print-runs/{drawn}/cancel", data={"reason": "落款日期不对"})

    assert stands(app, drawn) is RunState.CANCELLED
    assert "落款日期不对" in cast.signed_in("li").get(f"/print-runs/{drawn}").text
    manager.post(f"/print-runs/{drawn}/approve")
    assert stands(app, drawn) is RunState.CANCELLED
    assert run_of(order(cast.signed_in("li"), salon[0], key="4" * 32)) != drawn


def test_a_colleague_can_not_give_up_somebody_elses_run_and_a_printed_one_nobody_can(app, cast, salon):
    run_id = run_of(order(cast.signed_in("zhao"), salon[0]))
    cast.signed_in("li").post(f"/print-runs/{run_id}/cancel", data={"reason": "x"})
    assert stands(app, run_id) is RunState.PROOF

    printed(cast, run_id, "zhao")
    cast.signed_in("zhao").post(f"/print-runs/{run_id}/cancel", data={"reason": "x"})

    assert stands(app, run_id) is RunState.PRINTED


def test_a_cancelled_run_is_not_drawn_by_a_worker_that_comes_late(app, cast, salon):
    run_id, job_id = ordered(app, cast, salon[0])
    cast.signed_in("li").post(f"/print-runs/{run_id}/cancel", data={"reason": "x"})

    with app.app_context():
        run_job(job_id)

        assert db.session.get_one(PrintRun, run_id).file is None


def test_printed_is_told_once_and_who_was_held_meanwhile_is_named_to_be_destroyed(app, cast, salon, drawn):
    approved(cast, drawn)
    with app.app_context():
        client_id = db.session.get_one(Invitation, salon[1]["艾青"]).client_id
        db.session.add(ClientHold(client_id=client_id, kind=HoldKind.BEREAVEMENT, since=now().date()))
        db.session.commit()
    li = cast.signed_in("li")

    for _ in range(2):
        li.post(f"/print-runs/{drawn}/printed")

    assert told(app) == 2
    with app.app_context():
        states = {name: db.session.get_one(Invitation, one).dispatch for name, one in salon[1].items()}
    assert states == {"周平": Dispatch.PRINTED, "钱一鸣": Dispatch.PRINTED, "艾青": Dispatch.LISTED}
    assert "destroy" in li.get(f"/print-runs/{drawn}?lang=en").text


def test_the_manager_signs_the_run_and_each_relationship_manager_gets_a_pile(app, cast, salon, drawn):
    printed(cast, drawn)
    path = f"/print-runs/{drawn}/steps"
    cast.signed_in("li").post(path, data={"step": "signed"})
    with app.app_context():
        assert set(db.session.scalars(sa.select(Invitation.dispatch))) == {Dispatch.PRINTED}

    cast.signed_in("manager").post(path, data={"step": "signed", "of": "ticked", "guest": [salon[1]["周平"]]})
    cast.signed_in("li").post(path, data={"step": "handed", "rm": cast.staff_ids["zhao"]})

    with app.app_context():
        states = {name: db.session.get_one(Invitation, one).dispatch for name, one in salon[1].items()}
    assert states == {"周平": Dispatch.SIGNED, "钱一鸣": Dispatch.HANDED, "艾青": Dispatch.HANDED}
    assert cast.signed_in("li").post(path, data={"step": "delivered"}).status_code == 404


# --- single letters


def test_a_letter_is_printed_again_byte_for_byte_after_everything_changed(app, cast, salon, drawn):
    printed(cast, drawn)
    li = cast.signed_in("li")
    first = li.get(f"/print-runs/{drawn}/letters/1.pdf").data
    with app.app_context():
        db.session.get_one(Event, salon[0]).venue = "别处"
        client = db.session.get_one(Invitation, salon[1]["周平"]).client
        client.surname, client.gender = "赵", None
        db.session.commit()

    again = li.get(f"/print-runs/{drawn}/letters/1.pdf")

    assert again.data == first
    with app.app_context():
        import hashlib

        letter = db.session.scalars(sa.select(PrintedLetter).where(PrintedLetter.position == 1)).one()
        assert hashlib.sha256(first).hexdigest() == letter.sha256
        exports = sa.select(sa.func.count()).where(AuditEntry.subject == "letter", AuditEntry.action == "export")
        assert db.session.scalar(exports) == 2


def test_a_letter_that_would_come_out_otherwise_is_not_printed_in_silence(app, cast, drawn):
    printed(cast, drawn)
    with app.app_context():
        db.session.execute(sa.update(PrintedLetter).values(sha256="0" * 64))
        db.session.commit()

    answer = cast.signed_in("li").get(f"/print-runs/{drawn}/letters/1.pdf?lang=en")

    assert answer.status_code == 409
    assert "would not be the same" in answer.text
    parts = zipfile.ZipFile(io.BytesIO(cast.signed_in("li").get(f"/print-runs/{drawn}/letters.zip").data))
    assert "READ-ME-FIRST.txt" in parts.namelist()


def test_the_archive_holds_each_letter_under_its_number_and_nobodys_name(cast, drawn):
    approved(cast, drawn)
    li = cast.signed_in("li")

    answer = li.get(f"/print-runs/{drawn}/letters.zip")

    parts = zipfile.ZipFile(io.BytesIO(answer.data))
    assert parts.testzip() is None
    assert parts.namelist() == ["0001.pdf", "0002.pdf", "0003.pdf"]
    assert parts.read("0002.pdf") == li.get(f"/print-runs/{drawn}/letters/2.pdf").data


def test_a_foreign_guests_letter_is_404(app, cast, salon):
    run_id = approved(cast, run_of(order(cast.signed_in("li"), salon[0])))

    for who in ("zhao", "stranger"):
        assert cast.signed_in(who).get(f"/print-runs/{run_id}/letters/1.pdf").status_code == 404


def test_names_of_files_and_addresses_tell_nothing_of_clients(app, cast, drawn):
    approved(cast, drawn)
    answer = cast.signed_in("li").get(f"/print-runs/{drawn}/letters/1.pdf")
    assert answer.headers["Content-Disposition"].isascii()
    assert "no-store" in answer.headers["Cache-Control"]
    with app.app_context():
        run = db.session.get_one(PrintRun, drawn)
        assert (pypdf.PdfReader(io.BytesIO(answer.data)).metadata.title, run.title) == (run.title, "春茶品鉴")
        assert FILES == "print-runs"
