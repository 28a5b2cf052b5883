"""Consents, refused ways and holds: what is written down, who may lift it, and that it holds at once."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.consent_texts import TEXTS, present_text
from clients.contact.consents import give, standing_of, withdraw
from clients.contact.holds import hold, lift
from clients.contact.may_contact import may_contact_one
from clients.contact.refusals import lift_refusal, refusals_of, refuse
from clients.models import (
    ChannelRefusal,
    Client,
    ClientHold,
    Consent,
    ConsentHow,
    ContactChannel,
    EntryKind,
    HistoryEntry,
    HoldKind,
    Purpose,
)
from clients.settings import BEREAVEMENT_DAYS
from core.db import db
from core.errors import DomainError
from staff.settings import change_setting
from tests.house import NOW, queries

TODAY = date(2027, 3, 20)
FINGERPRINTS = {
    "invitation-1": "40b49ab2b17e",
    "greeting-1": "dafb1c5df147",
    "marketing-1": "189366c03a4d",
    "service-1": "37741c08d2da",
    "photo-1": "a8fc39838960",
    "health-1": "a7a366eef0a5",
    "agency-1": "9336b87d4cb9",
    "companion-1": "3deb2bc79961",
}


def load(client_id):
    return db.session.get_one(Client, client_id)


def agreed(client, purpose=Purpose.INVITATION, channel=None, **values):
    said = {"how": ConsentHow.SIGNED, "evidence": "柜二", "text_version": present_text(purpose).version}
    return give(client, purpose, channel, **said | {"staff": None, "now": NOW} | values)


def test_a_consent_keeps_its_words_its_time_who_and_how(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        agreed(load(client_id), staff=cast.staff("zhao"))
        db.session.commit()
        [row] = db.session.scalars(sa.select(Consent))
        assert (row.text_version, row.at, row.how, row.staff_id) == (
            "invitation-1",
            NOW,
            ConsentHow.SIGNED,
            cast.staff_ids["zhao"],
        )
        [entry] = db.session.scalars(sa.select(HistoryEntry))
        assert (entry.kind, entry.source, entry.source_id) == (EntryKind.CONSENT_CHANGED, "consent", row.id)


def test_other_words_than_the_present_ones_or_no_evidence_is_no_consent(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        with pytest.raises(DomainError, match="consent_text_unknown"):
            agreed(load(client_id), text_version="invitation-0")
        with pytest.raises(DomainError, match="consent_evidence_missing"):
            agreed(load(client_id), evidence="")


def test_the_last_row_is_how_it_stands_and_the_earlier_ones_stay(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = load(client_id)
        agreed(client)
        withdraw(client, Purpose.INVITATION, ContactChannel.EMAIL, how=ConsentHow.WECHAT, staff=None, now=NOW)
        db.session.commit()
        standing = standing_of([client])[client_id]
        assert standing[Purpose.INVITATION, ContactChannel.EMAIL].given is False
        assert standing[Purpose.INVITATION, ContactChannel.POST].given is True
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 2
        with pytest.raises(DomainError, match="consent_not_given"):
            withdraw(client, Purpose.INVITATION, ContactChannel.EMAIL, how=ConsentHow.WECHAT, staff=None, now=NOW)


def test_nothing_goes_out_by_a_withdrawn_way_on_any_day_of_a_year(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = load(client_id)
        agreed(client)
        withdraw(client, Purpose.INVITATION, ContactChannel.POST, how=ConsentHow.SPOKEN, staff=None, now=NOW)
        db.session.commit()
        for days in range(0, 366, 5):
            day = TODAY + timedelta(days=days)
            found = may_contact_one(client, purpose=Purpose.INVITATION, channel=ContactChannel.POST, day=day)
            assert not found.allowed


def test_a_refusal_holds_at_once_and_only_a_manager_lifts_it_with_the_clients_word(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client, zhao, manager = load(client_id), cast.staff("zhao"), cast.staff("manager")
        row = refuse(client, ContactChannel.PHONE, said="别打电话", staff=zhao, now=NOW)
        with pytest.raises(DomainError, match="channel_refused_already"):
            refuse(client, ContactChannel.PHONE, staff=zhao, now=NOW)
        with pytest.raises(DomainError, match="refusal_only_manager"):
            lift_refusal(row, because="客户说可以", staff=zhao, now=NOW)
        with pytest.raises(DomainError, match="refusal_wants_word"):
            lift_refusal(row, because="", staff=manager, now=NOW)
        assert refusals_of(client) == [row]
        lift_refusal(row, because="客户说可以", staff=manager, now=NOW)
        db.session.commit()
        assert refusals_of(client) == []
        assert db.session.get_one(ChannelRefusal, row.id).lifted_because == "客户说可以"
        told = db.session.scalars(sa.select(HistoryEntry.kind)).all()
        assert told == [EntryKind.CONSENT_CHANGED] * 2


def test_mourning_ends_by_itself_after_the_branchs_days_and_a_complaint_some_days_after_it_is_closed(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = load(client_id)
        assert hold(client, HoldKind.BEREAVEMENT, since=TODAY, until=None).until == TODAY + timedelta(days=99)
        change_setting(client.branch_id, BEREAVEMENT_DAYS, 49)
        db.session.flush()
        assert hold(client, HoldKind.BEREAVEMENT, since=TODAY, until=None).until == TODAY + timedelta(days=48)
        row = hold(client, HoldKind.COMPLAINT, since=TODAY, until=None)
        assert row.until is None
        lift(row, today=TODAY)
        assert row.until == TODAY + timedelta(days=13)
        lift(row, today=TODAY)
        assert row.until == TODAY - timedelta(days=1)


def test_what_stands_for_good_has_no_end_and_only_a_manager_lifts_it(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = load(client_id)
        with pytest.raises(DomainError, match="hold_for_good"):
            hold(client, HoldKind.OPTED_OUT, since=TODAY, until=TODAY)
        row = hold(client, HoldKind.OPTED_OUT, since=TODAY, until=None)
        with pytest.raises(DomainError, match="refusal_only_manager"):
            lift(row, today=TODAY, staff=cast.staff("zhao"), because="说可以")
        with pytest.raises(DomainError, match="refusal_wants_word"):
            lift(row, today=TODAY, staff=cast.staff("manager"))
        lift(row, today=TODAY, staff=cast.staff("manager"), because="客户来信说愿意")
        assert row.until == TODAY - timedelta(days=1)


def test_a_text_that_somebody_agreed_to_is_never_changed():
    """A new wording is a further version; these fingerprints only ever grow in number."""
    found = {
        text.version: hashlib.sha256(f"{text.zh}\n{text.en}".encode()).hexdigest()[:12]
        for texts in TEXTS.values()
        for text in texts
    }
    assert found == FINGERPRINTS
    assert set(TEXTS) == set(Purpose)


# Pages


def test_the_page_says_in_words_what_we_may(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        refuse(load(client_id), ContactChannel.PHONE, said="别打电话", staff=None, now=datetime.now(UTC))
        db.session.commit()
    page = cast.signed_in("zhao").get(f"/clients/{client_id}/contact?lang=en")
    assert page.status_code == 200
    assert "We may use letters by hand, WeChat messages." in page.text
    assert "No telephone calls: Wants no telephone calls any more." in page.text
    assert "No consent to this has been given" in page.text


@pytest.mark.parametrize("place", ["contact", "contact/invitation/consent", "contact/invitation/withdrawal"])
def test_a_foreign_client_is_404(cast, place):
    client_id = cast.add_client()
    assert cast.signed_in("sun").get(f"/clients/{client_id}/{place}").status_code == 404
    assert cast.signed_in("zhao").get(f"/clients/{client_id}/{place}").status_code == 200


def test_consent_is_taken_with_the_words_shown_and_nothing_ticked_beforehand(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    page = browser.get(f"/clients/{client_id}/contact/invitation/consent").text
    assert present_text(Purpose.INVITATION).zh in page
    assert "checked" not in page
    form = {"text_version": "invitation-1", "channels": ["email", "post"], "how": "signed", "evidence": "柜二"}

    for lacking in ("channels", "how", "evidence"):
        wrong = browser.post(
            f"/clients/{client_id}/contact/invitation/consent",
            data={name: value for name, value in form.items() if name != lacking},
        )
        assert wrong.status_code == 422
    stale = browser.post(f"/clients/{client_id}/contact/invitation/consent", data=form | {"text_version": "old"})
    assert stale.status_code == 422
    answer = browser.post(f"/clients/{client_id}/contact/invitation/consent", data=form)

    assert answer.status_code == 302
    with cast.app.app_context():
        given = {(row.purpose, row.channel, row.given) for row in db.session.scalars(sa.select(Consent))}
        assert given == {
            (Purpose.INVITATION, ContactChannel.EMAIL, True),
            (Purpose.INVITATION, ContactChannel.POST, True),
        }


def test_a_use_of_data_is_agreed_to_without_ways_and_withdrawn_again(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    said = {"how": "spoken", "evidence": "面谈"}
    browser.post(f"/clients/{client_id}/contact/photo/consent", data=said | {"text_version": "photo-1"})
    browser.post(f"/clients/{client_id}/contact/photo/withdrawal", data=said)
    with cast.app.app_context():
        rows = db.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
        assert [(row.channel, row.given) for row in rows] == [(None, True), (None, False)]
    again = browser.post(f"/clients/{client_id}/contact/photo/withdrawal", data=said)
    assert again.status_code == 422
    assert browser.get(f"/clients/{client_id}/contact/nonsense/consent").status_code == 404


def test_an_rm_notes_a_refusal_and_only_the_manager_lifts_it(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    answer = browser.post(f"/clients/{client_id}/contact/refusals", data={"channel": "phone", "said": "别打"})
    assert answer.status_code == 302
    assert browser.post(f"/clients/{client_id}/contact/refusals", data={"channel": "phone"}).status_code == 422
    with cast.app.app_context():
        row_id = db.session.scalar(sa.select(ChannelRefusal.id))
    place = f"/clients/{client_id}/contact/refusals/{row_id}/lift"
    assert browser.post(place, data={"because": "说可以"}).status_code == 403
    manager = cast.signed_in("manager")
    assert manager.post(place, data={}).status_code == 422
    assert manager.post(place, data={"because": "客户来电说可以"}).status_code == 302
    assert manager.post(place, data={"because": "客户来电说可以"}).status_code == 404


def test_a_hold_for_good_is_lifted_on_its_own_page_by_the_manager(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        row = hold(load(client_id), HoldKind.OPTED_OUT, since=TODAY, until=None)
        db.session.commit()
        row_id = row.id
    zhao, manager = cast.signed_in("zhao"), cast.signed_in("manager")
    page = f"/clients/{client_id}/holds/{row_id}/end"
    assert zhao.post(page, data={"because": "说可以"}).status_code == 422
    assert manager.get(page).status_code == 200
    assert manager.post(page, data={}).status_code == 422
    assert manager.post(page, data={"because": "客户来信"}).status_code == 302
    with cast.app.app_context():
        assert db.session.get_one(ClientHold, row_id).until is not None


def test_the_page_costs_the_same_however_much_was_said(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    with cast.app.app_context():
        agreed(load(client_id), staff=cast.staff("zhao"))
        db.session.commit()
    browser.get(f"/clients/{client_id}/contact")
    with queries(cast.app) as one:
        browser.get(f"/clients/{client_id}/contact")
    with cast.app.app_context():
        for purpose in (Purpose.GREETING, Purpose.MARKETING, Purpose.PHOTO):
            agreed(load(client_id), purpose, staff=cast.staff("manager"))
        refuse(load(client_id), ContactChannel.PHONE, staff=cast.staff("zhao"), now=NOW)
        refuse(load(client_id), ContactChannel.SMS, staff=cast.staff("manager"), now=NOW)
        db.session.commit()
    with queries(cast.app) as many:
        browser.get(f"/clients/{client_id}/contact")
    assert len(one) == len(many)
