"""The codes of a letter: which symbols, how they are read back, and that the database alone opens nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from core.db import db
from invitations.codes.tokens import (
    ALPHABET,
    find_by_code,
    find_by_token,
    find_to_answer,
    issue,
    new_codes,
    read_code,
    unseal,
)
from invitations.models import Invitation
from tests.house import build_app


@pytest.fixture
def invitation_id(cast):
    return cast.add_invitation(cast.add_event(), cast.add_client())


def test_codes_have_no_symbol_that_is_taken_for_another():
    drawn = [new_codes() for _ in range(500)]

    assert len(ALPHABET) == len(set(ALPHABET)) == 29
    assert not set("01OILSZ") & set(ALPHABET)
    assert all(re.fullmatch(f"[{ALPHABET}]{{26}}", codes.token) for codes in drawn)
    assert all(re.fullmatch(f"[{ALPHABET}]{{8}}", codes.short_code) for codes in drawn)
    assert len({codes.token for codes in drawn}) == 500


def test_the_address_is_all_capitals_so_that_the_code_stays_small(app):
    with app.app_context():
        codes = new_codes()

        assert codes.address == f"HTTP://LOCALHOST:8000/I/{codes.token}"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7kq4-my8p", "7KQ4MY8P"),
        ("７ＫＱ４－ＭＹ８Ｐ", "7KQ4MY8P"),
        (" 7KQ4 MY8P ", "7KQ4MY8P"),
        ("7KQ4–MY8P", "7KQ4MY8P"),
        ("https://yaji.example/i/7kq4my8pxw3ghd2tnb6vcraj9f?lang=en", "7KQ4MY8PXW3GHD2TNB6VCRAJ9F"),
        ("HTTPS://YAJI.EXAMPLE/I/7KQ4MY8PXW3GHD2TNB6VCRAJ9F/", "7KQ4MY8PXW3GHD2TNB6VCRAJ9F"),
        ("", ""),
    ],
)
def test_what_people_type_and_cameras_read_is_forgiven(typed, read):
    assert read_code(typed) == read


def test_an_invitation_is_found_by_both_codes_in_any_case(app, cast, invitation_id):
    with app.app_context():
        codes = unseal(db.session.get_one(Invitation, invitation_id))

        assert find_by_token(codes.token.lower()).id == invitation_id
        assert find_to_answer(codes.token.lower()).id == invitation_id
        assert find_by_code(codes.grouped.lower()).id == invitation_id


@pytest.mark.parametrize("wrong", ["", "7KQ4", "0" * 26, "W" * 26, "W" * 27, "../../etc/passwd", "王" * 26, "\0" * 26])
def test_nothing_is_found_by_a_wrong_code(app, cast, invitation_id, wrong):
    with app.app_context():
        assert find_by_token(wrong) is None
        assert find_to_answer(wrong) is None
        assert find_by_code(wrong) is None


def test_new_codes_make_the_old_ones_worthless(app, cast, invitation_id):
    with app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        old = unseal(invitation)

        issue(invitation)
        db.session.flush()

        assert find_by_token(old.token) is None
        assert find_by_code(old.short_code) is None


def test_a_wrong_key_unseals_nothing(app, cast, invitation_id):
    with app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        right = app.config["TOKEN_KEY"]
        app.config["TOKEN_KEY"] = bytes(32)
        try:
            with pytest.raises(InvalidTag):
                unseal(invitation)
        finally:
            app.config["TOKEN_KEY"] = right


def test_two_seals_of_one_database_never_look_alike(app, cast):
    event_id = cast.add_event()
    for number in range(3):
        cast.add_invitation(event_id, cast.add_client(number=str(number)))

    with app.app_context():
        sealed = db.session.scalars(sa.select(Invitation.sealed)).all()

    assert len({text[:16] for text in sealed}) == 3  # the nonce comes first


def test_the_database_file_holds_neither_token_nor_short_code(tmp_path: Path):
    from tests.house import settle

    app = build_app(f"sqlite:///{tmp_path / 'yaji.db'}", tmp_path)
    with app.app_context():
        cast = settle(app)
    invitation_id = cast.add_invitation(cast.add_event(), cast.add_client())
    with app.app_context():
        codes = unseal(db.session.get_one(Invitation, invitation_id))
    app.test_client().get(f"/i/{codes.token}")
    app.test_client().post(f"/i/{codes.token}", data={"answer": "accept"})

    raw = b"".join(path.read_bytes() for path in tmp_path.glob("*.db*"))

    assert "王".encode() in raw  # control: what is stored would be found
    assert codes.token.encode() not in raw
    assert codes.token.lower().encode() not in raw
    assert codes.short_code.encode() not in raw
