"""Envelopes, labels and the hand-over list of a run: in its order, never blank, only for who sees every guest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from clients.models import ChannelRefusal, Client, ContactChannel
from clients.settings import POST_NEEDS_CONSENT
from core.db import db
from invitations.models import Invitation, InvitationLetter
from printing.models import EnvelopeStock
from staff.models import AuditEntry
from staff.settings import change_setting
from tests.house import queries
from tests.invitations.paper_desk import HOME, add_run, change, change_client, pages_of, six_letters, size_mm


@pytest.fixture(autouse=True)
def post_wants_no_consent(cast):
    """These tests are about paper; what consent has to do with it stands at the end."""
    with cast.app.app_context():
        change_setting(cast.branch_id, POST_NEEDS_CONSENT, 0)
        db.session.commit()


PDFS = ("envelopes.pdf", "labels.pdf", "handover.pdf")


def test_envelopes_come_in_the_order_of_the_letters_each_as_noted(cast):
    run_id, _guests = six_letters(cast)

    answer = cast.signed_in("li").get(f"/print-runs/{run_id}/envelopes.pdf?size=DL")
    post, hand, abroad, sun = pages_of(answer)

    assert size_mm(answer) == (220, 110)
    assert post.startswith("310051")
    assert "望潮路18号" in post
    assert "钱一鸣女士收" in post
    assert "赵经理缄" in post
    assert "艾青先生收" in hand
    assert "望潮路" not in hand
    assert "赵经理敬上" in hand
    assert abroad.endswith("MsMinChen4ElmRowLONDONNW16XEUNITEDKINGDOM")
    assert "周平女士收" in sun
    assert "孙经理缄" in sun


@pytest.mark.parametrize(
    ("size", "mm"), [("DL", (220, 110)), ("ZL", (230, 120)), ("C5", (229, 162)), ("B6", (176, 125))]
)
def test_every_envelope_has_its_size(cast, size, mm):
    run_id, _guests = six_letters(cast)

    answer = cast.signed_in("li").get(f"/print-runs/{run_id}/envelopes.pdf?size={size}&by=hand&ending=in_person")

    assert size_mm(answer) == mm
    assert "钱一鸣女士亲启" in pages_of(answer)[0]


def test_by_post_whoever_lacks_an_address_is_listed_and_the_rest_printed(cast):
    run_id, guests = six_letters(cast)
    change_client(cast, guests["艾青"], postcode="")
    li = cast.signed_in("li")

    pages = pages_of(li.get(f"/print-runs/{run_id}/envelopes.pdf?by=post"))
    page = li.get(f"/print-runs/{run_id}/paper").text

    assert len(pages) == 3
    assert not any("谢𫖯" in text or "艾青" in text or "林晓晨" in text for text in pages)
    for name, said in (("谢𫖯", "没有邮寄地址"), ("林晓晨", "女士还是先生"), ("艾青", "没有邮编")):
        assert name in page
        assert said in page
    with cast.app.app_context():
        [client_id] = db.session.scalars(sa.select(Client.id).where(Client.number == "谢𫖯"))
    assert f"/clients/{client_id}/edit#postal_address" in page


def test_nothing_to_print_leads_back_to_what_is_missing(cast):
    event_id = cast.add_event()
    run_id = add_run(cast, [cast.add_invitation(event_id, cast.add_client())])

    answer = cast.signed_in("li").get(f"/print-runs/{run_id}/envelopes.pdf?by=post", follow_redirects=True)

    assert "没有可以打印的内容" in answer.text
    assert "没有邮寄地址" in answer.text


def test_a_name_that_no_face_draws_gets_no_envelope_and_is_named(cast):
    run_id, guests = six_letters(cast)
    change_client(cast, guests["艾青"], given_name="青\U0001f600")
    li = cast.signed_in("li")

    assert len(pages_of(li.get(f"/print-runs/{run_id}/envelopes.pdf"))) == 3
    assert "\U0001f600" in li.get(f"/print-runs/{run_id}/paper").text


def test_taken_back_and_replaced_letters_get_no_envelope_and_are_not_handed_over(cast):
    run_id, guests = six_letters(cast)
    change(cast, guests["钱一鸣"], revoked_at=datetime.now(UTC))
    with cast.app.app_context():
        db.session.scalars(
            sa.select(InvitationLetter).where(InvitationLetter.invitation_id == guests["周平"])
        ).one().superseded_at = datetime.now(UTC)
        db.session.commit()
    li = cast.signed_in("li")

    envelopes = "".join(pages_of(li.get(f"/print-runs/{run_id}/envelopes.pdf")))
    handover = "".join(pages_of(li.get(f"/print-runs/{run_id}/handover.pdf")))
    page = li.get(f"/print-runs/{run_id}/paper").text

    for name in ("钱一鸣", "周平"):
        assert name not in envelopes
        assert name not in handover
    assert "已取消" in page or "收回" in page or "撤回" in page
    assert "后来重发的信函" in page


def test_the_offset_of_the_branch_moves_the_envelopes(cast):
    run_id, _guests = six_letters(cast)
    li = cast.signed_in("li")
    plain = li.get(f"/print-runs/{run_id}/envelopes.pdf?size=DL").data
    with cast.app.app_context():
        db.session.add(EnvelopeStock(branch_id=cast.branch_id, envelope="DL", dx_mm=1.5, dy_mm=-2.0))
        db.session.add(EnvelopeStock(branch_id=cast.other_branch_id, envelope="ZL", dx_mm=9, dy_mm=9))
        db.session.commit()

    assert li.get(f"/print-runs/{run_id}/envelopes.pdf?size=DL").data != plain


def test_labels_carry_address_and_name_in_the_letters_order_from_the_start(cast):
    run_id, _guests = six_letters(cast)

    pages = pages_of(cast.signed_in("li").get(f"/print-runs/{run_id}/labels.pdf?sheet=2x7&start=13"))

    assert len(pages) == 2
    assert pages[0] == "310051浙江省杭州市滨江区望潮路18号听澜苑3幢1201室钱一鸣女士收艾青先生"
    assert pages[1].startswith("MsMinChen4ElmRowLONDON")


def test_an_english_guest_in_the_country_has_name_address_postcode_on_envelope_and_label(cast):
    event_id = cast.add_event()
    address = {"postal_address": "Room 701, Building 3\n22 Wangchao Road, Hangzhou", "postcode": "310051"}
    client_id = cast.add_client("", "", name_en="Mary O'Connor", language="en", **address)
    run_id = add_run(cast, [cast.add_invitation(event_id, client_id)])
    li = cast.signed_in("li")

    [envelope] = pages_of(li.get(f"/print-runs/{run_id}/envelopes.pdf?by=post"))
    [label] = pages_of(li.get(f"/print-runs/{run_id}/labels.pdf?by=post"))
    [handed] = pages_of(li.get(f"/print-runs/{run_id}/envelopes.pdf?by=hand"))

    assert "MsMaryO'ConnorRoom701,Building322WangchaoRoad,Hangzhou" in envelope
    assert envelope.startswith("310051")
    assert "收" not in envelope
    assert label == "MsMaryO'ConnorRoom701,Building322WangchaoRoad,Hangzhou310051"
    assert "MsMaryO'Connor" in handed
    assert "Byhand" in handed


def test_one_managers_pile_can_be_printed_alone(cast):
    run_id, _guests = six_letters(cast)

    pages = pages_of(cast.signed_in("li").get(f"/print-runs/{run_id}/envelopes.pdf?rm={cast.staff_ids['sun']}"))

    assert len(pages) == 1
    assert "周平" in pages[0]


def test_the_hand_over_list_has_a_page_for_each_manager_with_the_letters_numbers(cast):
    run_id, _guests = six_letters(cast)

    zhao, sun = pages_of(cast.signed_in("li").get(f"/print-runs/{run_id}/handover.pdf"))

    assert "赵经理" in zhao
    assert "1钱一鸣" in zhao
    assert "5林晓晨" in zhao
    assert "周平" not in zhao
    assert "6周平" in sun
    assert "签名" in sun
    english = pages_of(cast.signed_in("li").get(f"/print-runs/{run_id}/handover.pdf?lang=en"))
    assert "Hand-overlist" in english[0]
    assert "byhand" in english[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("labels.pdf?sheet=2x7&start=15", "第 1 至 14 枚"),
        ("labels.pdf?sheet=2x7&start=0", "请填写第一枚"),
        ("labels.pdf?sheet=3x8&start=x", "请填写第一枚"),
        ("labels.pdf?sheet=3x8&start=25", "第 1 至 24 枚"),
        ("labels.pdf?sheet=9x9", "is-invalid"),
        ("envelopes.pdf?size=C4", "is-invalid"),
        ("envelopes.pdf?by=pigeon", "is-invalid"),
        ("envelopes.pdf?rm=999", "is-invalid"),
    ],
)
def test_a_wish_that_cannot_be_met_is_said_at_its_field(cast, query, said):
    run_id, _guests = six_letters(cast)

    answer = cast.signed_in("li").get(f"/print-runs/{run_id}/{query}")

    assert answer.status_code == 422
    assert said in answer.text


def test_foreign_and_missing_runs_are_the_same_404(cast):
    run_id, _guests = six_letters(cast)

    for who in ("zhao", "stranger"):
        browser = cast.signed_in(who)
        for path in ("paper", *PDFS):
            assert browser.get(f"/print-runs/{run_id}/{path}").status_code == 404
            assert browser.get(f"/print-runs/999999/{path}").status_code == 404


def test_door_staff_print_no_paper(cast):
    run_id, _guests = six_letters(cast)

    assert [cast.signed_in("door").get(f"/print-runs/{run_id}/{path}").status_code for path in PDFS] == [403] * 3


def test_a_client_who_moved_closes_the_paper_to_the_former_manager(cast):
    event_id = cast.add_event()
    ids = [cast.add_invitation(event_id, cast.add_client(number=str(n), **HOME)) for n in range(2)]
    run_id = add_run(cast, ids, who="zhao")
    zhao = cast.signed_in("zhao")
    assert zhao.get(f"/print-runs/{run_id}/envelopes.pdf").status_code == 200
    change_client(cast, ids[0], rm_id=cast.staff_ids["sun"])

    assert [zhao.get(f"/print-runs/{run_id}/{path}").status_code for path in PDFS] == [404] * 3
    page = zhao.get(f"/print-runs/{run_id}/paper")
    assert page.status_code == 200
    assert "由他人管理" in page.text
    assert "envelopes.pdf" not in page.text
    assert cast.signed_in("li").get(f"/print-runs/{run_id}/envelopes.pdf").status_code == 200


def test_taking_paper_is_noted_in_the_audit_log(app, cast):
    run_id, _guests = six_letters(cast)
    li = cast.signed_in("li")
    for path in PDFS:
        li.get(f"/print-runs/{run_id}/{path}")

    with app.app_context():
        rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export")).all()
        assert [(row.subject, row.subject_id) for row in rows] == [("print_run", run_id)] * 3


def test_a_run_without_letters_says_what_to_do(cast):
    page = cast.signed_in("li").get(f"/print-runs/{add_run(cast, [])}/paper").text

    assert "这个印次没有信函" in page


def test_the_paper_of_a_longer_run_costs_no_more_queries(app, cast):
    event_id = cast.add_event()
    ids = [cast.add_invitation(event_id, cast.add_client(number=str(n), **HOME)) for n in range(4)]
    short, long = add_run(cast, ids[:1]), add_run(cast, ids[1:])
    li = cast.signed_in("li")
    for path in ("paper", *PDFS):
        counts = []
        for run_id in (short, long):
            with queries(app) as seen:
                li.get(f"/print-runs/{run_id}/{path}")
            counts.append(len(seen))
        assert counts[0] == counts[1], path


@pytest.mark.parametrize("by", ["noted", "post"])
def test_who_has_agreed_to_no_post_gets_no_envelope_or_label_by_post_and_is_named(cast, by):
    run_id, _guests = six_letters(cast)
    li = cast.signed_in("li")
    before = len(pages_of(li.get(f"/print-runs/{run_id}/envelopes.pdf?by={by}")))
    with cast.app.app_context():
        change_setting(cast.branch_id, POST_NEEDS_CONSENT, 1)
        db.session.commit()

    page = li.get(f"/print-runs/{run_id}/paper?lang=en").text
    envelopes = li.get(f"/print-runs/{run_id}/envelopes.pdf?by={by}")

    assert "No consent to this has been given" in page
    if by == "noted":
        assert 0 < len(pages_of(envelopes)) < before
    else:
        assert envelopes.status_code == 302, "nobody has agreed, so nothing is printed"


def test_who_wants_no_letters_by_hand_gets_no_envelope_to_be_handed_over(cast):
    run_id, guests = six_letters(cast)
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, guests["艾青"])
        row = ChannelRefusal(client_id=invitation.client_id, channel=ContactChannel.HAND, at=datetime.now(UTC))
        db.session.add(row)
        db.session.commit()

    pages = pages_of(cast.signed_in("li").get(f"/print-runs/{run_id}/envelopes.pdf?by=hand"))

    assert not any("艾青" in text for text in pages)
