"""A family whose cards belong to clients of two managers: the count is shared, nothing of the other's client."""

import sqlalchemy as sa

from clients.models import Client
from core.db import db, now
from core.zone import home_day
from membership.benefits import use_benefit
from membership.family import add_family_card
from membership.models import BenefitUse
from membership.numbers import next_number
from staff.models import Branch
from tests.membership.club_desk import get, recent_member


def family(cast):
    """Zhao's member and the family card of Sun's client, a use noted at each; returns the two memberships' ids."""
    main_id = recent_member(cast, "文静")
    other_id = cast.add_client("李", "晓明", rm="sun", phone="13800009999")
    with cast.app.app_context():
        moment, main = now(), get(main_id)
        today = home_day(moment)
        number = next_number(db.session.get_one(Branch, cast.branch_id), today.year)
        other = db.session.get_one(Client, other_id)
        card = add_family_card(main, other, staff=cast.staff("manager"), number=number, today=today, now=moment)
        told = {"on": today, "today": today, "staff": cast.staff("manager"), "now": moment}
        use_benefit(main, main.level.benefits[0], note="陪王家的客人", **told)
        use_benefit(card, main.level.benefits[0], note="陪李家的客人", **told)
        db.session.commit()
        return main_id, card.id


def test_a_colleagues_family_card_is_counted_and_not_named(cast):
    main_id, card_id = family(cast)

    of_zhao = cast.signed_in("zhao").get(f"/club/members/{main_id}").text
    of_sun = cast.signed_in("sun").get(f"/club/members/{card_id}").text
    of_li = cast.signed_in("li").get(f"/club/members/{main_id}").text

    assert said(of_zhao) == ["陪王家的客人"]
    assert said(of_sun) == ["陪李家的客人", "李晓明"]
    assert said(of_li) == ["陪王家的客人", "陪李家的客人", "李晓明"]


def said(page: str) -> list[str]:
    return [text for text in ("陪王家的客人", "陪李家的客人", "李晓明") if text in page]


def test_a_use_of_a_colleagues_client_is_not_taken_back(cast):
    main_id, card_id = family(cast)
    with cast.app.app_context():
        use_id = db.session.scalar(sa.select(BenefitUse.id).where(BenefitUse.membership_id == main_id))

    answer = cast.signed_in("sun").post(f"/club/members/{card_id}/uses/{use_id}/back", data={"reason": "不算"})

    assert answer.status_code == 404
    assert (
        cast.signed_in("li").post(f"/club/members/{main_id}/uses/{use_id}/back", data={"reason": "不算"}).status_code
        == 302
    )
