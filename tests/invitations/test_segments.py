"""Segments: each condition alone and together, whose clients are counted, and the pages."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from clients.models import ClientType, Holding, Interest, Tier
from core.db import db
from core.languages import speak
from invitations.models import Segment
from invitations.rule_words import in_words
from invitations.segments import SegmentRule, count, counts, members
from tests.house import queries

FEW = {"max_size": 5, "unique": True}
RULES = st.builds(
    SegmentRule,
    types=st.lists(st.sampled_from(ClientType), **FEW).map(tuple),
    tiers=st.lists(st.sampled_from(Tier), **FEW).map(tuple),
    interests=st.lists(st.sampled_from(Interest), **FEW).map(tuple),
    holdings=st.lists(st.sampled_from(Holding), **FEW).map(tuple),
    min_holdings=st.integers(0, 15),
)


@given(RULES)
def test_a_rule_comes_back_from_its_json_as_it_was(rule):
    import json

    assert SegmentRule.from_stored(json.loads(json.dumps(rule.stored()))) == rule


@given(st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=8))))
def test_a_stored_rule_with_unknown_words_asks_for_nothing(stored):
    assert SegmentRule.from_stored({"types": ["GONE"], **stored} | {"min_holdings": None}).empty


@pytest.fixture
def people(cast):
    """Four clients of RM Zhao, each with something of their own."""
    return {
        "tea": cast.add_client("王", "文静", client_type=ClientType.RET, tier=Tier.T3, interests=[Interest.TEA]),
        "funds": cast.add_client(
            "李", "强", client_type=ClientType.ENT, tier=Tier.T4, holdings=[Holding.FUND, Holding.METALS]
        ),
        "old": cast.add_client(
            "张", "敏", client_type=ClientType.RET, tier=Tier.T1,
            interests=[Interest.TEA, Interest.GOLF], holdings=[Holding.DEPOSIT, Holding.FUND, Holding.LOAN],
        ),
        "core": cast.add_client(
            "陈", "慧", client_type=ClientType.PRO, tier=Tier.T3, interests=[Interest.GOLF],
            holdings=[Holding.DEPOSIT, Holding.WEALTH, Holding.INSURANCE, Holding.MOBILE, Holding.PENSION],
        ),
    }  # fmt: skip


def found(cast, people, rule, who="zhao"):
    names = {client_id: name for name, client_id in people.items()}
    with cast.app.app_context():
        ids = [client.id for client in db.session.scalars(members(cast.staff(who), rule))]
        assert count(cast.staff(who), rule) == len(ids)
    return {names[client_id] for client_id in ids}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (SegmentRule(), {"tea", "funds", "old", "core"}),
        (SegmentRule(types=(ClientType.RET,)), {"tea", "old"}),
        (SegmentRule(types=(ClientType.RET, ClientType.PRO)), {"tea", "old", "core"}),
        (SegmentRule(tiers=(Tier.T3,)), {"tea", "core"}),
        (SegmentRule(interests=(Interest.TEA,)), {"tea", "old"}),
        (SegmentRule(interests=(Interest.TEA, Interest.GOLF)), {"tea", "old", "core"}),
        (SegmentRule(holdings=(Holding.FUND,)), {"funds", "old"}),
        (SegmentRule(min_holdings=3), {"old", "core"}),
        (SegmentRule(min_holdings=5), {"core"}),
        (SegmentRule(types=(ClientType.RET,), interests=(Interest.GOLF,)), {"old"}),
        (SegmentRule((ClientType.RET,), (Tier.T1,), (Interest.TEA,), (Holding.FUND,), 3), {"old"}),
        (SegmentRule((ClientType.RET,), (Tier.T1,), (Interest.TEA,), (Holding.FUND,), 5), set()),
    ],
)
def test_each_condition_alone_and_together(cast, people, rule, expected):
    assert found(cast, people, rule) == expected


def test_an_rm_counts_only_own_clients_and_the_organiser_the_branch(cast, people):
    cast.add_client("孙", "客户", rm="sun")
    cast.add_client("外", "客户", rm="stranger")
    with cast.app.app_context():
        assert [count(cast.staff(who), SegmentRule()) for who in ("zhao", "sun", "li", "stranger", "door")] == [
            4,
            1,
            5,
            1,
            0,
        ]


def test_many_rules_are_counted_in_one_query(cast, people):
    rules = [SegmentRule(), SegmentRule(types=(ClientType.RET,)), SegmentRule(min_holdings=5)]
    with cast.app.app_context():
        zhao = cast.staff("zhao")
        with queries(cast.app) as seen:
            assert counts(zhao, rules) == [4, 2, 1]
        assert len(seen) == 1
        assert counts(zhao, []) == []


def test_a_rule_reads_as_a_sentence_in_both_languages(cast):
    rule = SegmentRule((ClientType.RET, ClientType.HOM), (), (Interest.TEA,), (), 3)
    with cast.app.test_request_context():
        speak("en")
        assert in_words(rule) == "type: Retired or Homemaker; likes: Tea; at least 3 kinds of holdings"
        assert in_words(SegmentRule()) == "everybody whom you may invite"
    with cast.app.test_request_context():
        speak("zh")
        assert in_words(rule).endswith("；兴趣含茶；持有产品不少于 3 类")


def segments(cast):
    with cast.app.app_context():
        return db.session.scalars(sa.select(Segment)).all()


def test_a_segment_is_saved_changed_and_deleted(cast):
    browser = cast.signed_in("zhao")
    made = browser.post("/segments/new", data={"name": "退休茶友", "types": ["RET"], "interests": ["tea"]})
    assert made.status_code == 302
    [segment] = segments(cast)
    assert SegmentRule.from_stored(segment.rule) == SegmentRule((ClientType.RET,), (), (Interest.TEA,))

    browser.post(f"/segments/{segment.id}", data={"name": "老客户", "min_holdings": "3"})
    [changed] = segments(cast)
    assert (changed.name, changed.rule["types"], changed.rule["min_holdings"]) == ("老客户", [], 3)

    browser.post(f"/segments/{segment.id}/delete")
    assert segments(cast) == []


@pytest.mark.parametrize("name", ["", "  ", "茶" * 61])
def test_a_segment_without_a_good_name_answers_422_and_keeps_the_ticks(cast, name):
    answer = cast.signed_in("zhao").post("/segments/new", data={"name": name, "types": ["RET"]})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert 'checked class="form-check-input" id="types-3"' in answer.text
    assert segments(cast) == []


def test_an_unknown_code_is_refused_and_not_saved(cast):
    answer = cast.signed_in("zhao").post("/segments/new", data={"name": "茶友", "types": ["RICH"]})
    assert answer.status_code == 422
    assert segments(cast) == []


def test_counting_without_a_script_saves_nothing(cast):
    cast.add_client()
    answer = cast.signed_in("zhao").post("/segments/new", data={"action": "count", "types": ["RET"], "name": "x"})
    assert answer.status_code == 200
    assert "王文静" in answer.text
    assert segments(cast) == []


def test_the_count_shows_number_sentence_and_at_most_eight_names(cast):
    for place in range(10):
        cast.add_client("王", f"文静{place}")
    cast.add_client("孙", "某", rm="sun")
    page = cast.signed_in("zhao").get("/segments/count?types=RET&lang=en").text
    assert ">10<" in page
    assert "type: Retired" in page
    assert page.count("王文静") == 8
    assert "孙某" not in page


def test_the_count_bears_nonsense(cast):
    browser = cast.signed_in("zhao")
    assert browser.get("/segments/count?types=RICH&min_holdings=-4&tiers=%00").status_code == 200
    assert browser.get("/segments/count?min_holdings=99999999999999999999").status_code == 200


def test_a_foreign_segment_is_404(cast):
    cast.signed_in("zhao").post("/segments/new", data={"name": "我的"})
    [segment] = segments(cast)
    for who in ("sun", "stranger"):
        browser = cast.signed_in(who)
        assert browser.get(f"/segments/{segment.id}").status_code == 404
        assert browser.post(f"/segments/{segment.id}/delete").status_code == 404
        assert "我的" not in browser.get("/segments").text
    assert cast.signed_in("li").get(f"/segments/{segment.id}").status_code == 200
    assert len(segments(cast)) == 1


@pytest.mark.parametrize("path", ["/segments", "/segments/new", "/segments/count"])
def test_door_staff_do_not_see_segments(cast, path):
    assert cast.signed_in("door").get(path).status_code == 403


def test_the_list_costs_the_same_with_one_segment_and_with_three(cast):
    browser = cast.signed_in("li")
    browser.post("/segments/new", data={"name": "一"})
    browser.get("/segments")
    with queries(cast.app) as one:
        browser.get("/segments")
    browser.post("/segments/new", data={"name": "二", "min_holdings": "3"})
    cast.signed_in("zhao").post("/segments/new", data={"name": "三"})
    with queries(cast.app) as three:
        assert browser.get("/segments").status_code == 200
    assert len(one) == len(three)
