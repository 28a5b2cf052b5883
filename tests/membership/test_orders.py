"""Orders of cards and letters: who is in, who is left out and why, and that what is printed reads back."""

import io

import pypdfium2
import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.models import ChannelRefusal, Client, ContactChannel, EntryKind, HistoryEntry, HoldKind
from core import files
from core.db import db, now
from core.zone import home_day
from membership import moves
from membership.letters import is_true, times_words
from membership.models import ClubLetter, ClubOrder, MembershipMove, MembershipStep
from membership.order_job import FILES
from tests.membership.club_desk import get, level, recent_member


def order(browser, ids, **values):
    data = {"stock": "", "letter": "", "channel": "hand", **values, "members": [str(one) for one in ids]}
    return browser.post("/club/print?who=all", data=data)


def the_order(cast):
    return db.session.scalar(sa.select(ClubOrder).order_by(ClubOrder.id.desc()).limit(1))


def text_of(pdf):
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def test_a_card_and_a_welcome_letter_are_printed_for_one_member(cast):
    member_id = recent_member(cast, days_left=360)
    zhao = cast.signed_in("zhao")

    answer = order(zhao, [member_id], stock="sheet", letter="club_welcome")

    assert answer.status_code == 302
    page = zhao.get(answer.headers["Location"]).text
    cards, letters = (zhao.get(f"{answer.headers['Location']}/{what}.pdf") for what in ("cards", "letters"))
    assert cards.mimetype == letters.mimetype == "application/pdf"
    assert "/cards.pdf" in page
    with cast.app.app_context():
        number = get(member_id).number
        steps = list(db.session.scalars(sa.select(MembershipStep.move)))
        told = list(db.session.scalars(sa.select(HistoryEntry.kind)))
    front, back = text_of(cards.data)
    [letter] = text_of(letters.data)
    assert "王文静" in front
    assert number in front
    assert "赵经理" in back
    assert number in letter
    assert "尊敬的王女士" in letter
    assert "会友" not in front + back + letter
    assert MembershipMove.CARD_PRINTED in steps
    assert EntryKind.LETTER_PRINTED in told


@pytest.mark.parametrize(("stock", "pages"), [("sheet", 4), ("id1", 22), ("vip", 22)])
def test_eleven_cards_fill_two_sheets_or_a_page_a_side(cast, stock, pages):
    ids = [recent_member(cast, f"客{number}") for number in range(11)]

    order(cast.signed_in("li"), ids, stock=stock)

    with cast.app.app_context():
        made = the_order(cast)
        assert (made.cards, made.left_out) == (11, [])
        assert len(pypdfium2.PdfDocument(files.find(FILES, made.cards_file))) == pages


def test_rare_names_print_and_names_that_can_not_are_left_out_by_name(cast):
    rare = recent_member(cast, "𠅤𫖯")
    no_glyph = recent_member(cast, "😀")
    long = recent_member(cast, "长" * 40)
    li = cast.signed_in("li")

    answer = order(li, [rare, no_glyph, long], stock="sheet")

    page = li.get(answer.headers["Location"]).text
    with cast.app.app_context():
        made = the_order(cast)
        assert made.cards == 1
        assert {(row["membership"], row["code"]) for row in made.left_out} == {
            (no_glyph, "missing-glyphs"),
            (long, "name-too-long"),
        }
    assert "U+1F600" in page


def test_whoever_may_not_be_written_to_is_left_out_with_the_reason(cast):
    refuses, dead, fine = (recent_member(cast, name) for name in ("一", "二", "三"))
    with cast.app.app_context():
        db.session.add(
            ChannelRefusal(client_id=get(refuses).client_id, channel=ContactChannel.POST, at=now(), said="不要寄信")
        )
        client = db.session.get_one(Client, get(dead).client_id)
        hold(client, HoldKind.DECEASED, since=home_day(now()), until=None)
        db.session.commit()
    li = cast.signed_in("li")

    answer = order(li, [refuses, dead, fine], stock="sheet", channel="post")

    page = li.get(answer.headers["Location"]).text
    with cast.app.app_context():
        reasons = {row["membership"]: row["detail"] for row in the_order(cast).left_out}
        assert reasons == {refuses: "channel_refused", dead: "deceased"}
    assert "王一" in page
    assert "王三" not in page


