"""Loading the demo: always the same, seen from the moment at which it is loaded."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from clients.models import Client
from core.db import db
from demo.answers import answer_in_other_ways
from demo.book import ask_for_consent, enrich
from demo.calls import make_calls
from demo.club import found_club
from demo.consents import hear_more
from demo.contacts import write_contacts
from demo.enrol import enrol
from demo.evenings import House, live_through
from demo.nomination import choose_together
from demo.people import open_branch
from demo.segments import save_segments
from demo.stationery import furnish
from demo.tables import lay_tables
from demo.trip import travel
from staff.models import Staff

SEED = 20270308  # of the seeds tried, the one under which every evening is well attended, and one is full


class NotEmpty(Exception):
    """Somebody lives in this database already; demo data never mixes with theirs."""


def load(*, now: datetime) -> list[Staff]:
    """Branch, staff, clients, segments, events and their histories; who can sign in, in the order of their roles.

    Raises NotEmpty when there is a member of staff or a client. The caller commits.
    """
    if db.session.scalar(sa.select(Staff.id).limit(1)) or db.session.scalar(sa.select(Client.id).limit(1)):
        raise NotEmpty
    draw = Random(SEED)
    staff = open_branch()
    book = enrol(staff, draw, now=now)
    ask_for_consent(book, now=now)
    hear_more(book, now=now)
    save_segments(staff["organiser"], now=now - timedelta(days=200))
    write_contacts(book, draw, now=now)
    furnish(staff, now=now)
    live_through(House(staff, draw, now))
    found_club(book, staff, now=now)
    enrich(book, staff, now=now)
    answer_in_other_ways(staff, now=now)
    lay_tables(staff, now=now)
    make_calls(now=now)
    choose_together(staff, now=now)
    travel(book, staff, now=now)
    return list(staff.values())
