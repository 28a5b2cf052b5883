"""Print runs: who may print whose letters, once however often one clicks, and whole however often a worker dies."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp

from clients.models import Client, ClientHold, EntryKind, HistoryEntry, HoldKind
from core.db import db, now
from core.jobs import Job, JobState, run_job
from events.models import Event
from invitations.models import Dispatch, Invitation, InvitationLetter
from invitations.print_runs import check, invitations_to_print, order_run
from printing.models import PrintedLetter, PrintRun
from printing.print_run import FILES, sweep_files
from staff.models import AuditEntry, Staff
from tests.house import queries

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def salon(cast):
    """An event with three guests: two of RM Zhao, one of RM Sun."""
    event_id = cast.add_event()
    guests = {
        name: cast.add_invitation(event_id, cast.add_client(name[0], name[1:], number=name, rm=rm))
        for name, rm in (("钱一鸣", "zhao"), ("艾青", "zhao"), ("周平", "sun"))
    }
    return event_id, guests


def key_of(page: str) -> str:
    return re.search(r'name="key"[^>]*value="([0-9a-f]{32})"', page).group(1)


def order(browser, event_id: int, which: str = "unprinted", key: str | None = None):
    page = browser.get(f"/print-runs/new?event={event_id}&which={which}").text
    return browser.post(f"/print-runs/new?event={event_id}", data={"key": key or key_of(page), "which": which})


def pdf_of(browser, run_id: int) -> bytes:
    answer = browser.get(f"/print-runs/{run_id}/letters.pdf")
    assert answer.status_code == 200
    return answer.data


def codes_in(pdf: bytes) -> list[str]:
    """The QR code of every page, as a telephone reads it."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        [code] = zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())
        found.append(code.text)
    return found


def texts_in(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def told(app) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).where(HistoryEntry.kind == EntryKind.LETTER_PRINTED))


# --- ordering


def test_the_organiser_prints_all_letters_in_piles_by_manager(app, cast, salon):
    event_id, guests = salon
    li = cast.signed_in("li")

    assert order(li, event_id).status_code == 302

    with app.app_context():
        run = db.session.scalars(sa.select(PrintRun)).one()
        assert [letter.recipient for letter in run.letters] == ["周平", "艾青", "钱一鸣"]
        assert (run.pages, run.job.state) == (3, JobState.DONE)
        dispatches = db.session.scalars(sa.select(Invitation.dispatch)).all()
        assert set(dispatches) == {Dispatch.PRINTED}
        run_id = run.id
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

    order(zhao, event_id)

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
    assert told(app) == 3


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


