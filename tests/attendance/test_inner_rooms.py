"""The rooms inside attendance/: each imports only from those before it, in the order in which an evening goes."""

import ast
from pathlib import Path

import pytest

import attendance

HOUSE = Path(attendance.__file__).parent
ROOMS = [
    "models",
    "ledger",
    "follow_ups",
    "walk_ins",
    "door",
    "devices",
    "online",
    "arriving",
    "feedback",
    "closing",
    "figures",
]


def inner_rooms_of(path):
    """The rooms whose modules a file imports at its top."""
    modules = [node.module for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)]
    return {module.split(".")[1] for module in modules if module and module.startswith("attendance.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_file_imports_only_from_rooms_before_its_own(room):
    later = set(ROOMS[ROOMS.index(room) + 1 :])

    assert {
        str(path.relative_to(HOUSE)): found
        for path in (HOUSE / room).rglob("*.py")
        if (found := inner_rooms_of(path) & later)
    } == {}


def test_every_inner_room_has_its_place_in_the_order():
    assert {path.name for path in HOUSE.iterdir() if path.is_dir() and path.name != "__pycache__"} <= set(ROOMS)
