"""The demo's letters: something to see at every place of a letter's way."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.models import Event
from invitations.models import Invitation
from invitations.runs.preflight import check
from invitations.runs.print_runs import invitations_to_print
from invitations.runs.problems import ProblemKind
from invitations.runs.releasing import RunState, state_of
from printing.models import Format, PrintRun, Stationery, TemplateVersion
from printing.stationery_forms import StationeryForm
from tests.demo.loaded import all_of, organiser
from tests.house import NOW


def test_there_is_a_run_in_every_state_that_somebody_has_to_do_with(demo: Flask) -> None:
    states = [state_of(run) for run in all_of(PrintRun)]

    assert set(states) == {RunState.PRINTED, RunState.CANCELLED, RunState.APPROVED, RunState.PROOF}
    assert all(run.mismatches == [] for run in all_of(PrintRun))
    assert {run.format for run in all_of(PrintRun)} == {Format.A4, Format.A5}


def test_everybody_who_is_asked_has_one_real_thing_told_of_them(demo: Flask) -> None:
    assert all(6 <= len(one.personal_detail) <= 80 for one in all_of(Invitation))


def test_the_branch_has_its_own_paper_and_a_text_in_its_second_approved_version(demo: Flask) -> None:
    [stationery] = db.session.scalars(sa.select(Stationery))
    assert stationery.seal is not None
    with demo.test_request_context():
        form = StationeryForm(stationery)
        assert form.seal_mm.data in [size for size, _words in form.seal_mm.choices]  # or the page can't be saved
    approved = all_of(TemplateVersion, TemplateVersion.approved.is_(True))
    assert [version.number for version in approved] == [1, 2]
    tonight_run = all_of(PrintRun)[0]
    assert tonight_run.versions == {"zh": approved[1].id}


def test_the_next_run_has_something_to_sign_for_and_somebody_to_leave_out(demo: Flask) -> None:
    event = db.session.scalars(sa.select(Event).where(Event.title == "利率走低，家里的钱怎么安排")).one()
    waiting = invitations_to_print(organiser(), event, unprinted=True)

    result = check(waiting, NOW)

    assert [one.kind for _who, one in result.findings] == [ProblemKind.WEEKDAY]
    reasons = {one.client.full_name: [problem.kind for problem in why] for one, why in result.left_out}
    assert reasons["林晓晨"] == [ProblemKind.SALUTATION]