def test_the_page_that_waits_is_told_at_the_end_who_was_left_out(cast):
    fine, no_glyph = recent_member(cast, "一"), recent_member(cast, "😀")
    li = cast.signed_in("li")
    answer = order(li, [fine, no_glyph], stock="sheet")

    finished = li.get(f"{answer.headers['Location']}/progress").text

    assert "/cards.pdf" in finished
    assert "王😀" in finished
    assert "U+1F600" in finished


def test_a_renewal_letter_goes_only_to_those_who_were_renewed(cast):
    renewed, due, lowered = (recent_member(cast, name, days_left=20, rank=2) for name in ("一", "二", "三"))
    with cast.app.app_context():
        today = home_day(now())
        moves.renew(get(renewed), staff=None, today=today, now=now())
        moves.step_down(get(lowered), level(cast), staff=None, today=today, now=now(), reason="少来")
        db.session.commit()

    order(cast.signed_in("li"), [renewed, due, lowered], letter="club_renewal")

    with cast.app.app_context():
        made = the_order(cast)
        assert made.letters == 1
        assert {row["membership"]: row["code"] for row in made.left_out} == {due: "untrue", lowered: "untrue"}
        assert is_true(get(renewed), ClubLetter.RENEWAL, today)
        assert not is_true(get(renewed), ClubLetter.WELCOME, today)


def test_foreign_members_are_passed_over_and_their_paper_is_404(cast):
    own, foreign = recent_member(cast), recent_member(cast, "小雨", rm="sun")
    zhao = cast.signed_in("zhao")

    assert order(zhao, [foreign], stock="sheet").status_code == 422
    answer = order(zhao, [own], stock="sheet")

    path = answer.headers["Location"]
    assert zhao.get(f"{path}/nothing.pdf").status_code == 404
    for who in ("sun", "stranger"):
        assert cast.signed_in(who).get(path).status_code == 404
        assert cast.signed_in(who).get(f"{path}/cards.pdf").status_code == 404
    assert cast.signed_in("manager").get(f"{path}/cards.pdf").status_code == 200


def test_a_client_who_went_to_somebody_else_closes_the_file(cast):
    member_id = recent_member(cast)
    zhao = cast.signed_in("zhao")
    path = order(zhao, [member_id], stock="sheet").headers["Location"]
    with cast.app.app_context():
        get(member_id).client.rm_id = cast.staff_ids["sun"]
        db.session.commit()

    assert zhao.get(f"{path}/cards.pdf").status_code == 404


def test_nothing_chosen_is_refused_at_the_form(cast):
    member_id = recent_member(cast)
    li = cast.signed_in("li")

    assert order(li, [member_id]).status_code == 422
    assert order(li, [], stock="sheet").status_code == 422


def test_doing_the_job_again_prints_nothing_twice(cast):
    from core.jobs import Progress
    from membership.order_job import print_order

    member_id = recent_member(cast)
    order(cast.signed_in("li"), [member_id], stock="sheet")
    with cast.app.app_context():
        made = the_order(cast)
        before = made.cards_file
        print_order(made.id, Progress(made.job_id, "nobody"))

        assert the_order(cast).cards_file == before


def test_times_are_said_as_one_says_them():
    assert [times_words(count, "en") for count in (0, 1, 2, 4, 20)] == ["", "once", "twice", "four times", "20 times"]
    assert [times_words(count, "zh") for count in (0, 1, 2, 12)] == ["", "一", "两", "十二"]
