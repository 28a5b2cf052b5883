"""The marked house as other systems see it: no answer holds a mark of another branch, or one that is a confidence."""

import pytest
import sqlalchemy as sa

from api.declaring import ROUTES
from api.permissions import Permission as P
from clients.models import Client
from core.db import db
from invitations.models import Invitation
from tests.api.systems import system
from tests.conventions.marked_house import NAMES, RMS, furnish, mark
from tests.conventions.test_taint import CONFIDENCES, EVERYTHING, OPEN

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # what one sees is the same on both


def asked(told, house, app) -> str:
    """Everything that a system can read, with every id that there is."""
    with app.app_context():
        ids = {
            "event_id": list(house.events.values()),
            "invitation_id": list(db.session.scalars(sa.select(Invitation.id))),
            "client_id": list(db.session.scalars(sa.select(Client.id))),
        }
    answers = []
    for route in ROUTES:
        if route.method == "GET":
            name = next((name for name in ids if f"<int:{name}>" in route.path), None)
            paths = [route.path.replace(f"<int:{name}>", str(one)) for one in ids[name]] if name else [route.path]
            answers += [told.get(path) for path in paths]
    answers += [
        told.post("/clients/search", {"q": word}) for rm in RMS for word in (mark("given_name", rm), RMS[rm][-4:])
    ]
    assert {answer.status_code for answer in answers} <= {200, 403, 404}
    return "\n".join(answer.text for answer in answers)


def met(words: str, rm: str) -> set[str]:
    return {name for name in EVERYTHING if mark(name, rm) in words}


def test_a_system_meets_no_mark_that_is_not_for_it(cast, app):
    house = furnish(cast)
    ours = asked(system(cast), house, app)
    theirs = asked(system(cast, by="admin", branch_id=cast.other_branch_id), house, app)
    nameless = asked(system(cast, P.EVENTS_READ, P.REPLIES_READ, P.CHECKINS_READ), house, app)

    for rm in ("zhao", "sun"):
        assert set(NAMES) <= met(ours, rm) <= OPEN - CONFIDENCES, rm
        assert met(theirs, rm) == set(), rm
    assert met(ours, "stranger") == set()
    assert set(NAMES) <= met(theirs, "stranger")
    assert {rm: met(nameless, rm) for rm in RMS} == {rm: set() for rm in RMS}
