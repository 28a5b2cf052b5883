"""The club's pages: who sees and does what, what a refusal says, and that lists ask a fixed number of questions."""

import re

import pytest
import sqlalchemy as sa

from clients.models import Client
from core.db import db
from membership.family import add_family_card
from membership.levels import levels_of, open_club
from membership.models import BenefitUse, Club, Membership, MembershipStatus
from tests.house import queries
from tests.membership.club_desk import NOW, TODAY, add_member, get, recent_member


def post(browser, path, **values):
    return browser.post(path, data=values)


def test_without_a_club_the_page_says_what_to_do_and_opens_one(cast):
    li = cast.signed_in("li")
    assert "/club/open" in li.get("/club").text

    assert li.post("/club/open").status_code == 302
    with cast.app.app_context():
        assert db.session.get(Club, cast.branch_id) is not None
        assert len(levels_of(cast.branch_id)) == 3


def test_opening_pages_writes_nothing(cast):
    cast.add_client()
    for path in ("/club", "/club/suggestions", "/club/reviews", "/club/chats", "/club/print"):
        assert cast.signed_in("manager").get(path).status_code == 200
    with cast.app.app_context():
        assert db.session.get(Club, cast.branch_id) is None


def test_the_roster_shows_own_members_to_a_manager_of_clients_and_all_to_the_organiser(cast):
    recent_member(cast, "文静")
    recent_member(cast, "小雨", rm="sun")

    assert "王文静" in cast.signed_in("zhao").get("/club").text
    assert "王小雨" not in cast.signed_in("zhao").get("/club").text
    assert "王小雨" in cast.signed_in("li").get("/club").text
    assert "王小雨" not in cast.signed_in("stranger").get("/club").text


def test_a_member_is_found_by_number_and_by_name(cast):
    member_id = recent_member(cast, "文静")
    recent_member(cast, "小雨")
    with cast.app.app_context():
        number = get(member_id).number
    li = cast.signed_in("li")
    for text in (number, number.replace("-", ""), "文静", "wenjing"):
        page = li.get("/club", query_string={"q": text}).text
        assert "王文静" in page
        assert "王小雨" not in page


def test_the_roster_filters_by_status_level_and_review(cast):
    due, other = recent_member(cast, "文静", days_left=20), recent_member(cast, "小雨", rank=2)
    with cast.app.app_context():
        level_id = get(other).level_id
    li = cast.signed_in("li")

    assert "王小雨" not in li.get("/club?due=1").text
    assert "王文静" not in li.get(f"/club?level={level_id}").text
    assert "王文静" not in li.get("/club?status=lapsed").text
    assert f"/club/members/{due}" in li.get("/club?status=active").text


@pytest.mark.parametrize("path", ["/club", "/club/reviews", "/club/suggestions", "/club/print?who=all"])
def test_lists_ask_as_much_for_three_as_for_one(cast, path):
    def asked():
        with queries(cast.app) as seen:
            assert li.get(path).status_code == 200
        return len(seen)

    recent_member(cast, "一", days_left=20)
    cast.add_client(given_name="甲")
    li = cast.signed_in("li")
    one = asked()
    for name in ("二", "三"):
        recent_member(cast, name, days_left=20)
        cast.add_client(given_name=f"{name}甲")

    assert asked() == one


def test_a_foreign_member_is_404_on_every_page(cast):
    member_id = recent_member(cast, rm="sun")
    zhao = cast.signed_in("zhao")
    for path in ("", "/moves/renewed", "/uses/1/back"):
        assert zhao.get(f"/club/members/{member_id}{path}").status_code == 404
    for path in ("/uses", "/lost", "/moves/renewed"):
        assert zhao.post(f"/club/members/{member_id}{path}").status_code == 404


def test_naming_a_client_and_admitting_at_once(cast):
    client_id = cast.add_client()
    li = cast.signed_in("li")
    li.post("/club/open")
    with cast.app.app_context():
        level_id = levels_of(cast.branch_id)[1].id

    assert post(li, f"/club/nominate/{client_id}", level_id=level_id, reason="").status_code == 422
    answer = post(li, f"/club/nominate/{client_id}", level_id=level_id, reason="常来沙龙", at_once="y")

    assert answer.status_code == 302
    with cast.app.app_context():
        one = db.session.scalar(sa.select(Membership))
        assert (one.status, one.level_id) == (MembershipStatus.ACTIVE, level_id)
        assert one.number
    again = post(li, f"/club/nominate/{client_id}", level_id=level_id, reason="再提")
    assert again.status_code == 422


