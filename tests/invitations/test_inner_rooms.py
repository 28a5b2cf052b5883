"""The rooms inside invitations/: each imports only from those before it, in the order in which an evening fills."""

import ast
from pathlib import Path

import pytest

import invitations

HOUSE = Path(invitations.__file__).parent
ROOMS = [
    "models",
    "codes",
    "segments",
    "answers",
    "guests",
    "letters",
    "runs",
    "paper",
    "reply",
    "desk",
    "seating",
    "trips",
]


def inner_rooms_of(path):
    """The rooms whose modules a file imports at its top."""
    modules = [node.module for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)]
    return {module.split(".")[1] for module in modules if module and module.startswith("invitations.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_file_imports_only_from_rooms_before_its_own(room):
    later = set(ROOMS[ROOMS.index(room) + 1 :])

    assert {
        str(path.relative_to(HOUSE)): found
        for path in (HOUSE / room).rglob("*.py")
        if (found := inner_rooms_of(path) & later)
    } == {}
