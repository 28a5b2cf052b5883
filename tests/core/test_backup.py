"""A backup is a checked copy, and restoring it brings the house back."""

import shutil

import pytest
import sqlalchemy as sa

from core.db import db
from staff.models import Branch
from tests.house import build_app, settle


@pytest.fixture
def own_house(tmp_path):
    """A house of its own on SQLite, since restoring replaces the whole file."""
    app = build_app(f"sqlite:///{tmp_path / 'data' / 'yaji.db'}", tmp_path / "data")
    with app.app_context():
        settle(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def names(app) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(sa.select(Branch.name).order_by(Branch.code)))
        db.session.rollback()
        return found


def test_a_restored_backup_is_the_house_as_it_was(own_house, tmp_path):
    run = own_house.test_cli_runner().invoke
    assert run(args=["backup", str(tmp_path / "copy.db")]).exit_code == 0
    with own_house.app_context():
        db.session.execute(sa.update(Branch).values(name="changed"))
        db.session.commit()

    assert run(args=["restore", str(tmp_path / "copy.db")]).exit_code == 1
    assert names(own_house) == ["changed", "changed"]

    answer = run(args=["restore", str(tmp_path / "copy.db"), "--replace"])
    assert answer.exit_code == 0, answer.output
    assert names(own_house) == ["001支行", "002支行"]
    assert len(list((tmp_path / "data").glob("yaji.before-restore-*"))) == 1


def test_a_damaged_backup_changes_nothing(own_house, tmp_path):
    broken = tmp_path / "broken.db"
    shutil.copy(__file__, broken)

    answer = own_house.test_cli_runner().invoke(args=["restore", str(broken), "--replace"])

    assert answer.exit_code == 1
    assert names(own_house) == ["001支行", "002支行"]


def test_a_backup_never_overwrites_a_file(own_house, tmp_path):
    (tmp_path / "copy.db").write_text("something of somebody's")

    assert own_house.test_cli_runner().invoke(args=["backup", str(tmp_path / "copy.db")]).exit_code == 1
    assert (tmp_path / "copy.db").read_text() == "something of somebody's"
