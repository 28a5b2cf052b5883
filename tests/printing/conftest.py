"""Faces loaded once for all tests of the room."""

import pytest

from printing.setting import faces


@pytest.fixture(scope="session", autouse=True)
def faces_loaded():
    faces.load()
