"""Segments: reading and keeping rules, whose clients are found, and what a rule says of itself."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.models import ClientType, Holding, Interest, Tier
from core.db import db
from core.languages import speak
from invitations.segments import (
    MOST_CONDITIONS,
    Condition,
    Group,
    Join,
    Op,
    Refused,
    Rule,
    catalogue_of,
    count,
    counts,
    find,
    make_rule,
    members,
    read_rule,
    sentence,
    simple_rule,
)
from tests.house import queries
from tests.invitations.random_rules import rules

TODAY = date(2027, 3, 20)


def rule_of(*nodes, join="all"):
    return read_rule({join: list(nodes)}).rule


def asks(field, op, value=None, further=None):
    whole = {"field": field, "op": op, "value": value, "further": further}
    return {name: part for name, part in whole.items() if part is not None}


@given(rules())
def test_a_rule_comes_back_from_its_json_as_it_was(rule):
    read = read_rule(json.loads(json.dumps(rule.stored())))
    assert (read.rule, read.dropped) == (rule, ())


@given(st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=8))))
def test_a_stored_rule_with_unknown_words_asks_for_nothing(stored):
    assert read_rule({"types": ["GONE"], **stored} | {"min_holdings": None}).rule.empty


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "field", "op", "value", "further", "types"]), inner)
    ),
    max_leaves=12,
)


@given(json_values)
def test_reading_bears_any_json(stored):
    assert isinstance(read_rule(stored).rule, Rule)


def test_an_earlier_flat_rule_is_read_as_a_tree():
    flat = {"types": ["RET"], "tiers": [], "interests": ["tea"], "holdings": [], "min_holdings": 3}
    assert read_rule(flat).rule.stored() == {
        "all": [
            asks("primary_type", "any", ["RET"]),
            asks("interest", "any", ["tea"]),
            asks("holdings", "at_least", 3),
        ]
    }


def test_what_is_unknown_is_dropped_and_told_and_the_rest_still_asks():
    read = read_rule({"all": [asks("type", "any", ["RET", "GONE"]), asks("aura", "any", ["x"]), {"any": "tea"}]})
    assert read.rule.stored() == {"all": [asks("type", "any", ["RET"])]}
    assert read.dropped == ("type: GONE", "aura", "tea")


def test_too_deep_and_too_large_rules_are_refused():
    leaf = Condition("old_client", Op.YES)
    deep = Group(Join.ALL, (leaf,))
    for _ in range(5):
        deep = Group(Join.ANY, (deep,))
    with pytest.raises(Refused, match="too_deep"):
        make_rule(deep)
    with pytest.raises(Refused, match="too_many"):
        make_rule(Group(Join.ALL, (leaf,) * (MOST_CONDITIONS + 1)))
    assert read_rule({"all": [asks("old_client", "yes")] * 41}).dropped == ("too_many",)


def test_groups_without_conditions_ask_for_nothing():
    assert make_rule(Group(Join.ALL, (Group(Join.ANY), Group(Join.NONE, (Group(Join.ALL),))))).empty


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
            "陈", "慧", client_type=ClientType.PRO, tier=Tier.T3, interests=[Interest.WHISKY],
            further_type_bits=1 << list(ClientType).index(ClientType.RET),
            holdings=[Holding.DEPOSIT, Holding.WEALTH, Holding.INSURANCE, Holding.MOBILE, Holding.PENSION],
            last_invited_on=date(2027, 3, 1), birth_date=date(1960, 3, 21),
        ),
    }  # fmt: skip


def found(cast, people, rule, who="zhao"):
    names = {client_id: name for name, client_id in people.items()}
    with cast.app.app_context():
        ids = [client.id for client in db.session.scalars(members(cast.staff(who), rule, TODAY))]
        assert count(cast.staff(who), rule, TODAY) == len(ids)
        assert [client.id for client in find(cast.staff(who), rule, TODAY).clients] == ids
    return {names[client_id] for client_id in ids}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(), {"tea", "funds", "old", "core"}),
        (simple_rule(types=(ClientType.RET,)), {"tea", "old"}),
        (simple_rule(types=(ClientType.RET,), tiers=(Tier.T1,), min_holdings=3), {"old"}),
        (rule_of(asks("type", "any", ["RET"])), {"tea", "old", "core"}),
        (rule_of(asks("type", "all", ["RET", "PRO"])), {"core"}),
        (rule_of(asks("type", "none", ["RET"])), {"funds"}),
        (rule_of(asks("tier", "at_least", "T3")), {"tea", "funds", "core"}),
        (rule_of(asks("tier", "at_most", "T1")), {"old"}),
        (rule_of(asks("interest", "any", ["wine"])), {"core"}),
        (rule_of(asks("interest", "all", ["tea", "golf"])), {"old"}),
        (rule_of(asks("interest", "any", ["tea"], 3)), set()),
        (rule_of(asks("holding", "all", ["fund", "metals"])), {"funds"}),
        (rule_of(asks("holding", "none", ["fund"])), {"tea", "core"}),
        (rule_of(asks("old_client", "yes")), {"old", "core"}),
        (rule_of(asks("core_client", "no")), {"tea", "funds", "old"}),
        (rule_of(asks("last_invited", "not_within", 30)), {"tea", "funds", "old"}),
        (rule_of(asks("last_invited", "within", 19)), {"core"}),
        (rule_of(asks("last_invited", "within", 18)), set()),
        (rule_of(asks("age", "between", 66, 66)), {"core"}),
        (rule_of(asks("age", "at_least", 67)), set()),
        (rule_of(asks("age", "unknown")), {"tea", "funds", "old"}),
        (rule_of(asks("birthday", "any", ["this"])), {"core"}),
        (rule_of(asks("label", "any", ["never_invited"])), {"tea", "funds"}),
        ({"any": [asks("tier", "any", ["T1"]), asks("tier", "any", ["T4"])]}, {"funds", "old"}),
        ({"not": {"any": [asks("tier", "any", ["T1"]), asks("tier", "any", ["T4"])]}}, {"tea", "core"}),
        ({"all": [asks("type", "any", ["RET"]), {"not": asks("interest", "any", ["golf"])}]}, {"tea", "core"}),
    ],
)
def test_each_condition_alone_and_in_groups(cast, people, rule, expected):
    assert found(cast, people, rule if isinstance(rule, Rule) else read_rule(rule).rule) == expected


def test_who_wants_to_be_chosen_by_no_trait_is_found_only_by_rules_without_one(cast, people):
    people["shy"] = cast.add_client("何", "静", no_profiling=True)
    assert "shy" not in found(cast, people, rule_of(asks("type", "any", ["RET"])))
    assert "shy" in found(cast, people, Rule())
    assert "shy" in found(cast, people, rule_of(asks("last_invited", "never")))


def test_an_rm_counts_only_own_clients_and_the_organiser_the_branch(cast, people):
    cast.add_client("孙", "客户", rm="sun")
    cast.add_client("外", "客户", rm="stranger")
    with cast.app.app_context():
        numbers = [count(cast.staff(who), Rule(), TODAY) for who in ("zhao", "sun", "li", "stranger", "door")]
    assert numbers == [4, 1, 5, 1, 0]


def test_many_rules_are_counted_in_one_query(cast, people):
    three = [Rule(), simple_rule(types=(ClientType.RET,)), simple_rule(min_holdings=5)]
    with cast.app.app_context():
        zhao = cast.staff("zhao")
        with queries(cast.app) as seen:
            assert counts(zhao, three, TODAY) == [4, 2, 1]
        assert len(seen) == 1
        assert counts(zhao, [], TODAY) == []


WORDED = {
    "all": [
        asks("type", "any", ["RET", "HOM"]),
        asks("tier", "at_least", ["T3"]),
        asks("interest", "any", ["tea"]),
        asks("last_invited", "not_within", 90),
    ]
}


def test_a_rule_reads_as_a_sentence_in_both_languages(cast):
    with cast.app.test_request_context():
        speak("en")
        assert sentence(read_rule(WORDED).rule) == (
            "Retired or Homemaker, Wealth or above, fond of Tea, not invited within 90 days"
        )
        assert sentence(Rule()) == "everybody whom you may invite"
    with cast.app.test_request_context():
        speak("zh")
        assert sentence(read_rule(WORDED).rule) == "退休或全职太太/先生，财富级以上，喜欢茶，90天内没有受邀"


def test_groups_stand_in_brackets(cast):
    tree = {"all": [{"any": [asks("old_client", "yes"), asks("age", "at_least", 60)]}, {"not": asks("watched", "yes")}]}
    with cast.app.test_request_context():
        speak("en")
        said = sentence(read_rule(tree).rule)
    assert said == "(an old client or else 60 years old or more), except watched"


def test_the_catalogue_names_people_and_knows_only_those_of_the_branch(cast):
    with cast.app.app_context():
        of_li = catalogue_of(cast.staff("li"))
        of_admin = catalogue_of(cast.staff("admin"))
        zhao, stranger = str(cast.staff_ids["zhao"]), str(cast.staff_ids["stranger"])
    assert of_li.field("rm").words[zhao] == "赵经理"
    assert stranger not in of_li.field("rm").words
    assert stranger in of_admin.field("rm").words
    assert of_li.field("branch") is None
    assert len(of_admin.field("branch").words) == 2
