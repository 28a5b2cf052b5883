"""What is taken out comes in again unchanged: 5,000 clients by chance, and every name of the corpus (G-5, N-1)."""

import io
import random

import pytest
import sqlalchemy as sa

from clients.book.saving import write_client
from clients.lists.import_jobs import PLAN, WRITE, ask_for
from clients.lists.uploads import receive
from clients.models import Client, ClientImport, ClientType, Gender, Holding, ImportedClient, Interest, Tier
from core.db import db, now
from core.jobs import run_job
from tests.clients.name_corpus import NAMES

TAKEN = (
    "number", "surname", "given_name", "name_en", "gender", "title", "language", "birth_date", "phone", "email",
    "district", "postal_address", "postcode", "client_type", "tier", "talk_topics", "interest_bits", "holding_bits",
)  # fmt: skip
_SIGNS = "王李张欧阳娜文静𠮷野䶮𱍊龘〇ABCxyzéñΩЖ😀👨‍👩‍👧محمدשלום·-'，。＝+=@\"&<>{}"


def made_up(dice, place):
    """A client by chance, with what spreadsheets and encodings trip over."""
    name = NAMES[place % len(NAMES)]
    words = lambda most: "".join(dice.choices(_SIGNS, k=dice.randrange(most))).strip("'’`,. -，。")  # noqa: E731
    return (
        {
            "number": f"R{place:06d}",
            "surname": name.surname,
            "given_name": name.given_name,
            "gender": dice.choice([None, *Gender]),
            "language": dice.choice(["zh", "en"]),
            "phone": f"+86138{place:08d}" if place % 3 else f"+85291{place:06d}",
            "email": f"guest.{place}@example.com" if place % 2 else "",
            "postcode": f"{dice.randrange(10**5, 10**6)}" if place % 5 else "",
            "postal_address": f"浙江省杭州市滨江路{place}号" if place % 4 else "",
            "client_type": dice.choice([None, *ClientType]),
            "tier": dice.choice([*Tier]),
            "district": dice.choice(["滨江", "=SUM(A1)", "+西湖", "@上城", "－拱墅", "'余杭"]),
            "talk_topics": f"话{words(30)}题",
        },
        dice.sample([*Interest], dice.randrange(4)),
        dice.sample([*Holding], dice.randrange(4)),
    )


def book(app):
    """Number → what a client's row says."""
    with app.app_context():
        columns = [getattr(Client, name) for name in TAKEN]
        return {row.number: tuple(row) for row in db.session.execute(sa.select(*columns))}


def fill(cast, count):
    dice = random.Random(5)
    with cast.app.app_context():
        zhao = cast.staff("zhao")
        for place in range(count):
            values, interests, holdings = made_up(dice, place)
            client = Client(rm_id=zhao.id, branch_id=zhao.branch_id)
            write_client(client, interests=interests, holdings=holdings, **values)
        db.session.commit()


def brought_in(cast, content, name):
    """Read, plan and write a list as its jobs do; returns the row of the import."""
    with cast.app.app_context():
        row = receive(cast.staff("manager"), name, io.BytesIO(content), owner_id=cast.staff_ids["zhao"])
        for kind in (PLAN, WRITE):
            row.confirmed_at = now() if kind == WRITE else None
            job_id = ask_for(kind, row).id
            db.session.commit()
            assert run_job(job_id)
            row = db.session.scalars(sa.select(ClientImport).order_by(ClientImport.id.desc())).first()
        return row.added, row.changed, row.left_out


def changed(app):
    """What lists changed of clients who were known."""
    with app.app_context():
        return db.session.execute(sa.select(ImportedClient.before, ImportedClient.after)).all()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_out_comes_in_again_unchanged(cast, kind):
    fill(cast, len(NAMES) + 60)
    before = book(cast.app)
    manager = cast.signed_in("manager")
    form = {"format": kind, "purpose": "records", "reason": "搬到新系统"}
    form["fields"] = [code for code in TAKEN if not code.endswith("_bits")] + ["interests", "holdings", "rm"]

    content = manager.post("/clients/export", data=form).data
    told = brought_in(cast, content, f"clients.{kind}")
    assert changed(cast.app) == []
    assert told == (0, 0, 0)  # nor is any line left out
    with cast.app.app_context():
        for table in ("client_key", "client_interest", "client_holding", "client"):
            db.session.execute(sa.text(f"DELETE FROM {table}"))
        db.session.commit()
    told = brought_in(cast, content, f"clients.{kind}")

    after = book(cast.app)
    assert {number: (row, after.get(number)) for number, row in before.items() if after.get(number) != row} == {}
    assert told == (len(before), 0, 0)


def test_cards_taken_out_come_in_again_unchanged(cast):
    """But for names that read like "none": a sheet marks those with an apostrophe, and a telephone would show it."""
    fill(cast, len(NAMES) + 60)
    kept = [TAKEN.index(name) for name in TAKEN if name not in ("language", "client_type", "tier", "district", "title")]
    kept = [place for place in kept if not TAKEN[place].endswith("_bits")]
    like_none = [place for place, name in enumerate(NAMES) if name.given_name.lower() in ("null", "none", "nil")]
    nameless = {f"R{place:06d}" for place in like_none}
    before = {number: row for number, row in book(cast.app).items() if number not in nameless}
    form = {"format": "vcf", "purpose": "records", "reason": "搬到手机"}
    form["fields"] = [TAKEN[place] for place in kept]

    content = cast.signed_in("manager").post("/clients/export", data=form).data
    with cast.app.app_context():
        for table in ("client_key", "client_interest", "client_holding", "client"):
            db.session.execute(sa.text(f"DELETE FROM {table}"))
        db.session.commit()
    told = brought_in(cast, content, "clients.vcf")

    after = book(cast.app)
    wrong = {
        number: (TAKEN[place], row[place], after[number][place] if number in after else None)
        for number, row in before.items()
        for place in kept
        if number not in after or after[number][place] != row[place]
    }
    assert wrong == {}
    assert told == (len(before), 0, len(nameless))