def test_a_relationship_manager_names_but_does_not_admit(cast):
    client_id = cast.add_client()
    zhao = cast.signed_in("zhao")
    cast.signed_in("li").post("/club/open")
    with cast.app.app_context():
        level_id = levels_of(cast.branch_id)[0].id

    post(zhao, f"/club/nominate/{client_id}", level_id=level_id, reason="常来", at_once="y")

    with cast.app.app_context():
        one = db.session.scalar(sa.select(Membership))
        assert (one.status, one.number) == (MembershipStatus.PROSPECT, None)
        path = f"/club/members/{one.id}/moves"
    assert post(zhao, f"{path}/joined").status_code == 403
    assert post(cast.signed_in("li"), f"{path}/joined").status_code == 302


@pytest.mark.parametrize(("who", "status"), [("zhao", 403), ("li", 403), ("manager", 302)])
def test_only_the_manager_revokes_or_moves_down(cast, who, status):
    revoked, lowered = recent_member(cast), recent_member(cast, "小雨", days_left=20, rank=2)
    with cast.app.app_context():
        lower = levels_of(cast.branch_id)[0].id
    browser = cast.signed_in(who)

    assert post(browser, f"/club/members/{revoked}/moves/revoked", reason="违规").status_code == status
    answer = post(browser, f"/club/members/{lowered}/moves/stepped_down", reason="少来", level_id=lower)
    assert answer.status_code == status


def test_a_move_without_a_reason_comes_back_with_the_error_at_its_field(cast):
    member_id = recent_member(cast)

    answer = post(cast.signed_in("zhao"), f"/club/members/{member_id}/moves/left", reason=" ")

    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text


def test_a_move_of_another_name_is_404(cast):
    member_id = recent_member(cast)
    for name in ("card_printed", "nothing"):
        assert cast.signed_in("manager").get(f"/club/members/{member_id}/moves/{name}").status_code == 404


def test_a_review_is_settled_in_one_tap(cast):
    member_id = recent_member(cast, days_left=20)
    zhao = cast.signed_in("zhao")
    page = zhao.get("/club/reviews").text
    assert f"/club/members/{member_id}/moves/renewed" in page
    assert f"/club/members/{member_id}/moves/upgraded" not in page

    answer = post(zhao, f"/club/members/{member_id}/moves/renewed", back="reviews")

    assert answer.headers["Location"] == "/club/reviews"
    assert f"/club/members/{member_id}/" not in zhao.get("/club/reviews").text


def test_the_organiser_moves_up_and_gives_grace_in_one_tap(cast):
    up, grace = recent_member(cast, days_left=20), recent_member(cast, "小雨", days_left=20)
    li = cast.signed_in("li")
    page = li.get("/club/reviews").text
    level_id = re.search(r'name="level_id" value="(\d+)"', page)[1]

    assert post(li, f"/club/members/{up}/moves/upgraded", level_id=level_id, reason="评估").status_code == 302
    assert post(li, f"/club/members/{grace}/moves/grace", reason="评估").status_code == 302
    with cast.app.app_context():
        assert get(up).level.rank == 2
        assert get(grace).status is MembershipStatus.GRACE


def test_uses_are_noted_taken_back_and_refused_beyond_the_count(cast):
    member_id = recent_member(cast)
    zhao = cast.signed_in("zhao")
    with cast.app.app_context():
        one = get(member_id)
        salon, day = one.level.benefits[0].id, one.term_start.isoformat()
    path = f"/club/members/{member_id}/uses"
    for _ in range(4):
        assert post(zhao, path, benefit_id=salon, on=day).status_code == 302
    refused = post(zhao, path, benefit_id=salon, on=day, note="再来")
    assert refused.status_code == 422
    assert 'id="benefit_id-error"' in refused.text
    assert post(zhao, path, benefit_id=salon, on="2199-01-01").status_code == 422
    assert post(zhao, path, benefit_id=987654, on=day).status_code == 422
    with cast.app.app_context():
        use_id = db.session.scalar(sa.select(BenefitUse.id).limit(1))
    assert zhao.get(f"{path}/{use_id}/back").status_code == 200
    assert post(zhao, f"{path}/{use_id}/back", reason="").status_code == 422
    assert post(zhao, f"{path}/{use_id}/back", reason="记错").status_code == 302
    assert post(zhao, f"{path}/{use_id}/back", reason="再撤").status_code == 422


def test_a_family_card_is_given_to_the_household_and_taken_back(cast):
    member_id = recent_member(cast)
    child, stranger = cast.add_client(given_name="大宝"), cast.add_client(given_name="路人")
    with cast.app.app_context():
        from clients.models import Household

        home = Household(name="王家")
        db.session.add(home)
        db.session.flush()
        for client_id in (get(member_id).client_id, child):
            db.session.get_one(Client, client_id).household_id = home.id
        db.session.commit()
    li = cast.signed_in("li")
    path = f"/club/members/{member_id}/family"

    assert post(cast.signed_in("zhao"), path, client_id=child).status_code == 403
    assert post(li, path, client_id=stranger).status_code == 422
    assert post(li, path, client_id=child).status_code == 302
    with cast.app.app_context():
        card = db.session.scalar(sa.select(Membership).where(Membership.client_id == child))
        assert card.main_id == member_id
        card_id = card.id
    assert li.get(f"/club/members/{card_id}").status_code == 200
    assert li.get(f"/club/members/{card_id}/moves/left").status_code == 404
    assert post(li, f"/club/members/{card_id}/family-card", reason="").status_code == 422
    assert post(li, f"/club/members/{card_id}/family-card", reason="不再需要").status_code == 302


