"""A run with letters of every kind, and how its paper is read."""

from __future__ import annotations

import io

import pypdf

from clients.models import Gender
from core.db import db
from invitations.models import Invitation, InvitationLetter, Means, ReplyState
from printing.models import PrintedLetter, PrintRun

HOME = {"postal_address": "浙江省杭州市滨江区望潮路18号\n听澜苑3幢1201室", "postcode": "310051"}


def add_run(cast, invitation_ids, *, who: str = "li") -> int:
    """A run of these letters in this order, without drawing them."""
    with cast.app.app_context():
        run = PrintRun(title="春茶品鉴", branch_id=cast.branch_id, ordered_by_id=cast.staff_ids[who])
        db.session.add(run)
        db.session.flush()
        for position, invitation_id in enumerate(invitation_ids, start=1):
            recipient = db.session.get_one(Invitation, invitation_id).client.full_name
            letter = PrintedLetter(run_id=run.id, position=position, recipient=recipient, content={})
            db.session.add(letter)
            db.session.flush()
            db.session.add(InvitationLetter(invitation_id=invitation_id, letter_id=letter.id))
        db.session.commit()
        return run.id


def change(cast, invitation_id: int, **values) -> None:
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        for name, value in values.items():
            setattr(invitation, name, value)
        db.session.commit()


def change_client(cast, invitation_id: int, **values) -> None:
    with cast.app.app_context():
        client = db.session.get_one(Invitation, invitation_id).client
        for name, value in values.items():
            setattr(client, name, value)
        db.session.commit()


def pages_of(answer) -> list[str]:
    """The text of each page of a PDF, without blanks."""
    assert answer.status_code == 200, answer.status_code
    assert answer.mimetype == "application/pdf"
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]


def size_mm(answer) -> tuple[int, int]:
    box = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def six_letters(cast) -> tuple[int, dict[str, int]]:
    """A run whose guests go by hand, by post, abroad, in English, without an address, and under Sun."""
    event_id = cast.add_event()
    guests: dict[str, int] = {}

    def add(name, means=Means.BY_HAND, **values):
        client_id = cast.add_client(name[:1], name[1:], number=name, **values)
        guests[name] = cast.add_invitation(event_id, client_id)
        change(cast, guests[name], send_by=means)

    add("钱一鸣", Means.POST, **HOME)
    add("艾青", gender=Gender.MALE, **HOME)
    add("谢𫖯", Means.COURIER)
    abroad = {"postal_address": "4 Elm Row\nLondon", "postcode": "NW1 6XE", "country": "GB"}
    add("陈敏", Means.POST, name_en="Min Chen", **abroad)
    add("林晓晨", gender=None, **HOME)
    add("周平", Means.POST, rm="sun", **HOME)
    return add_run(cast, guests.values()), guests


def answer_all(cast, invitation_ids, state: ReplyState = ReplyState.ACCEPTED) -> None:
    for invitation_id in invitation_ids:
        change(cast, invitation_id, reply=state)
