"""The field of the races, on each database; one for all races, since starting servers is slow."""

import pytest

from tests import postgres
from tests.house import missing
from tests.races.field import new_field


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def field(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("race") / request.param
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'yaji.db'}"
    else:
        try:
            url = request.getfixturevalue("postgres_url")
        except postgres.NoPostgres:
            missing("PostgreSQL")
    with new_field(url, folder) as found:
        yield found
