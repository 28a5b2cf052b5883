"""The command `flask demo`."""

import pytest
import sqlalchemy as sa
from flask import Flask

from clients.models import Client
from core.db import db
from demo.people import COLLEAGUES, PASSWORD
from staff.models import Staff


def people(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return tuple(db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Staff, Client))  # type: ignore[return-value]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_it_prints_a_table_of_sign_ins_with_the_password(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo"])

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    for colleague in COLLEAGUES:
        assert any({colleague.username, colleague.role.value, colleague.name} <= set(line.split()) for line in lines)
    assert PASSWORD in lines[-1]
    assert people(app) == (13, 120)


def test_a_database_in_use_is_refused_with_a_sentence_and_not_changed(cast: object, app: Flask) -> None:
    before = people(app)

    result = app.test_cli_runner().invoke(args=["demo"])

    assert result.exit_code == 1
    assert "has staff or clients already" in result.output
    assert people(app) == before


def test_if_empty_passes_quietly_over_a_database_in_use(cast: object, app: Flask) -> None:
    before = people(app)

    result = app.test_cli_runner().invoke(args=["demo", "--if-empty"])

    assert result.exit_code == 0
    assert result.output == ""
    assert people(app) == before


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_if_empty_fills_an_empty_database_and_a_second_time_does_nothing(app: Flask) -> None:
    runner = app.test_cli_runner()

    first, second = (runner.invoke(args=["demo", "--if-empty"]) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert PASSWORD in first.output
    assert second.output == ""
    assert people(app) == (13, 120)