def test_levels_are_the_managers_alone(cast):
    for who in ("zhao", "li"):
        assert cast.signed_in(who).get("/club/settings").status_code == 403
    manager = cast.signed_in("manager")
    assert post(manager, "/club/settings", name="茶友会", name_en="Tea Circle", service_line="95000").status_code == 302
    assert post(manager, "/club/settings", name="", name_en="x").status_code == 422
    with cast.app.app_context():
        assert db.session.get(Club, cast.branch_id).name == "茶友会"
        level_id = levels_of(cast.branch_id)[0].id
    path = f"/club/settings/levels/{level_id}"
    assert post(manager, path, name="知交", name_en="x").status_code == 422
    assert post(manager, path, name="清友", name_en="Pure").status_code == 302
    assert post(manager, f"{path}/benefits", **{"new-kind": "other", "new-name": "大额存款礼"}).status_code == 422
    assert post(manager, f"{path}/benefits", **{"new-kind": "book", "new-per_term": "2"}).status_code == 302
    assert post(manager, f"{path}/benefits", **{"new-kind": "book", "new-per_term": "2"}).status_code == 422
    assert post(manager, "/club/settings/levels", **{"new-name": "清友", "new-name_en": "x"}).status_code == 422
    assert post(manager, "/club/settings/levels", **{"new-name": "同好", "new-name_en": "x"}).status_code == 302
    with cast.app.app_context():
        found = levels_of(cast.branch_id)
        assert [one.name for one in found] == ["清友", "雅友", "知交", "同好"]
        benefit_id = found[0].benefits[0].id
    assert post(manager, f"{path}/benefits/{benefit_id}", per_term="6").status_code == 302
    assert post(manager, f"{path}/benefits/{benefit_id}", per_term="0").status_code == 409
    assert post(manager, f"{path}/benefits/{benefit_id}/remove").status_code == 302
    assert post(manager, f"{path}/benefits/{benefit_id}/remove").status_code == 404
    assert post(manager, f"{path}/retire").status_code == 302


def test_another_branchs_level_is_404(cast):
    with cast.app.app_context():
        open_club(cast.other_branch_id)
        db.session.commit()
        level_id = levels_of(cast.other_branch_id)[0].id
    assert cast.signed_in("manager").get(f"/club/settings/levels/{level_id}").status_code == 404


def test_the_clients_page_shows_the_level_or_offers_to_name(cast):
    member_id, client_id = recent_member(cast), cast.add_client(given_name="小雨")
    with cast.app.app_context():
        own, number = get(member_id).client_id, get(member_id).number
    zhao = cast.signed_in("zhao")

    assert number in zhao.get(f"/clients/{own}").text
    assert f"/club/nominate/{client_id}" in zhao.get(f"/clients/{client_id}").text


def test_the_page_of_today_names_reviews_of_ones_own_clients_only(cast):
    own, other = recent_member(cast, "文静", days_left=20), recent_member(cast, "小雨", days_left=20, rm="sun")

    page = cast.signed_in("zhao").get("/").text

    assert f"/club/members/{own}" in page
    assert f"/club/members/{other}" not in page


def test_whoever_is_in_the_club_held_or_below_is_not_suggested(cast):
    from clients.contact.holds import hold
    from clients.models import HoldKind, Tier

    recent_member(cast, "文静")
    cast.add_client(given_name="小雨")
    held = cast.add_client(given_name="悲")
    cast.add_client(given_name="新", tier=Tier.T0)
    with cast.app.app_context():
        hold(db.session.get_one(Client, held), HoldKind.COMPLAINT, since=TODAY.replace(year=2020), until=None)
        db.session.commit()

    page = cast.signed_in("zhao").get("/club/suggestions").text

    assert "王小雨" in page
    assert [name for name in ("王文静", "王悲", "王新") if name in page] == []


def test_a_member_page_of_a_family_tells_the_main_member(cast):
    main_id, client_id = add_member(cast), cast.add_client(given_name="大宝")
    with cast.app.app_context():
        card = add_family_card(
            get(main_id),
            db.session.get_one(Client, client_id),
            staff=None,
            number="001-27-00077-0",
            today=TODAY,
            now=NOW,
        )
        db.session.commit()
        card_id, number = card.id, get(main_id).number

    assert number in cast.signed_in("zhao").get(f"/club/members/{card_id}").text
