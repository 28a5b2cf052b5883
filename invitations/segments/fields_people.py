"""What can be asked of who somebody is, likes and holds."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from clients.models import Client, ClientType, Gender, Holding, RiskLevel, Tier, members_of
from clients.settings import CORE_CLIENT_HOLDINGS, OLD_CLIENT_HOLDINGS
from clients.words import GENDERS, HOLDINGS, INTERESTS, RISK_LEVELS, TIERS, TYPES
from invitations.segments import asking
from invitations.segments.field_words import MEMBERSHIP_STATES, MONTHS
from invitations.segments.further_kinds import Age
from invitations.segments.kinds import Choice, Field, Several, Switch
from invitations.segments.making import codes, number
from invitations.segments.operators import Op
from invitations.segments.rows import SeveralRows


def _types_of(client: Client) -> dict[str, int]:
    kinds = ([client.client_type] if client.client_type else []) + list(client.further_types)
    return {kind.value: 1 for kind in kinds}


def _birthday(client: Client, facts: Any) -> dict[str, int]:
    """The month, and whether it is this one or the next."""
    if not client.birthday:
        return {}
    month = int(client.birthday[:2])
    special = {code: asking.months_of([code], facts.today)[0] for code in ("this", "next")}
    return {str(month): 1} | {code: 1 for code, number in special.items() if number == month}


def _holdings_of(client: Client) -> dict[str, int]:
    return {one.value: 1 for one in members_of(Holding, client.holding_bits)}


WHO: list[Field] = [
    Several(
        "type",
        _l("Client type"),
        {Op.ANY: "%(list)s", Op.ALL: "%(list)s", Op.NONE: _l("not %(list)s")},
        codes(TYPES),
        asking.of_types,
        lambda client, _facts: _types_of(client),
    ),
    Choice(
        "primary_type",
        _l("Primary client type"),
        {
            Op.ANY: _l("first of all %(list)s"),
            Op.NONE: _l("not first of all %(list)s"),
            Op.UNKNOWN: _l("of no known type"),
        },
        codes(TYPES),
        Client.client_type,
        ClientType,
    ),
    Choice(
        "tier",
        _l("Tier"),
        {
            Op.AT_LEAST: _l("%(list)s or above"),
            Op.AT_MOST: _l("%(list)s or below"),
            Op.ANY: _l("of the tier %(list)s"),
            Op.NONE: _l("not of the tier %(list)s"),
        },
        codes(TIERS),
        Client.tier,
        Tier,
    ),
    Switch(
        "watched",
        _l("Watched: below the tier's floor"),
        {Op.YES: _l("watched"), Op.NO: _l("not watched")},
        lambda _today: Client.watch_since.is_not(None),
        lambda client, _facts: client.watch_since is not None,
    ),
    SeveralRows(
        "club_level",
        _l("Club level"),
        {
            Op.ANY: _l("club members of the level %(list)s"),
            Op.NONE: _l("not of the club's level %(list)s"),
        },
        {},
        asking.of_levels,
        lambda client, facts: {str(facts.levels[client.id]): 1} if client.id in facts.levels else {},
        found=_l("club: %(value)s"),
    ),
    Several(
        "club_status",
        _l("Membership of the club"),
        {
            Op.ANY: _l("membership of the club: %(list)s"),
            Op.NONE: _l("membership of the club not: %(list)s"),
            Op.YES: _l("known to the club"),
            Op.NO: _l("not known to the club"),
        },
        codes(MEMBERSHIP_STATES),
        asking.of_membership,
        lambda client, facts: {facts.statuses[client.id]: 1} if client.id in facts.statuses else {},
        found=_l("club: %(value)s"),
    ),
    Age(
        "age",
        _l("Age"),
        {
            Op.BETWEEN: _l("%(value)s to %(further)s years old"),
            Op.AT_LEAST: _l("%(value)s years old or more"),
            Op.AT_MOST: _l("%(value)s years old or less"),
            Op.UNKNOWN: _l("of unknown age"),
        },
        found=_l("%(value)s years old"),
    ),
    Choice(
        "gender",
        _l("Gender"),
        {Op.ANY: "%(list)s", Op.UNKNOWN: _l("of unknown gender")},
        codes(GENDERS),
        Client.gender,
        Gender,
    ),
    Several(
        "birthday",
        _l("Birthday in the month"),
        {Op.ANY: _l("birthday in %(list)s"), Op.NONE: _l("no birthday in %(list)s")},
        MONTHS,
        asking.born_in,
        _birthday,
        found=_l("birthday in %(value)s"),
    ),
    Switch(
        "household",
        _l("Lives in a household that we know"),
        {Op.YES: _l("of a household that we know"), Op.NO: _l("of no household that we know")},
        lambda _today: Client.household_id.is_not(None),
        lambda client, _facts: client.household_id is not None,
    ),
]


LIKES: list[Field] = [
    Several(
        "interest",
        _l("Interests"),
        {
            Op.ANY: _l("fond of %(list)s"),
            Op.ALL: _l("fond of %(list)s alike"),
            Op.NONE: _l("not known to be fond of %(list)s"),
        },
        codes(INTERESTS),
        asking.interested,
        lambda client, facts: facts.interests.get(client.id, {}),
        sure=True,
        found=_l("fond of %(value)s"),
    ),
    Several(
        "holding",
        _l("Holds the products"),
        {
            Op.ANY: _l("with %(list)s"),
            Op.ALL: _l("with all of %(list)s"),
            Op.NONE: _l("without %(list)s"),
        },
        codes(HOLDINGS),
        asking.holding,
        lambda client, _facts: _holdings_of(client),
        found=_l("with %(value)s"),
    ),
    number(
        "holdings",
        _l("Number of holdings"),
        Client.holdings_count,
        _l("at least %(value)s kinds of holdings"),
        _l("at most %(value)s kinds of holdings"),
        most=len(HOLDINGS),
        found=_l("kinds of holdings: %(value)s"),
    ),
    Switch(
        "old_client",
        _l("Old client (branch rule)"),
        {Op.YES: _l("an old client"), Op.NO: _l("no old client yet")},
        lambda _today: asking.enough_holdings(OLD_CLIENT_HOLDINGS),
        lambda client, _facts: client.old_client,
    ),
    Switch(
        "core_client",
        _l("Core client (branch rule)"),
        {Op.YES: _l("a core client"), Op.NO: _l("no core client yet")},
        lambda _today: asking.enough_holdings(CORE_CLIENT_HOLDINGS),
        lambda client, _facts: client.core_client,
    ),
    Choice(
        "risk",
        _l("Risk level"),
        {
            Op.AT_LEAST: _l("risk level %(list)s or above"),
            Op.AT_MOST: _l("risk level %(list)s or below"),
            Op.UNKNOWN: _l("without a risk level"),
        },
        codes(RISK_LEVELS),
        Client.risk_level,
        RiskLevel,
        found=_l("risk level %(value)s"),
    ),
    Switch(
        "qualified",
        _l("Qualified investor"),
        {Op.YES: _l("a qualified investor"), Op.NO: _l("no qualified investor")},
        lambda _today: Client.qualified_investor.is_(True),
        lambda client, _facts: client.qualified_investor,
    ),
]
