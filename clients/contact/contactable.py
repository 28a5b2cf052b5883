"""The same verdict as SQL, for lists that select by it: agrees with may_contact, and a test compares the two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from clients.contact.fatigue import CAPS, MONTH, YEAR
from clients.contact.new_year import mourning_since
from clients.contact.reasons import (
    HOLD_BLOCKS,
    SOLICITING,
    TOUCH_PURPOSES,
    needs_consent,
)
from clients.history.counting import CORRECTION, DECLINES
from clients.models import (
    CONTACT_KINDS,
    ChannelRefusal,
    Client,
    ClientHold,
    Consent,
    ContactChannel,
    EntryKind,
    EntryPurpose,
    HistoryEntry,
    HoldKind,
    Purpose,
)
from clients.settings import (
    DECLINES_BEFORE_PAUSE,
    FESTIVAL_CARDS_YEAR,
    HOUSEHOLD_INVITATIONS_30_DAYS,
    INVITATIONS_30_DAYS,
    INVITATIONS_YEAR,
    MARKETING_GAP_DAYS,
    PAUSE_AFTER_DECLINES_DAYS,
    POST_NEEDS_CONSENT,
    TOUCHES_30_DAYS,
)
from core.db import db
from core.zone import beginning_of
from staff.models import BranchSetting
from staff.settings import Setting

Condition = sa.ColumnElement[bool]


def contactable(purpose: Purpose, channel: ContactChannel | None, day: date, *, caps: bool = True) -> Condition:
    """Whether `may_contact` would allow it, as a condition on Client. Reads the branches' settings, one query."""
    conditions = [Client.merged_into_id.is_(None), *_no_hold(purpose, day)]
    parts = [_of_branches(values, purpose, channel, day, caps) for values in _branches()]
    return sa.and_(*conditions, sa.or_(*parts))


class _Branches:
    """Branches that have set the same, or all that have set nothing."""

    def __init__(self, ids: Sequence[int], others: Sequence[int], values: dict[str, int]) -> None:
        self.condition: Condition = Client.branch_id.in_(ids) if ids else Client.branch_id.not_in(others)
        self._values = values

    def value(self, which: Setting) -> int:
        return self._values.get(which.name, which.default)


def _branches() -> list[_Branches]:
    names = [which.name for which in (*CAPS, POST_NEEDS_CONSENT)]
    rows = db.session.execute(
        sa.select(BranchSetting.branch_id, BranchSetting.name, BranchSetting.value).where(BranchSetting.name.in_(names))
    )
    values: dict[int, dict[str, int]] = {}
    for branch_id, name, value in rows:
        values.setdefault(branch_id, {})[name] = value
    alike: dict[tuple[tuple[str, int], ...], list[int]] = {}
    for branch_id, own in values.items():
        alike.setdefault(tuple(sorted(own.items())), []).append(branch_id)
    return [_Branches((), list(values), {}), *(_Branches(ids, (), dict(own)) for own, ids in alike.items())]


def _of_branches(
    branches: _Branches, purpose: Purpose, channel: ContactChannel | None, day: date, caps: bool
) -> Condition:
    post_needs_consent = bool(branches.value(POST_NEEDS_CONSENT))
    channels = tuple(ContactChannel) if channel is None else (channel,)
    ways = sa.or_(
        *(_open(purpose, one, needs_consent(purpose, one, post_needs_consent=post_needs_consent)) for one in channels)
    )
    tired = _not_tired(branches, purpose, day) if caps else []
    return sa.and_(branches.condition, ways, *tired)


def _whose(column: sa.orm.InstrumentedAttribute[int]) -> Condition:
    """The row is the client's own, or of somebody who was merged into the client."""
    own = aliased(Client)
    ids = sa.select(own.id).where(sa.or_(own.id == Client.id, own.merged_into_id == Client.id)).correlate(Client)
    return column.in_(ids)


def _roots(condition: Condition, model: type[ClientHold | ChannelRefusal]) -> sa.Select[int]:
    """To whom the rows of a small table belong: asked once for all clients."""
    owner = aliased(Client)
    root = sa.func.coalesce(owner.merged_into_id, owner.id)
    return sa.select(root).join(model, model.client_id == owner.id).where(condition)


def _no_hold(purpose: Purpose, day: date) -> list[Condition]:
    kinds = [kind for kind, blocked in HOLD_BLOCKS.items() if purpose in blocked]
    stands = sa.and_(
        ClientHold.kind.in_(kinds),
        ClientHold.since <= day,
        sa.or_(ClientHold.until.is_(None), ClientHold.until >= day),
    )
    if purpose is Purpose.GREETING and (mourning := mourning_since(day)):
        lately = sa.and_(
            ClientHold.kind == HoldKind.BEREAVEMENT,
            ClientHold.since.between(mourning, day),
            sa.or_(ClientHold.until.is_(None), ClientHold.until >= ClientHold.since),
        )
        stands = sa.or_(stands, lately)
    return [Client.id.not_in(_roots(stands, ClientHold))]


