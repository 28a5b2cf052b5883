"""What every test of this room begins with."""

import pytest

from clients.lists.uploads import FOLDER
from clients.models import Holding, Interest
from core import files


@pytest.fixture(autouse=True)
def no_lists(app):
    """The private files outlive the tables that the fixtures empty."""
    with app.app_context():
        for path in files.folder(FOLDER).iterdir():
            path.unlink()


@pytest.fixture
def two(cast):
    """One person twice: from the bank's list, and as somebody typed her."""
    kept = cast.add_client(number="62001", phone="13800001234", email="", holdings=[Holding.FUND])
    gone = cast.add_client(
        "王",
        "文婧",
        phone="13800005678",
        email="wang@example.com",
        talk_topics="白茶",
        interests=[Interest.TEA],
        holdings=[Holding.FUND, Holding.LOAN],
    )
    return kept, gone
