"""The list that a device takes along: what it holds, whom it opens itself to, and what nobody reads in it."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from hashlib import pbkdf2_hmac

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from attendance.devices import pack as packing
from attendance.devices import sealing
from core.db import db
from events.models import DOOR_CLOSES, DoorSetting, Event, EventStatus
from invitations.models import Invitation, MemberKind, PartyMember, ReplyState
from staff.models import AuditEntry
from tests.attendance.evening import SCRIPT, Evening, an_evening
from tests.house import Cast, queries


@pytest.fixture
def evening(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Evening:
    monkeypatch.setattr(
        sealing, "ROUNDS", 10
    )  # the cost of guessing is measured elsewhere; here it would only cost time
    monkeypatch.setattr(packing, "ROUNDS", 10)
    sealing._stretched.clear()
    return an_evening(cast)


def taken(evening: Evening, *, who: str = "door", version: str = ""):
    answer = evening.cast.signed_in(who).get(f"{evening.door}/pack?version={version}", headers=SCRIPT)
    return answer.get_json()


def opened(found: dict, code: str, *, until: str | None = None) -> dict | None:
    """What a device reads with this code, written down a second time from the description alone."""
    salt, bare = bytes.fromhex(found["salt"]), code.replace("-", "")
    if len(bare) == 26:
        kind, secret = "token", bare.encode()
    else:
        kind, secret = "code", pbkdf2_hmac("sha256", bare.encode(), salt, found["rounds"])
    info = f"yaji door {kind}".encode()
    out = HKDF(algorithm=SHA256(), length=48, salt=salt, info=info).derive(secret)
    locked = found["sealed"].get(out[:16].hex())
    if locked is None:
        return None
    raw = b64decode(locked)
    about = f"{out[:16].hex()} {until or found['until']}".encode()
    return json.loads(AESGCM(out[16:]).decrypt(raw[:12], raw[12:], about))


def test_a_record_opens_to_the_token_and_to_the_short_code_of_its_guest(evening):
    guest = evening.guest()
    found = taken(evening)

    by_code, by_token = opened(found, evening.code(guest)), opened(found, evening.cast.token(guest))

    assert by_code == by_token
    assert (by_code["invitation"], by_code["verdict"], by_code["party"]) == (guest, "ok", ["g"])
    assert (by_code["zh"]["name"], by_code["en"]["name"]) == ("郑女士", "Ms Zheng")


def test_nothing_in_the_whole_list_can_be_read_without_a_letter(evening):
    guests = [evening.guest(), evening.guest("欧阳", "文静", phone="13911112222")]
    text = json.dumps(taken(evening), ensure_ascii=False)

    secrets = [evening.cast.token(guest) for guest in guests]
    secrets += [evening.code(guest) for guest in guests] + [evening.code(guest).replace("-", "") for guest in guests]
    names = ["郑", "雅文", "欧阳", "文静", "Zheng", "Ouyang", "13911112222", "2222", "赵经理"]
    assert [word for word in secrets + names if word.lower() in text.lower()] == []
    with evening.app.app_context():
        hashes = [
            value for one in db.session.query(Invitation) for value in (one.token_hash, one.code_hash, one.sealed)
        ]
    assert [value for value in hashes if value in text] == []


def test_all_records_of_one_list_are_as_long_as_each_other_within_blocks(evening):
    alone, family = evening.guest(), evening.guest("林", "婉清")
    with evening.app.app_context():
        names = ["陈志远", "林小雨"]
        for place, name in enumerate(names, start=1):
            row = PartyMember(invitation_id=family, place=place, kind=MemberKind.COMPANION, name=name)
            db.session.add(row)
        db.session.commit()

    lengths = {len(b64decode(one)) - 12 - 16 for one in taken(evening)["sealed"].values()}

    assert all(length % 256 == 0 for length in lengths)
    assert opened(taken(evening), evening.code(alone)) is not None


def test_a_changed_date_outside_opens_nothing(evening):
    guest = evening.guest()
    found = taken(evening)
    later = (datetime.fromisoformat(found["until"]) + timedelta(days=9)).isoformat()

    with pytest.raises(InvalidTag):
        opened(found, evening.code(guest), until=later)


def test_the_list_ends_with_the_evening_inside_the_seal_and_outside(evening):
    guest = evening.guest()
    found = taken(evening)
    with evening.app.app_context():
        end = db.session.get_one(Event, evening.event_id).ends_at + DOOR_CLOSES

    assert datetime.fromisoformat(found["until"]) == end
    assert opened(found, evening.code(guest))["until"] == found["until"]


def test_each_event_has_a_salt_of_its_own_and_keeps_it(evening):
    evening.guest()
    other = an_evening(evening.cast)
    other.guest("何", "敏")

    assert taken(evening)["salt"] == taken(evening)["salt"] != taken(other)["salt"]


def test_guessing_a_short_code_costs():
    assert sealing.ROUNDS >= 100_000


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (ReplyState.ACCEPTED, "ok"),
        (ReplyState.DECLINED, "declined_but_here"),
        (ReplyState.WAITLISTED, "waitlisted_but_here"),
        (ReplyState.NONE, "unanswered_but_here"),
    ],
)
def test_the_record_holds_what_the_door_would_say(evening, reply, verdict):
    guest = evening.guest(reply=reply)

    assert opened(taken(evening), evening.code(guest))["verdict"] == verdict


def test_a_revoked_letter_is_on_the_list_as_revoked(evening):
    guest = evening.guest(revoked=True)

    assert opened(taken(evening), evening.code(guest))["verdict"] == "revoked"


def test_what_is_to_be_known_stands_in_the_record_and_no_cause_tier_or_telephone(evening):
    guest = evening.guest()
    with evening.app.app_context():
        invitation = db.session.get_one(Invitation, guest)
        invitation.door_note, invitation.greeted = "轮椅", True
        db.session.commit()

    record = opened(taken(evening), evening.code(guest))

    assert record["verdict"] == "ok_attention"
    assert record["zh"]["attention"][-1] == "轮椅"
    assert len(record["zh"]["attention"]) == 2
    text = json.dumps(record, ensure_ascii=False).lower()
    assert [word for word in ("1380000", "t3", "tier", "phone") if word in text] == []


def test_who_is_in_already_stands_in_the_record(evening):
    guest = evening.guest()
    evening.scan(guest)

    record = opened(taken(evening), evening.code(guest))

    assert record["in"]["persons"] == ["g"]
    assert datetime.now(UTC) - datetime.fromisoformat(record["in"]["at"]) < timedelta(minutes=2)


def test_a_letter_for_another_event_of_today_is_told_where_it_belongs_and_names_nobody(evening):
    other = an_evening(
        evening.cast, title="香道雅集", title_en="An evening of incense", venue="二楼", venue_en="Second floor"
    )
    elsewhere = other.guest("何", "敏")

    record = opened(taken(evening), evening.code(elsewhere))

    assert record["verdict"] == "other_event"
    assert "香道雅集" in record["zh"]["lines"][0]
    assert "incense" in record["en"]["lines"][0]
    assert "invitation" not in record
    assert "何" not in json.dumps(record, ensure_ascii=False)


def test_an_event_of_another_day_is_not_taken_along(evening):
    other = an_evening(evening.cast, begins=timedelta(days=2))

    assert opened(taken(evening), evening.code(other.guest("何", "敏"))) is None


def test_the_list_is_taken_along_on_the_day_itself_only(cast):
    tomorrow = an_evening(cast, begins=timedelta(hours=13))

    answer = cast.signed_in("li").get(f"{tomorrow.door}/pack", headers=SCRIPT)

    assert answer.status_code == 409
    assert "当天" in answer.get_json()["message"]


def test_no_list_of_an_evening_that_is_closed(evening):
    with evening.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.CLOSED
        db.session.commit()

    assert evening.cast.signed_in("li").get(f"{evening.door}/pack", headers=SCRIPT).status_code == 409


def test_whoever_is_not_at_this_door_gets_no_list(evening):
    assert evening.cast.signed_in("stranger").get(f"{evening.door}/pack", headers=SCRIPT).status_code == 404
    assert evening.app.test_client().get(f"{evening.door}/pack", headers=SCRIPT).status_code == 302


def test_names_go_along_only_where_the_organiser_allows_it(evening):
    evening.guest()
    assert taken(evening)["names"] is None
    with evening.app.app_context():
        db.session.merge(DoorSetting(event_id=evening.event_id, gates=[], offline_names=True))
        db.session.commit()

    [entry] = taken(evening)["names"]

    assert {"郑雅文", "雅文", "zyw", "1234"} <= set(entry["find"])
    assert not [key for key in entry["find"] if sum(sign.isdigit() for sign in key) > 4]


def test_names_are_those_that_the_reader_sees(evening):
    evening.guest()
    with evening.app.app_context():
        db.session.merge(DoorSetting(event_id=evening.event_id, gates=[], offline_names=True))
        db.session.commit()

    assert len(taken(evening, who="zhao")["names"]) == 1
    assert taken(evening, who="sun")["names"] == []


def test_an_unchanged_list_is_not_sent_again_and_a_changed_one_is(evening):
    guest = evening.guest()
    first = taken(evening)

    again = taken(evening, version=first["version"])
    evening.scan(guest)
    changed = taken(evening, version=first["version"])

    assert "sealed" not in again
    assert again["version"] == first["version"] != changed["version"]
    assert "sealed" in changed


def test_a_list_whose_codes_take_long_to_stretch_comes_in_parts_letters_first(evening, monkeypatch):
    guests = [evening.guest(), evening.guest("林", "婉清")]
    monkeypatch.setattr(packing, "PATIENCE", -1.0)

    first = taken(evening)

    assert first["whole"] is False
    assert opened(first, evening.cast.token(guests[1])) is not None
    assert opened(first, evening.code(guests[1])) is None


def test_who_took_the_list_along_is_written_down_once_for_each_list_that_went_out(evening):
    evening.guest()
    version = taken(evening)["version"]
    taken(evening, version=version)

    with evening.app.app_context():
        rows = db.session.query(AuditEntry).filter_by(subject="door_pack", action="export").all()
        assert [row.subject_id for row in rows] == [evening.event_id]


def test_the_list_asks_the_database_as_often_for_three_guests_as_for_one(evening):
    evening.guest()
    browser = evening.cast.signed_in("door")
    with queries(evening.app) as one:
        browser.get(f"{evening.door}/pack", headers=SCRIPT)
    evening.guest("林", "婉清")
    evening.guest("何", "敏")
    with queries(evening.app) as three:
        browser.get(f"{evening.door}/pack", headers=SCRIPT)

    assert len(three) == len(one)


# The page that is kept, and the worker that answers with it


def test_the_kept_page_names_nobody(evening):
    guest = evening.guest()
    evening.scan(guest)

    page = evening.cast.signed_in("door").get(f"{evening.door}/shell").get_data(as_text=True)

    assert "郑" not in page
    assert 'id="code-form"' in page
    assert 'data-kept-page="1"' in page


def test_the_worker_says_what_it_keeps_and_every_file_is_there(evening):
    answer = evening.app.test_client().get("/door/sw.js")
    head = answer.get_data(as_text=True).splitlines()

    files = json.loads(head[1].removeprefix("const FILES = ").removesuffix(";"))

    assert answer.mimetype == "text/javascript"
    assert head[0].startswith('const VERSION = "')
    assert any("zxing_reader.wasm" in file for file in files)
    assert [file for file in files if evening.app.test_client().get(file).status_code != 200] == []


def test_everything_that_the_door_page_loads_is_kept(evening):
    import re

    page = evening.cast.signed_in("door").get(evening.door).get_data(as_text=True)
    files = evening.app.test_client().get("/door/sw.js").get_data(as_text=True)

    loaded = {one.split("?")[0].split("#")[0] for one in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)}
    assert {one for one in loaded if one not in files} == set()
