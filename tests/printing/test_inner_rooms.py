"""The rooms inside printing/: each imports only from those to its right, and none of them needs the application."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import printing

HOUSE = Path(printing.__file__).parent
ROOMS = ["alone", "texts", "documents", "designs", "press", "setting"]


def inner_rooms_of(path):
    """The rooms whose modules a file imports at its top."""
    modules = [node.module for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)]
    return {module.split(".")[1] for module in modules if module and module.startswith("printing.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_rooms_to_its_right(room):
    to_the_left = set(ROOMS[: ROOMS.index(room)])

    assert {
        path.name: left for path in (HOUSE / room).glob("*.py") if (left := inner_rooms_of(path) & to_the_left)
    } == {}


def test_setting_and_printing_pages_loads_no_application():
    code = "import sys, printing.documents.document, printing.texts.compose; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "reportlab" in loaded
    assert not any(f"'{name}" in loaded for name in ("flask", "sqlalchemy", "core."))
