"""Every client carries marks of their own in every field; every page, file and answer is searched for foreign ones.

The addresses come from the url_map, so that a new page is swept as soon as it hangs in the application.
"""

import io
import itertools
import random
import re
import zipfile

import pypdfium2
import pytest
import sqlalchemy as sa
from werkzeug.routing import AnyConverter, IntegerConverter

from api.models import ApiToken, Webhook
from attendance.models import WalkIn
from clients.finding.bulk import Action
from clients.models import (
    ChannelRefusal,
    Client,
    ClientAddress,
    ClientHold,
    ClientImport,
    ClientMerge,
    ClientView,
    ContactPoint,
    ExtraField,
    HistoryEntry,
    Purpose,
    Relation,
)
from core.db import Base, db
from core.jobs import Job
from core.outbox import OutboxMail
from events.models import (
    ApprovalStep,
    BudgetLine,
    ChecklistItem,
    Coach,
    Event,
    EventTable,
    EventTheme,
    Gift,
    ItineraryItem,
    PairingCode,
    PickUp,
    Speaker,
    TripRoom,
    Venue,
)
from invitations.models import (
    CallTask,
    ChangeRequest,
    GuestListVersion,
    Invitation,
    Nomination,
    SeatOffer,
    Segment,
)
from membership.models import (
    Benefit,
    BenefitUse,
    ChatMember,
    ClubLevel,
    ClubOrder,
    GroupChat,
    Membership,
    MembershipMove,
)
from printing.models import LetterTemplate, PrintRun
from staff.models import Branch
from tests.conventions.marked_house import AFTER, AROUND, DAY, EVENING, FIELDS, NAMES, OWN, RMS, House, furnish, mark

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # what one sees is the same on both

EVERYTHING = {*FIELDS, *AROUND, *AFTER, *EVENING, *DAY, *OWN, "phone"}
CONFIDENCES = {"do_not_mention"}
OPEN = EVERYTHING - CONFIDENCES - {"view", "imported"}  # views and lists stay with whoever made them
SEES = {
    "nobody": {},
    "zhao": {"zhao": EVERYTHING},
    "sun": {"sun": EVERYTHING},
    "stranger": {"stranger": EVERYTHING},
    "door": {rm: {*NAMES, "salutation_override", "doornote", "walkedin"} for rm in ("zhao", "sun")},
    "li": dict.fromkeys(("zhao", "sun"), OPEN),
    "manager": dict.fromkeys(("zhao", "sun"), OPEN | CONFIDENCES),
    "admin": dict.fromkeys(RMS, OPEN),
}
"""The marks of which clients, and in which fields, each reader may meet. Door staff: tonight's guests by name."""


def foreign_marks(who: str) -> dict[str, str]:
    return {
        mark(field, rm): f"{field} of {rm}'s client"
        for rm in RMS
        for field in EVERYTHING
        if field not in SEES[who].get(rm, ())
    }


@pytest.fixture
def house(cast) -> House:
    return furnish(cast)


# What the names in our addresses count
TABLES = {
    "address_id": ClientAddress,
    "benefit_id": Benefit,
    "branch_id": Branch,
    "coach_id": Coach,
    "code_id": PairingCode,
    "gift_id": Gift,
    "walk_in_id": WalkIn,
    "line_id": BudgetLine,
    "list_id": GuestListVersion,
    "nomination_id": Nomination,
    "offer_id": SeatOffer,
    "pick_up_id": PickUp,
    "request_id": ChangeRequest,
    "room_id": TripRoom,
    "speaker_id": Speaker,
    "step_id": ApprovalStep,
    "theme_id": EventTheme,
    "venue_id": Venue,
    "chat_id": GroupChat,
    "client_id": Client,
    "entry_id": HistoryEntry,
    "event_id": Event,
    "field_id": ExtraField,
    "hold_id": ClientHold,
    "hook_id": Webhook,
    "import_id": ClientImport,
    "invitation_id": Invitation,
    "job_id": Job,
    "level_id": ClubLevel,
    "mail_id": OutboxMail,
    "member_id": ChatMember,
    "membership_id": Membership,
    "merge_id": ClientMerge,
    "order_id": ClubOrder,
    "point_id": ContactPoint,
    "refusal_id": ChannelRefusal,
    "relation_id": Relation,
    "run_id": PrintRun,
    "segment_id": Segment,
    "table_id": EventTable,
    "template_id": LetterTemplate,
    "task_id": CallTask,
    "token_id": ApiToken,
    "use_id": BenefitUse,
    "view_id": ClientView,
}
SAME = {"low_id": "client_id", "high_id": "client_id", "kept_id": "client_id", "gone_id": "client_id"}
CODES = {
    "code": [action.value for action in Action],
    "purpose": [Purpose.MARKETING.value, Purpose.INVITATION.value],
    "move": [move.value for move in MembershipMove],
    "what": ["cards", "letters"],
    "place": [0, 1],
}
MOST_PAIRS = 24
"""Where ids meet so many of their pairs are tried: always the same ones, of all managers."""
OTHERS = {"paper", "token", "filename", "stock", "kind", "language", "which"}
"""Names that stand for no row of a client: what they open is tried where it is at home."""


