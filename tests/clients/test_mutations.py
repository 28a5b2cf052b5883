"""A sample of the damaged files of tests/clients/mutations.py; MUTATIONS=10000 tries them all."""

import os

from tests.clients import mutations


def test_damaged_files_end_in_rows_or_in_one_refusal(app):
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        return  # no database is asked
    with app.app_context():
        told = mutations.run(int(os.environ.get("MUTATIONS", "150")), seed=20270320)

    assert told["seeds"] >= 60
    assert told["crashes"] == []
    assert told["ended"]["rows"] > 0
    assert told["slowest"] < 10
    assert told["largest_mb"] < 512
