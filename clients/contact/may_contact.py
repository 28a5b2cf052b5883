"""May we contact this client, for this purpose, by this way, on this day, and if not, why?

One function answers, for every list, print, export and message. `contactable` says the same as SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa

from clients.contact.contactable import contactable
from clients.contact.fatigue import MONTH, YEAR, Fatigue, Roots, blocks, fatigue_of, roots_of
from clients.contact.new_year import mourning_since
from clients.contact.reasons import (
    HOLD_BLOCKS,
    SOLICITING,
    Reason,
    ReasonCode,
    Verdict,
    needs_consent,
)
from clients.models import ChannelRefusal, Client, ClientHold, Consent, ContactChannel, HoldKind, Purpose
from clients.settings import POST_NEEDS_CONSENT
from core.db import db
from staff.settings import know_settings, setting

__all__ = [
    "Reason",
    "ReasonCode",
    "Verdict",
    "contactable",
    "holds_on",
    "may_contact",
    "may_contact_by",
    "may_contact_one",
    "may_still_invite",
]


@dataclass
class Standing:
    """What stands at one client on the day: holds, refused ways, and the last word on the purpose by each way."""

    holds: dict[HoldKind, date | None] = field(default_factory=dict)  # with the last day; none: until lifted
    mourned_since: date | None = None
    refused: set[ContactChannel] = field(default_factory=set)
    consents: dict[ContactChannel, bool] = field(default_factory=dict)


def may_still_invite(client: Client, fatigue: Fatigue, known: Roots) -> Verdict:
    """Whether the client may be invited by any way at all, for a page that shows the fatigue of the day beside it."""
    standing = _standings([client.id], Purpose.INVITATION, fatigue.day, known)[client.id]
    return _verdict(client, standing, Purpose.INVITATION, None, fatigue.day, fatigue)


def may_contact_one(
    client: Client, *, purpose: Purpose, channel: ContactChannel | None, day: date, caps: bool = True
) -> Verdict:
    """`may_contact` for one client."""
    return may_contact([client], purpose=purpose, channel=channel, day=day, caps=caps)[client.id]


def may_contact(
    clients: Sequence[Client],
    *,
    purpose: Purpose,
    channel: ContactChannel | None,
    day: date,
    caps: bool = True,
) -> dict[int, Verdict]:
    """The verdict on each client by id, with as many queries for thousands as for one.

    `day` is the day on which the word reaches them. No channel asks whether any way is left. Without `caps` it is not
    asked how often somebody was approached: for the letter of an invitation that is counted already.
    """
    know_settings({client.branch_id for client in clients})
    standings = _standings([client.id for client in clients], purpose, day)
    counting = caps and purpose in SOLICITING | {Purpose.GREETING}
    fatigue = fatigue_of(clients, day) if counting else {}
    return {
        client.id: _verdict(client, standings[client.id], purpose, channel, day, fatigue.get(client.id))
        for client in clients
    }


def may_contact_by(client: Client, *, purpose: Purpose, day: date) -> dict[ContactChannel | None, Verdict]:
    """The verdict on one client by each way, and by any (none)."""
    standing = _standings([client.id], purpose, day)[client.id]
    counting = purpose in SOLICITING | {Purpose.GREETING}
    fatigue = fatigue_of([client], day)[client.id] if counting else None
    return {one: _verdict(client, standing, purpose, one, day, fatigue) for one in (None, *ContactChannel)}


def _verdict(
    client: Client,
    standing: Standing,
    purpose: Purpose,
    channel: ContactChannel | None,
    day: date,
    fatigue: Fatigue | None,
) -> Verdict:
    if client.merged_into_id is not None:
        return Verdict(False, (Reason(ReasonCode.MERGED),))
    reasons, warnings = _held(standing, purpose, day)
    post_needs_consent = bool(setting(client.branch_id, POST_NEEDS_CONSENT))
    refused, minded = _ways(standing, purpose, channel, post_needs_consent)
    often, nearly = _tired(fatigue, purpose) if fatigue is not None else ([], [])
    reasons, warnings = [*reasons, *refused, *often], [*warnings, *minded, *nearly]
    return Verdict(not reasons, tuple(reasons), tuple(warnings))


def _standings(
    client_ids: Collection[int], purpose: Purpose, day: date, known: Roots | None = None
) -> dict[int, Standing]:
    """What stands at each; what was said by or of somebody who was merged into a client counts for that client."""
    found = {client_id: Standing() for client_id in client_ids}
    roots = roots_of(client_ids, known)
    mourning = mourning_since(day) if purpose is Purpose.GREETING else None
    for block in blocks(list(roots)):
        holds = sa.select(ClientHold.client_id, ClientHold.kind, ClientHold.since, ClientHold.until)
        for client_id, kind, since, until in db.session.execute(holds.where(ClientHold.client_id.in_(block))):
            _hold(found[roots[client_id]], kind, since, until, day, mourning)
        refusals = sa.select(ChannelRefusal.client_id, ChannelRefusal.channel).where(
            ChannelRefusal.client_id.in_(block), ChannelRefusal.lifted_at.is_(None)
        )
        for client_id, refused in db.session.execute(refusals):
            found[roots[client_id]].refused.add(refused)
    said: dict[int, list[tuple[int, ContactChannel | None, bool]]] = defaultdict(list)
    for block in blocks(list(roots)):
        consents = sa.select(Consent.client_id, Consent.id, Consent.channel, Consent.given)
        asked = consents.where(Consent.client_id.in_(block), Consent.purpose == purpose)
        for client_id, row_id, channel, given in db.session.execute(asked):
            said[roots[client_id]].append((row_id, channel, given))
    for client_id, rows in said.items():
        for _row_id, channel, given in sorted(rows, key=lambda row: row[0]):
            for one in ContactChannel if channel is None else (channel,):
                found[client_id].consents[one] = given
    return found


def _hold(
    standing: Standing, kind: HoldKind, since: date, until: date | None, day: date, mourning: date | None
) -> None:
    if since <= day and (until is None or day <= until):
        known = standing.holds.get(kind, since)
        standing.holds[kind] = None if until is None or known is None else max(known, until)
    if kind is HoldKind.BEREAVEMENT and mourning and mourning <= since <= day and (until is None or until >= since):
        standing.mourned_since = since


def _held(standing: Standing, purpose: Purpose, day: date) -> tuple[list[Reason], list[Reason]]:
    reasons: list[Reason] = []
    warnings: list[Reason] = []
    if not standing.holds and standing.mourned_since is None:
        return reasons, warnings
    for kind, blocked in HOLD_BLOCKS.items():
        if kind in standing.holds:
            reason = Reason(ReasonCode(kind.value), until=standing.holds[kind])
            (reasons if purpose in blocked else warnings).append(reason)
    if standing.mourned_since and HoldKind.BEREAVEMENT not in standing.holds:
        reasons.append(Reason(ReasonCode.MOURNING_NEW_YEAR, until=_end_of_new_year(day)))
    return reasons, warnings


def _end_of_new_year(day: date) -> date:
    while mourning_since(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day


def _ways(
    standing: Standing, purpose: Purpose, channel: ContactChannel | None, post_needs_consent: bool
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    refused, consents = frozenset(standing.refused), frozenset(standing.consents.items())
    return _ways_of(refused, consents, purpose, channel, post_needs_consent)


@lru_cache(maxsize=4096)
def _ways_of(
    refused: frozenset[ContactChannel],
    consents: frozenset[tuple[ContactChannel, bool]],
    purpose: Purpose,
    channel: ContactChannel | None,
    post_needs_consent: bool,
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What speaks against the way; when any will do, only that none is left, and which ones not to use.

    Most clients have said the same, so the answer is kept.
    """
    given = dict(consents)
    closed: dict[ContactChannel, Reason] = {}
    for one in ContactChannel:
        if one in refused:
            closed[one] = Reason(ReasonCode.CHANNEL_REFUSED, channel=one)
        elif given.get(one) is False:
            closed[one] = Reason(ReasonCode.CONSENT_WITHDRAWN)
        elif one not in given and needs_consent(purpose, one, post_needs_consent=post_needs_consent):
            closed[one] = Reason(ReasonCode.CONSENT_MISSING)
    if channel is not None:
        return ((closed[channel],) if channel in closed else ()), ()
    warnings = tuple(reason for reason in closed.values() if reason.code is ReasonCode.CHANNEL_REFUSED)
    if len(closed) < len(ContactChannel):
        return (), warnings
    codes = {reason.code for reason in closed.values()}
    return (Reason(codes.pop() if len(codes) == 1 and not warnings else ReasonCode.NO_WAY_LEFT),), ()