def test_a_reprint_keeps_every_code_and_every_byte_but_the_date(app, cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")
    for _ in range(2):
        order(li, event_id, which="all")

    with app.app_context():
        first, second = db.session.scalars(sa.select(PrintRun.id).order_by(PrintRun.id))
    assert codes_in(pdf_of(li, first)) == codes_in(pdf_of(li, second))


def test_a_letter_that_was_handed_over_stays_handed_over_after_a_reprint(app, cast, salon):
    event_id, guests = salon
    with app.app_context():
        db.session.get_one(Invitation, guests["周平"]).dispatch = Dispatch.DELIVERED
        db.session.commit()

    order(cast.signed_in("li"), event_id, which="all")

    with app.app_context():
        assert db.session.get_one(Invitation, guests["周平"]).dispatch is Dispatch.DELIVERED
        assert db.session.get_one(Invitation, guests["艾青"]).dispatch is Dispatch.PRINTED


# --- who is left out


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
        assert db.session.scalars(sa.select(PrintRun)).one().pages == 3


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
        assert run.pages == 1
        assert {person["recipient"] for person in run.left_out} == {"艾青", "周平"}
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
        assert db.session.get_one(PrintRun, run_id).pages == 3


def test_a_name_that_looks_like_code_is_printed_as_it_is(app, cast):
    event_id = cast.add_event()
    cast.add_invitation(event_id, cast.add_client("<b>{{7*7}}</b>", "四十九"))
    li = cast.signed_in("li")

    location = order(li, event_id).location

    [text] = texts_in(pdf_of(li, int(location.rsplit("/", 1)[1])))
    assert "尊敬的<b>{{7*7}}</b>女士：" in text
    assert "49" not in text.split("：")[0]
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in li.get(location).text


# --- who may see a run


def test_a_foreign_run_and_a_missing_one_are_the_same_404(app, cast, salon):
    event_id, _guests = salon
    run_id = int(order(cast.signed_in("zhao"), event_id).location.rsplit("/", 1)[1])

    for who in ("sun", "stranger"):
        browser = cast.signed_in(who)
        for path in ("", "/letters.pdf"):
            foreign, missing = (browser.get(f"/print-runs/{number}{path}") for number in (run_id, 999_999))
            assert (foreign.status_code, missing.status_code) == (404, 404)
        assert browser.post(f"/print-runs/{run_id}/retry").status_code == 404
        assert f"/print-runs/{run_id}" not in browser.get("/print-runs").text
    assert cast.signed_in("li").get(f"/print-runs/{run_id}").status_code == 200


def test_a_foreign_event_is_404(cast, salon):
    event_id, _guests = salon

    assert cast.signed_in("stranger").get(f"/print-runs/new?event={event_id}").status_code == 404


def test_door_staff_print_nothing(cast, salon):
    assert cast.signed_in("door").get("/print-runs").status_code == 403


def test_a_client_who_was_left_out_and_moved_is_named_to_the_former_manager_no_more(app, cast, salon):
    event_id, _guests = salon
    client_id = cast.add_client("吴", "无称", number="x", gender=None)
    cast.add_invitation(event_id, client_id)
    zhao = cast.signed_in("zhao")
    run = order(zhao, event_id).location
    assert "吴无称" in zhao.get(run).text
    with app.app_context():
        db.session.get_one(Client, client_id).rm_id = cast.staff_ids["sun"]
        db.session.commit()

    assert "吴无称" not in zhao.get(run).text
    assert "吴无称" in cast.signed_in("li").get(run).text


def test_a_client_who_moved_closes_the_file_to_the_former_manager(app, cast, salon):
    event_id, guests = salon
    zhao = cast.signed_in("zhao")
    run_id = int(order(zhao, event_id).location.rsplit("/", 1)[1])
    with app.app_context():
        client_id = db.session.get_one(Invitation, guests["艾青"]).client_id
        db.session.get_one(Client, client_id).rm_id = cast.staff_ids["sun"]
        db.session.commit()

    page = zhao.get(f"/print-runs/{run_id}").text

    assert "艾青" not in page
    assert "letters.pdf" not in page
    assert zhao.get(f"/print-runs/{run_id}/letters.pdf").status_code == 404
    assert cast.signed_in("li").get(f"/print-runs/{run_id}/letters.pdf").status_code == 200


def test_the_pdf_is_private_shown_in_the_page_and_noted(app, cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")
    run_id = int(order(li, event_id).location.rsplit("/", 1)[1])

    answer = li.get(f"/print-runs/{run_id}/letters.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "no-store" in answer.headers["Cache-Control"]
    with app.app_context():
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export")).one()
        assert (entry.subject, entry.subject_id, entry.staff_id) == ("print_run", run_id, cast.staff_ids["li"])


def test_a_run_without_file_has_no_pdf(app, cast, salon):
    event_id, _guests = salon
    run_id, _job_id = ordered(app, cast, event_id)

    assert cast.signed_in("li").get(f"/print-runs/{run_id}/letters.pdf").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_empty_pages_say_what_to_do_next(cast, lang):
    li = cast.signed_in("li")
    event_id = cast.add_event()

    assert 'href="/events' in li.get(f"/print-runs?lang={lang}").text
    assert f"/events/{event_id}/guests" in li.get(f"/print-runs/new?event={event_id}&lang={lang}").text


def test_lists_take_as_many_queries_for_three_rows_as_for_one(app, cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")
    counts = []
    for which in ("unprinted", "all", "all"):
        run_id = int(order(li, event_id, which=which).location.rsplit("/", 1)[1])
        with queries(app) as index:
            li.get("/print-runs")
        with queries(app) as show:
            li.get(f"/print-runs/{run_id}")
        counts.append((len(index), len(show)))
    event_id = cast.add_event(title="一人")
    cast.add_invitation(event_id, cast.add_client("孤", "一", number="one"))
    with queries(app) as one:
        li.get(f"/print-runs/new?event={event_id}")
    with queries(app) as three:
        li.get(f"/print-runs/new?event={salon[0]}&which=all")

    assert counts[0] == counts[1] == counts[2]
    # A further manager is read with the roles; further guests cost nothing.
    assert len(three) <= len(one) + 1


# --- workers that die


def ordered(app, cast, event_id: int) -> tuple[int, int]:
    """A run that is ordered and committed while no worker is awake: (run, job)."""
    with app.app_context():
        actor = db.session.get_one(Staff, cast.staff_ids["li"])
        event = db.session.get_one(Event, event_id)
        preflight = check(invitations_to_print(actor, event, unprinted=False), now())
        run = order_run(actor, event, preflight, key="2" * 32, moment=now())
        db.session.commit()
        return run.id, run.job.id


WORKER = """
import sys
from app import create_app
from core.jobs import run_job
app = create_app()
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    run_job(int(sys.argv[1]))
"""


def worker(app, job_id: int) -> subprocess.Popen:
    """A process that waits for a line and then does the job."""
    settings = app.extensions["settings"]
    child = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job_id)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ
        | {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "PUBLIC_BASE_URL": settings.public_base_url,
            "QUEUE_URL": "memory://",
            "LOG_LEVEL": "ERROR",
        },
    )
    assert child.stdout.readline() == "ready\n"
    return child


def begin(child: subprocess.Popen) -> None:
    child.stdin.write("go\n")
    child.stdin.flush()


def progress_of(app, job_id: int) -> tuple[int, JobState]:
    with app.app_context():
        job = db.session.get_one(Job, job_id)
        return job.done, job.state


def forget_the_dead(app, job_id: int) -> None:
    """A minute later: the lease of a dead worker has run out."""
    with app.app_context():
        db.session.execute(sa.update(Job).where(Job.id == job_id).values(heartbeat=now() - timedelta(minutes=2)))
        db.session.commit()


@pytest.fixture
def crowd(app, cast):
    """Sixty guests, so that there is time to die."""
    event_id = cast.add_event(capacity=60)
    with app.app_context():
        from clients.book import save_client
        from invitations.inviting import invite

        owner = cast.staff("zhao")
        clients = [
            save_client(
                Client(rm_id=owner.id, branch_id=owner.branch_id, number=f"K{number}"),
                surname="王",
                given_name=f"客{number}",
                salutation_override=f"尊敬的{number:02}号客人",
            )
            for number in range(60)
        ]
        db.session.flush()
        invite(owner, db.session.get_one(Event, event_id), clients, now=now())
        db.session.commit()
    return event_id


def test_workers_may_be_killed_at_any_moment_and_every_letter_is_printed_once(app, cast, crowd):
    run_id, job_id = ordered(app, cast, crowd)
    reached = []
    for stop_after in (1, 10, 30, 50):
        child = worker(app, job_id)
        begin(child)
        deadline = time.monotonic() + 30
        while (done := progress_of(app, job_id))[0] < stop_after and done[1] is not JobState.DONE:
            assert time.monotonic() < deadline, "the worker makes no progress"
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.wait()
        reached.append(progress_of(app, job_id))
        with app.app_context():
            run = db.session.get_one(PrintRun, run_id)
            assert (run.file is None) == (run.finished_at is None)  # never a half file
        forget_the_dead(app, job_id)
    last = worker(app, job_id)
    begin(last)
    assert last.wait(60) == 0

    assert any(0 < done < 60 and state is JobState.RUNNING for done, state in reached), reached
    assert progress_of(app, job_id) == (60, JobState.DONE)
    assert told(app) == 60
    with app.app_context():
        run = db.session.get_one(PrintRun, run_id)
        assert run.pages == 60
        assert db.session.scalar(sa.select(sa.func.count()).select_from(InvitationLetter)) == 60
    texts = texts_in(pdf_of(cast.signed_in("li"), run_id))
    assert len(texts) == 60
    assert {number for number in range(60) if any(f"尊敬的{number:02}号客人" in text for text in texts)} == set(
        range(60)
    )


def test_a_worker_whose_lease_was_taken_writes_nothing_more(app, cast, crowd):
    run_id, job_id = ordered(app, cast, crowd)
    child = worker(app, job_id)
    begin(child)
    while progress_of(app, job_id)[0] < 10:
        time.sleep(0.002)
    child.send_signal(signal.SIGSTOP)  # asleep for longer than its lease
    forget_the_dead(app, job_id)
    with app.app_context():
        assert run_job(job_id)
    child.send_signal(signal.SIGCONT)

    assert child.wait(60) == 0

    assert told(app) == 60
    with app.app_context():
        assert db.session.get_one(PrintRun, run_id).pages == 60


def test_without_the_guards_a_repeated_job_would_double_the_history(app, cast, salon):
    """The control: what the finished mark and the keys keep off really happens without them."""
    event_id, _guests = salon
    run_id, job_id = ordered(app, cast, event_id)

    def again() -> JobState:
        with app.app_context():
            db.session.execute(sa.update(Job).values(state=JobState.QUEUED))
            db.session.commit()
            run_job(job_id)
            return db.session.get_one(Job, job_id).state

    again()
    assert again() is JobState.DONE  # the finished mark: nothing happens
    assert told(app) == 3
    with app.app_context():
        db.session.get_one(PrintRun, run_id).finished_at = None
        db.session.commit()
    assert again() is JobState.FAILED  # the keys: refused
    assert told(app) == 3
    with app.app_context():
        db.session.execute(sa.update(HistoryEntry).values(key=None))
        db.session.commit()
    assert again() is JobState.DONE
    assert told(app) == 6


def test_files_that_a_killed_worker_left_are_swept_and_named_ones_kept(app, cast, salon):
    event_id, _guests = salon
    order(cast.signed_in("li"), event_id)
    with app.app_context():
        folder = Path(app.config["DATA_DIR"]) / "files" / FILES
        kept = db.session.scalars(sa.select(PrintRun.file)).one()
        orphans = [folder / f"{'a' * 32}.pdf", folder / f"{'b' * 32}.part"]
        young = folder / f"{'c' * 32}.part"
        for path in (*orphans, young):
            path.write_bytes(b"half")
        for path in (*orphans, folder / kept):
            os.utime(path, (time.time() - 7200, time.time() - 7200))

        sweep_files()

        assert not any(path.exists() for path in orphans)
        assert young.exists()
        assert (folder / kept).exists()
        young.unlink()
