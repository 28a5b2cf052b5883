"""The house's plan: who may import whom, how long a file may be, and which words may stand where."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = [
    "core",
    "staff",
    "printing",
    "clients",
    "membership",
    "events",
    "invitations",
    "attendance",
    "care",
    "api",
    "demo",
]
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST = 350


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_from_rooms_to_its_left(path):
    room = path.relative_to(ROOT).parts[0]
    to_the_right = set(ROOMS[ROOMS.index(room) + 1 :])
    if path.name == "commands.py":
        to_the_right -= {"app"}
    else:
        to_the_right |= {"app"}

    assert imported(path) & to_the_right == set()


def test_the_check_of_imports_can_fail(tmp_path):
    file = tmp_path / "wrong.py"
    file.write_text("from attendance.ledger.checking_in import check_in\n")

    assert imported(file) == {"attendance"}


def test_no_file_is_too_long_to_read_in_one_sitting():
    own = [*FILES, *TEMPLATES, *(path for kind in ("css", "js") for path in (ROOT / "static").rglob(f"*.{kind}"))]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in own
        if "vendor" not in path.parts and (lines := path.read_text().count("\n")) > LONGEST
    }

    assert long == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_inline_script_style_or_handler(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)

    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|<[^>{]*\s(?:style|on[a-z]+)=|javascript:", text) == []
    assert re.findall(r"\|\s*safe\b", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_say_nothing_in_one_language_only(path):
    if path.name.startswith("language_name_"):
        return  # a language is named in itself
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)

    assert re.findall(r"[㐀-鿿]+", text) == []


def test_views_read_personal_rows_only_through_a_scope():
    """A view that selects rows of people must ask staff.scope in the same function."""
    personal = {"Client", "HistoryEntry", "Invitation", "Reply", "Presence", "Scan", "PrintRun", "PrintedLetter"}
    scoped = {"visible", "sees", "cared_for", "clients_of", "load", "find_clients", "members", "choose"}
    found = []
    for path in FILES:
        if not path.name.endswith(("views.py", "panels.py")):
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            names = {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
            for call in calls:
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                first = call.args[0] if call.args else None
                model = getattr(first, "id", None) or getattr(getattr(first, "value", None), "id", None)
                if name in ("select", "get", "get_one", "get_or_404") and model in personal and not names & scoped:
                    found.append(f"{path.relative_to(ROOT)}:{call.lineno} {function.name} reads {model}")

    assert found == []


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    drawn = set(re.findall(r'id="([a-z0-9-]+)"', (ROOT / "static/shared/icons.svg").read_text()))
    asked = set()
    for path in TEMPLATES:
        asked |= set(re.findall(r"""icon\(["']([a-z0-9-]+)["']\)""", path.read_text()))
        asked |= set(re.findall(r"""empty_state\(["']([a-z0-9-]+)["']""", path.read_text()))

    assert asked - drawn == set()


def test_nothing_unfinished_and_no_stranger_words_are_left():
    words = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|coming soon", re.I)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*FILES, *TEMPLATES]
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if words.search(line)
    ]

    assert found == []