def _tired(fatigue: Fatigue, purpose: Purpose) -> tuple[list[Reason], list[Reason]]:
    """Which caps are reached: for invitations and offers they block, for a greeting most of them only warn."""
    spans = (
        (ReasonCode.INVITED_OFTEN, fatigue.invited, MONTH, fatigue.invitations_cap),
        (ReasonCode.INVITED_YEAR, fatigue.invited, YEAR, fatigue.year_cap),
        (ReasonCode.HOUSEHOLD_OFTEN, fatigue.household, MONTH, fatigue.household_cap),
    )
    touched = fatigue.full_until(fatigue.touches, MONTH, fatigue.touches_cap)
    often = [Reason(ReasonCode.TOUCHED_OFTEN, touched, fatigue.touches_cap)] if touched else []
    if purpose is Purpose.GREETING:
        cards = fatigue.full_until(fatigue.cards, YEAR, fatigue.cards_cap)
        return ([Reason(ReasonCode.CARDS_YEAR, cards, fatigue.cards_cap)] if cards else []), often
    lately = [Reason(ReasonCode.TOUCHED_LATELY, gap)] if (gap := fatigue.gap_until) else []
    paused = [Reason(ReasonCode.DECLINED_IN_ROW, end)] if (end := fatigue.paused_until) else []
    if purpose is Purpose.MARKETING:
        return [*often, *lately], paused
    invited = [
        Reason(code, until, most) for code, days, span, most in spans if (until := fatigue.full_until(days, span, most))
    ]
    return [*invited, *often, *paused], lately


def holds_on(client: Client, day: date) -> list[HoldKind]:
    """The holds that stand on `day`, gravest first, from the rows that are loaded with the client; for a badge."""
    standing = {hold.kind for hold in client.holds if hold.since <= day and (hold.until is None or day <= hold.until)}
    return [kind for kind in HOLD_BLOCKS if kind in standing]
