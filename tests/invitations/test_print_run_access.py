"""Who may see a print run and its PDF."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from clients.models import Client
from core.db import db
from invitations.models import Invitation
from staff.models import AuditEntry
from tests.house import queries
from tests.invitations.print_desk import approved, order, ordered, run_of


def test_a_foreign_run_and_a_missing_one_are_the_same_404(app, cast, salon):
    event_id, _guests = salon
    run_id = int(order(cast.signed_in("zhao"), event_id).location.rsplit("/", 1)[1])

    for who in ("sun", "stranger"):
        browser = cast.signed_in(who)
        for path in ("", "/letters.pdf", "/letters.zip", "/proof.pdf", "/proof/1.png", "/letters/1.pdf"):
            foreign, missing = (browser.get(f"/print-runs/{number}{path}") for number in (run_id, 999_999))
            assert (foreign.status_code, missing.status_code) == (404, 404)
        for path in ("retry", "cancel", "printed", "steps"):
            assert browser.post(f"/print-runs/{run_id}/{path}").status_code == 404
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
    run_id = approved(cast, run_of(order(zhao, event_id)))
    assert zhao.get(f"/print-runs/{run_id}/letters.pdf").status_code == 200
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
    run_id = run_of(order(li, event_id))
    assert li.get(f"/print-runs/{run_id}/letters.pdf").status_code == 404  # nobody has approved it
    approved(cast, run_id)

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
