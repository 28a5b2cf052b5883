"""Every client carries marks of their own in every field; every page, file and answer is searched for foreign ones.

The addresses come from the url_map, so that a new page is swept as soon as it hangs in the application.
"""

import io
import itertools
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from werkzeug.routing import IntegerConverter

from clients.history.ledger import tell
from clients.models import Client, ClientHold, ClientImport, EntryKind, HoldKind, Household
from core.db import Base, db
from core.jobs import Job
from events.models import Event
from invitations.models import Channel, Invitation, Segment
from invitations.rsvp import accept
from printing.models import LetterTemplate, PrintRun
from staff.models import Branch
from tests.clients.lists import upload

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # what one sees is the same on both

RMS = {"zhao": "13800001111", "sun": "13800002222", "stranger": "13800003333"}
NAMES = ("surname", "given_name", "name_en", "title")
FIELDS = (
    *NAMES,
    "salutation_override",
    "district",
    "postal_address",
    "talk_topics",
    "do_not_mention",
    "email",
    "number",
)
ELSEWHERE = ("household", "history", "note", "segment", "imported")

# The marks of which clients, and in which fields, each reader may meet. Door staff: tonight's guests by name.
EVERYTHING = {*FIELDS, *ELSEWHERE, "phone"}
OPEN = EVERYTHING - {"do_not_mention"}
IMPORTS_STAY_WITH = {"imported"}
SEES = {
    "nobody": {},
    "zhao": {"zhao": EVERYTHING},
    "stranger": {"stranger": EVERYTHING},
    "door": {"zhao": {*NAMES, "salutation_override"}, "sun": {*NAMES, "salutation_override"}},
    "li": dict.fromkeys(("zhao", "sun"), OPEN - IMPORTS_STAY_WITH),
    "admin": dict.fromkeys(RMS, OPEN - IMPORTS_STAY_WITH),
}


def mark(field: str, rm: str) -> str:
    return RMS[rm] if field == "phone" else f"q{field[:4]}{rm[:3]}q"


def foreign_marks(who: str) -> dict[str, str]:
    return {
        mark(field, rm): f"{field} of {rm}'s client"
        for rm in RMS
        for field in EVERYTHING
        if field not in SEES[who].get(rm, ())
    }


@dataclass
class House:
    """The cast with a marked client each, and all that hangs on a client."""

    cast: object
    events: dict[str, int]


@pytest.fixture
def house(cast, app) -> House:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    other = {"branch_id": cast.other_branch_id, "organiser_id": cast.staff_ids["stranger"]}
    events = {
        "tonight": cast.add_event(starts_at=now + timedelta(hours=2)),
        "later": cast.add_event(),
        "elsewhere": cast.add_event(**other),
    }
    for rm in RMS:
        settle_marked(cast, rm, events)
    return House(cast, events)


def settle_marked(cast, rm: str, events: dict[str, int]) -> None:
    """A client with every mark, invited to the evenings of the branch, with answer, letter, list and segment."""
    values = {field: mark(field, rm) for field in FIELDS} | {"email": mark("email", rm) + "@example.com"}
    client_id = cast.add_client(rm=rm, phone=RMS[rm], birth_date=date(1956, 4, 1), **values)
    evenings = [events["elsewhere"]] if rm == "stranger" else [events["tonight"], events["later"]]
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        client.household = Household(name=mark("household", rm))
        tell(client_id, EntryKind.CALL, at=datetime.now(UTC), text=mark("history", rm))
        segment = Segment(branch_id=client.branch_id, owner_id=client.rm_id, name=mark("segment", rm), rule={})
        db.session.add(segment)
        db.session.commit()
    for event_id in evenings:
        invitation_id = cast.add_invitation(event_id, client_id)
        with cast.app.app_context():
            told = {"channel": Channel.PHONE, "staff": cast.staff(rm), "note": mark("note", rm)}
            accept(invitation_id, now=datetime.now(UTC), **told)
            db.session.commit()
    browser = cast.signed_in(rm)
    upload(browser, f"姓名,手机,关注\n王{mark('imported', rm)},13900000000,x\n")
    print_letters(cast, browser, rm, evenings[-1])
    with cast.app.app_context():
        db.session.add(ClientHold(client_id=client_id, kind=HoldKind.COMPLAINT, since=date(2020, 1, 1)))
        db.session.commit()


