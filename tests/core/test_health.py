"""Alive, ready, and what the doctor says."""

import sqlalchemy as sa

from core.db import own_transaction


def test_alive_and_ready(app, browser):
    assert browser.get("/healthz").get_json() == {"status": "ok"}
    assert browser.get("/readyz").get_json() == {"status": "ready", "wrong": []}


def test_missing_migrations_make_it_unready(app, browser):
    with app.app_context(), own_transaction() as connection:
        newest = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    try:
        answer = browser.get("/readyz")
        assert (answer.status_code, answer.get_json()["wrong"]) == (503, ["migrations"])
    finally:
        with app.app_context(), own_transaction() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})


def test_the_doctor_finds_nothing_wrong_in_a_new_house(app):
    answer = app.test_cli_runner().invoke(args=["doctor"])

    assert answer.exit_code == 0, answer.output
    assert "LOOK" not in answer.output