def _open(purpose: Purpose, channel: ContactChannel, asked: bool) -> Condition:
    """The way is not refused, and the last word on the purpose by it is none against it, or one for it."""
    refused = _roots(sa.and_(ChannelRefusal.channel == channel, ChannelRefusal.lifted_at.is_(None)), ChannelRefusal)
    last = (
        sa.select(Consent.given)
        .where(
            _whose(Consent.client_id),
            Consent.purpose == purpose,
            sa.or_(Consent.channel.is_(None), Consent.channel == channel),
        )
        .order_by(Consent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.and_(Client.id.not_in(refused), sa.func.coalesce(last, not asked).is_(True))


def _counted(day: date, span: int, *which: Condition, household: bool = False) -> sa.ScalarSelect[int]:
    """How many such entries the last `span` days have."""
    whose = _of_household() if household else _whose(HistoryEntry.client_id)
    return (
        sa.select(sa.func.count()).select_from(HistoryEntry).where(whose, _in_span(day, span), *which).scalar_subquery()
    )


def _in_span(day: date, span: int) -> Condition:
    first, end = day - timedelta(days=span - 1), day + timedelta(days=1)
    return sa.and_(HistoryEntry.at >= beginning_of(first), HistoryEntry.at < beginning_of(end))


def _struck() -> Condition:
    """Whoever wrote the entry down has said later that it was none."""
    said = aliased(HistoryEntry)
    return (
        sa.select(said.id)
        .where(
            said.client_id == HistoryEntry.client_id,
            said.source == CORRECTION,
            said.two_way.is_(False),
            said.source_id == HistoryEntry.id,
        )
        .correlate(HistoryEntry)
        .exists()
    )


def _of_household() -> Condition:
    """The entry is of somebody of the client's household, or of somebody merged into one of them."""
    member, into = aliased(Client), aliased(Client)
    home = sa.case((member.merged_into_id.is_(None), member.household_id), else_=into.household_id)
    ids = (
        sa.select(member.id)
        .outerjoin(into, into.id == member.merged_into_id)
        .where(home == Client.household_id)
        .correlate(Client)
    )
    return HistoryEntry.client_id.in_(ids)


def _invited() -> Condition:
    """An invitation that was not taken back."""
    back = aliased(HistoryEntry)
    taken_back = (
        sa.select(back.id)
        .where(
            back.client_id == HistoryEntry.client_id,
            back.kind == EntryKind.WITHDRAWN,
            back.source == HistoryEntry.source,
            back.source_id == HistoryEntry.source_id,
        )
        .correlate(HistoryEntry)
        .exists()
    )
    return sa.and_(HistoryEntry.kind == EntryKind.INVITED, sa.not_(taken_back))


def _not_tired(branches: _Branches, purpose: Purpose, day: date) -> list[Condition]:
    written = HistoryEntry.kind.in_(CONTACT_KINDS)
    card = HistoryEntry.kind == EntryKind.CARD_SENT
    if purpose is Purpose.GREETING:
        return [_counted(day, YEAR, card) < branches.value(FESTIVAL_CARDS_YEAR) + 1]
    if purpose not in SOLICITING:
        return []
    touch = sa.or_(_invited(), card, sa.and_(written, HistoryEntry.purpose.in_(TOUCH_PURPOSES)))
    conditions: list[Condition] = [_counted(day, MONTH, touch) < branches.value(TOUCHES_30_DAYS)]
    if purpose is Purpose.MARKETING:
        if gap := branches.value(MARKETING_GAP_DAYS):
            lately = sa.or_(_invited(), sa.and_(written, HistoryEntry.purpose == EntryPurpose.PRODUCT))
            conditions.append(_counted(day, gap, lately) == 0)
        return conditions
    conditions += [
        _counted(day, MONTH, _invited()) < branches.value(INVITATIONS_30_DAYS),
        _counted(day, YEAR, _invited()) < branches.value(INVITATIONS_YEAR),
        sa.or_(
            Client.household_id.is_(None),
            _counted(day, MONTH, _invited(), household=True) < branches.value(HOUSEHOLD_INVITATIONS_30_DAYS),
        ),
    ]
    if pause := branches.value(PAUSE_AFTER_DECLINES_DAYS):
        few = Client.declines_in_row < branches.value(DECLINES_BEFORE_PAUSE)
        conditions.append(sa.or_(few, _counted(day, pause, HistoryEntry.kind.in_(DECLINES)) == 0))
    return conditions