def print_letters(cast, browser, rm: str, event_id: int) -> None:
    """The manager's letters, approved and printed, what the preflight asks about signed for."""
    path = f"/print-runs/new?event={event_id}&which=all"
    signed = re.search(r'name="signed" value="([0-9a-f]{32})"', browser.get(path).text)
    order = {"which": "all", "key": f"{cast.staff_ids[rm]:032x}", "signed": signed.group(1) if signed else ""}
    run = browser.post(path, data=order)
    assert run.status_code == 302
    admin = cast.signed_in("admin")
    for step in ("approve", "printed"):
        assert admin.post(f"{run.location}/{step}").status_code == 302


# What the names in our addresses count
TABLES = {
    "branch_id": Branch,
    "client_id": Client,
    "event_id": Event,
    "hold_id": ClientHold,
    "import_id": ClientImport,
    "invitation_id": Invitation,
    "job_id": Job,
    "run_id": PrintRun,
    "segment_id": Segment,
    "template_id": LetterTemplate,
}


def addresses(app, method: str) -> list[tuple[str, str]]:
    """(endpoint, path) of every rule with every id that there is; a rule with a new kind of id must be told here."""
    with app.app_context():
        ids = {name: list(db.session.scalars(sa.select(model.id))) for name, model in TABLES.items()}
        staff = Base.metadata.tables["staff"]
        ids["staff_id"] = list(db.session.scalars(sa.select(staff.c.id)))[:3]
        ids |= {"position": [1], "number": [1]}  # a run's letters and its proof's pages
    found = []
    for rule in app.url_map.iter_rules():
        numbers = [name for name in rule.arguments if isinstance(rule._converters[name], IntegerConverter)]
        ours = method in (rule.methods or ()) and not rule.endpoint.startswith("security.")
        if not ours or len(numbers) < len(rule.arguments):
            continue
        for values in itertools.product(*(ids[name] for name in numbers)):
            path = rule.build(dict(zip(numbers, values, strict=True)), append_unknown=False)[1]
            found.append((rule.endpoint, path))
    return found


def asked_further(house: House, app) -> list[str]:
    """Addresses with a question in them: searches for foreign names, foreign ids as filters."""
    with app.app_context():
        segments = list(db.session.scalars(sa.select(Segment.id)))
    further = ["/audit?subject=client", "/events?tab=past"]
    further += [f"/clients?{key}={value}" for key, value in [("hold", "yes"), ("hold", "no")]]
    for rm in RMS:
        further += [f"/clients?q={mark('given_name', rm)}", f"/clients?q={RMS[rm][-4:]}"]
        further += [f"/clients?rm={house.cast.staff_ids[rm]}"]
    further += [f"/events/{house.events['later']}/guests/choose?segment={number}" for number in segments]
    for event_id in house.events.values():
        base = f"/events/{event_id}/guests"
        further += [f"{base}?reply={wish}" for wish in ("accepted", "revoked")]
        further += [f"{base}?rm={house.cast.staff_ids[rm]}" for rm in RMS]
        further += [f"{base}/choose?rule=1"]
        further += [f"/print-runs/new?event={event_id}&which=all", f"/events/new?copy={event_id}"]
    return further


def words_of(response) -> str:
    """All that stands in an answer: its text and headers; of a workbook the text of its parts."""
    body = response.data
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    text = body.decode("utf-8", "replace") + str(response.headers)
    return text + re.sub(r"(?<=\d)[- ](?=\d)", "", text)  # telephone numbers are also written in groups


def browser_of(house: House, app, who: str):
    return app.test_client() if who == "nobody" else house.cast.signed_in(who)


def test_no_page_shows_a_foreign_mark(house, app):
    for who in SEES:
        sweep(house, app, who)


