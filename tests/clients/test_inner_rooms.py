"""The rooms inside clients/: each imports only from those before it, so that a rule never knows a page."""

import ast
from pathlib import Path

import pytest

import clients

HOUSE = Path(clients.__file__).parent
ROOMS = ["models", "book", "history", "contact", "finding", "duplicates", "lists", "page"]
PAGES = ("views.py", "forms.py", "words.py", "panels.py", "commands.py")
"""What shows a room to people may look around; rules may not."""


def inner_rooms_of(path):
    """The rooms whose modules a file imports at its top."""
    modules = [node.module for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)]
    return {module.split(".")[1] for module in modules if module and module.startswith("clients.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_rule_imports_only_from_rooms_before_its_own(room):
    later = set(ROOMS[ROOMS.index(room) + 1 :])

    assert {
        path.name: found
        for path in (HOUSE / room).glob("*.py")
        if not path.name.endswith(PAGES) and (found := inner_rooms_of(path) & later)
    } == {}
