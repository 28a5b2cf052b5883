"""Whatever prints, sends or takes out something of clients asks first whether they may be contacted."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import app as application

ROOT = Path(application.__file__).parent
ROOMS = ("clients", "membership", "events", "invitations", "attendance", "printing", "staff", "core", "api")
ASKS = {"may_contact", "may_contact_one", "may_contact_by", "contactable"}
GIVES = {"send_file", "pdf_of", "write_envelopes", "archive", "reprint", "draw"}
"""Whoever calls one of these gives out paper or a file; so does whoever notes an export in the audit log."""

NO_WORD_TO_A_CLIENT = {
    "devices.new_code": "nobody's",
    "api_tokens.index": "nobody's",
    "door_sync.take_along": "sealed, for the door's own device",
    "door.badge": "for guests who are there",
    "live.guest_brief": "for whoever welcomes the guests",
    "api.guests": "states of letters and answers, for the house's own systems",
    "clients.brief": "for whoever goes to see the client",
    "client_imports.left_out": "one's own uploaded rows, back to whoever uploaded them",
    "client_imports.show": "the same, as a page",
    "club.lost": "makes a lost code void; nothing is given out",
    "club.take": "the file of an order whose job has asked",
    "door.paper_pdf": "for guests who are there",
    "envelopes.calibration": "nobody's",
    "feedback_desk.card": "stands on the tables, the same for everybody",
    "feedback_desk.make_code": "makes the tables' code; nothing is given out",
    "figures.export": "figures without the name of any client",
    "letter_templates.model_picture": "nobody's",
    "letter_templates.picture": "nobody's",
    "letter_templates.preview": "nobody's",
    "paper.badges": "for guests who are there",
    "paper.place_cards": "for guests who are there",
    "print_runs.pdf": "drawn by a job that has asked; what came up since stands on the list of sheets to be destroyed",
    "print_runs.proof": "for the manager's eyes",
    "print_runs.proof_picture": "for the manager's eyes",
    "report.paper": "for the manager's signature, without the name of any client",
    "same_type.approval_sheet": "for the manager's signature",
    "seating_paper.by_name": "for guests who are there",
    "seating_paper.by_table": "for guests who are there",
    "seating_paper.dishes": "for the caterer, without a name",
    "seating_paper.place_cards": "for guests who are there",
    "seating_paper.table_cards": "nobody's",
    "stationery.sample": "nobody's",
    "travellers.agency": "for the agency, by the consent of each",
    "travellers.driver": "for whoever drives",
    "travellers.emergency": "for whoever leads the trip",
    "travellers.information": "for guests who travel, from their manager's hand",
    "travellers.participants": "for whoever leads the trip",
    "travellers.rooms": "for the hotel",
    "trips.programme_sheet": "nobody's",
    "waves.two_letters": "codes for who is invited already; ordering the two letters asks",
    "wording.preview": "nobody's",
}
"""Views that give out something that is for no client's letter box, and why."""

Place = tuple[str, str]


@cache
def module(name: str) -> tuple[dict[str, list[ast.AST]], dict[str, Place]]:
    """The functions of a module by name (methods among them), and what its imported names are."""
    path = ROOT / (name.replace(".", "/") + ".py")
    if not path.exists():
        path = ROOT / name.replace(".", "/") / "__init__.py"
    if not path.exists():
        return {}, {}  # a folder of modules
    tree = ast.parse(path.read_text())
    functions: dict[str, list[ast.AST]] = {}
    imported: dict[str, Place] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            functions.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            functions.setdefault(node.name, []).extend(one for one in node.body if isinstance(one, ast.FunctionDef))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ROOMS:
            for alias in node.names:
                imported[alias.asname or alias.name] = (node.module, alias.name)
    return functions, imported


def of_modules(node: ast.AST, imported: dict[str, Place]) -> Iterator[Place]:
    """What a function takes from a module that it knows by name: exclusions.make_exception."""
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in imported:
            package, name = imported[one.value.id]
            yield f"{package}.{name}", one.attr


def called(node: ast.AST) -> Iterator[str]:
    """Every name that a function uses, called or handed on."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Attribute):
            yield one.attr


def exports(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Constant) and one.value == "export" for one in ast.walk(node))


def reached(place: Place) -> tuple[set[str], bool]:
    """The names that a view uses, however deep, and whether it notes an export."""
    names: set[str] = set()
    noted, seen, waiting = False, set(), [place]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        functions, imported = module(here[0])
        if here[1] in imported:
            waiting.append(imported[here[1]])
        for node in functions.get(here[1], ()):
            noted = noted or exports(node)
            waiting.extend(of_modules(node, imported))
            for name in called(node):
                names.add(name)
                if name in imported and (ROOT / imported[name][0].split(".")[0]).is_dir():
                    waiting.append(imported[name])
                elif name in functions:
                    waiting.append((here[0], name))
    return names, noted


def giving_views(app) -> dict[str, set[str]]:
    """The endpoints of our own that give out paper or files, with all that they use."""
    found = {}
    for endpoint, decorated in app.view_functions.items():
        view = inspect.unwrap(decorated)
        if view.__module__.split(".")[0] not in ROOMS:
            continue
        names, noted = reached((view.__module__, view.__name__))
        if noted or names & GIVES:
            found[endpoint] = names
    return found


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no row is read
def test_every_view_that_gives_out_paper_or_files_asks_or_is_known_to_be_no_word_to_a_client(app):
    views = giving_views(app)
    silent = {endpoint for endpoint, names in views.items() if not names & ASKS}
    assert silent == set(NO_WORD_TO_A_CLIENT)
    assert len(views) - len(silent) > 8


RULES = [
    ("clients.lists.exporting", "export"),
    ("clients.panels", "my_clients"),
    ("invitations.runs.dispatch", "take_all"),
    ("invitations.desk.guest_list_views", "show"),
    ("invitations.guests.inviting", "choose"),
    ("invitations.guests.inviting", "invite"),
    ("invitations.guests.nominations", "nominate"),
    ("invitations.guests.nominations", "nominated"),
    ("invitations.guests.nominations", "to_propose"),
    ("invitations.guests.nominations", "accept"),
    ("invitations.desk.calling", "ways"),
    ("invitations.desk.calling", "silent_ways"),
    ("invitations.desk.reminders", "plan"),
    ("invitations.desk.reminders", "mail_still_wanted"),
    ("invitations.desk.panels", "letters_to_deliver"),
    ("invitations.desk.panels_to_do", "lines_to_write"),
    ("invitations.paper.steps", "letters_seen"),
    ("invitations.runs.preflight", "check"),
    ("invitations.runs.print_job", "print_letters"),
    ("invitations.paper.reissue", "reissue"),
    ("invitations.desk.changes_of_plan", "call_off"),
    ("invitations.desk.changes_of_plan", "put_off"),
    ("invitations.runs.notices", "order_notices"),
    ("invitations.runs.releasing", "mark_printed"),
    ("invitations.runs.releasing", "to_destroy"),
    ("invitations.runs.reprinting", "sources"),
    ("invitations.guests.same_type.proposals", "better_fits"),
    ("invitations.guests.same_type.proposals", "never_invited"),
    ("membership.orders", "prepare"),
]
"""What lists, prints, hands over or sends without a view of its own: jobs, panels and the rules behind the pages."""


@pytest.mark.parametrize("place", RULES, ids="{0[0]}:{0[1]}".format)
def test_every_rule_that_brings_a_word_to_a_client_asks(place):
    assert module(place[0])[0].get(place[1]), f"{place} is gone: name what took its place"
    assert reached(place)[0] & ASKS