def sweep(house: House, app, who: str) -> None:
    """Open everything as `who`, and look for marks that `who` must not meet."""
    browser, foreign, leaks, own_met = browser_of(house, app, who), foreign_marks(who), [], set()
    paths = [path for _endpoint, path in addresses(app, "GET")] + asked_further(house, app)
    answers = [(path, browser.get(path)) for path in paths]
    for event_id, rm in itertools.product(house.events.values(), RMS):
        path = f"/door/{event_id}/search"
        for name in (mark("given_name", rm), RMS[rm][-4:]):
            answers.append((f"{path} {name}", browser.post(path, data={"name": name})))
    for kind in ("csv", "xlsx"):
        answers.append((f"export {kind}", browser.post("/clients/export", data={"format": kind, "reason": "a test"})))

    for path, answer in answers:
        assert answer.status_code < 500, path
        words = words_of(answer)
        own_met |= {text for rm, fields in SEES[who].items() for f in fields if (text := mark(f, rm)) in words}
        asked_for = path.rpartition("=")[2] if "?q=" in path else path.rpartition(" ")[2]
        leaks += [(path, what) for text, what in foreign.items() if text in words and text != asked_for]

    assert leaks == [], who
    assert len(own_met) >= min(3, len(SEES[who]) * 3)  # the sweep reaches the pages on which marks stand


def test_no_button_changes_a_foreign_client(house, app):
    """Whatever is posted to whatever id: what belongs to Zhao's clients stays as it is."""
    before = belongings(house, app, "zhao")
    for who in ("nobody", "sun", "stranger", "door"):
        press_everything(house, app, who)
        assert belongings(house, app, "zhao") == before, who


def press_everything(house: House, app, who: str) -> None:
    """Post to every address with every id, with more fields than any form has."""
    browser = browser_of(house, app, who)
    everything = {"rm_id": house.cast.staff_ids["sun"], "branch_id": house.cast.other_branch_id, "status": "closed"}
    everything |= {"answer": "declined", "channel": "phone", "reply": "declined", "name": "x", "given_name": "x"}
    everything |= {"staff_id": house.cast.staff_ids["sun"], "rm": house.cast.staff_ids["zhao"], "text": "x"}
    everything |= {"kind": "call", "since": "2027-01-01", "scan_id": "00000000-0000-4000-8000-000000000001"}
    door = ("door.admit", "door.take_back", "door.check_code")  # door staff let tonight's guests in, that is their work

    for endpoint, path in addresses(app, "POST"):
        if endpoint == "staff.sign_out" or (who == "door" and endpoint in door):
            continue
        assert browser.post(path, data=everything).status_code < 500, path


def belongings(house: House, app, rm: str) -> dict[str, list]:
    """All rows that hang on the clients of one manager."""
    with app.app_context():
        clients = sa.select(Client.id).where(Client.rm_id == house.cast.staff_ids[rm])
        ids = list(db.session.scalars(clients)) or [0]
        rows = {}
        for table in Base.metadata.sorted_tables:
            if "client_id" in table.c:
                rows[table.name] = list(db.session.execute(sa.select(table).where(table.c.client_id.in_(ids))))
        rows["client"] = list(db.session.execute(sa.select(Client.__table__).where(Client.id.in_(ids))))
        own = sa.select(Segment.__table__).where(Segment.owner_id == house.cast.staff_ids[rm])
        rows["segment"] = list(db.session.execute(own))
        return rows


def test_a_number_that_no_row_can_have_is_404(house, app):
    browser = house.cast.signed_in("admin")
    giant = "9" * 30

    for rule in app.url_map.iter_rules():
        if rule.arguments and all(isinstance(rule._converters[name], IntegerConverter) for name in rule.arguments):
            path = re.sub(r"<int:\w+>", giant, rule.rule)
            for method in (rule.methods or set()) & {"GET", "POST"}:
                assert browser.open(path, method=method).status_code in (404, 405), path
    for list_page in ("/clients", "/events", "/print-runs", "/audit", f"/events/{house.events['later']}/guests"):
        assert browser.get(f"{list_page}?page={giant}&staff={giant}&rm={giant}").status_code == 200, list_page