def owned(model) -> bool:
    return model is not Client and hasattr(model, "client_id")


def of_each_manager(model) -> sa.Select:
    """The first row of each relationship manager's clients."""
    return sa.select(sa.func.min(model.id)).join(Client, Client.id == model.client_id).group_by(Client.rm_id)


def addresses(app, method: str) -> list[tuple[str, str]]:
    """(endpoint, path) of every rule with every id that there is; a rule with a new kind of id must be told here."""
    with app.app_context():
        known = {name: list(db.session.scalars(sa.select(model.id))) for name, model in TABLES.items()}
        staff = Base.metadata.tables["staff"]
        known["staff_id"] = list(db.session.scalars(sa.select(staff.c.id)))[:3]
        items = (db.session.scalars(sa.select(model.id)) for model in (ChecklistItem, ItineraryItem))
        known["item_id"] = [*dict.fromkeys(one for found in items for one in found)]
        known |= {"position": [1], "number": [1]}  # a run's letters and its proof's pages
        known |= {name: known[same] for name, same in SAME.items()} | CODES
        # Of a client's many entries one of each kind will do, and where two ids meet, one row of each manager.
        kinds = sa.select(sa.func.min(HistoryEntry.id)).group_by(HistoryEntry.client_id, HistoryEntry.kind)
        known["entry_id"] = list(db.session.scalars(kinds))
        few = known | {name: list(db.session.scalars(of_each_manager(m))) for name, m in TABLES.items() if owned(m)}
    found = []
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        if method not in (rule.methods or ()) or rule.endpoint.startswith("security.") or OTHERS & rule.arguments:
            continue
        choices = {name: kind.items for name, kind in rule._converters.items() if isinstance(kind, AnyConverter)}
        values_of = [choices.get(name) or (few if place else known)[name] for place, name in enumerate(names)]
        every = [*itertools.product(*values_of)]
        for values in random.Random(rule.rule).sample(every, min(len(every), MOST_PAIRS)) if len(names) > 1 else every:
            path = rule.build(dict(zip(names, values, strict=True)), append_unknown=False)[1]
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
    """All that stands in an answer: its text and headers; of a workbook the text of its parts, of a PDF its pages."""
    body = response.data
    if body[:5] == b"%PDF-":
        with pypdfium2.PdfDocument(body) as document:
            body = "".join(page.get_textpage().get_text_range() for page in document).encode()
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
    columns = re.findall(r'name="fields"[^>]* value="(\w+)"', browser.get("/clients/export").text)
    wish = {"reason": "a test", "purpose": "records", "fields": columns}
    for kind in ("csv", "xlsx", "vcf"):
        answers.append((f"export {kind}", browser.post("/clients/export", data={"format": kind, **wish})))
    broken = [path for path, answer in answers if answer.status_code >= 500]
    for path, answer in answers:
        words = words_of(answer)
        own_met |= {text for rm, fields in SEES[who].items() for f in fields if (text := mark(f, rm)) in words}
        asked_for = path.rpartition("=")[2] if "?q=" in path else path.rpartition(" ")[2]
        leaks += [(path, what) for text, what in foreign.items() if text in words and text != asked_for]

    assert broken == [], who
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
    everything |= {"reason": "x", "because": "x", "said": "x", "called": "x", "note": "x", "on": "2026-01-01"}
    everything |= {
        "how": "signed",
        "channels": "email",
        "do": "merge",
        "value": "x@example.com",
        "who": "x",
        "seen": "1",
    }
    everything |= {"client": "1", "all": "1", "format": "xlsx", "purpose": "records", "band": "T5", "month": "2026-01"}
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
        merges = ClientMerge.__table__
        rows["client_merge"] = list(db.session.execute(sa.select(merges).where(merges.c.kept_id.in_(ids))))
        members = sa.select(Membership.id).where(Membership.client_id.in_(ids))
        for name in ("membership_step", "benefit_use"):
            table = Base.metadata.tables[name]
            rows[name] = list(db.session.execute(sa.select(table).where(table.c.membership_id.in_(members))))
        views = sa.select(ClientView.__table__).where(ClientView.staff_id == house.cast.staff_ids[rm])
        rows["client_view"] = list(db.session.execute(views))
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
    with app.app_context():
        segment_id = db.session.scalar(sa.select(Segment.id).limit(1))
    for list_page in ("/clients/duplicates", "/club", "/club/print", "/club/reviews", f"/segments/{segment_id}"):
        answer = browser.get(f"{list_page}?page={giant}&m={giant}&level={giant}&rm={giant}")
        assert answer.status_code == 200, list_page
