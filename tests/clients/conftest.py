"""What every test of this room begins with."""

import pytest

from clients.lists.uploads import FOLDER
from core import files


@pytest.fixture(autouse=True)
def no_lists(app):
    """The private files outlive the tables that the fixtures empty."""
    with app.app_context():
        for path in files.folder(FOLDER).iterdir():
            path.unlink()
