"""What an entry of the history says of a change, in words: the entry holds codes and ids, each reader a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _

from clients import words
from clients.contact.words import CHANNELS, PURPOSES
from clients.history.sources import source_word
from clients.models import ChannelRefusal, ClientHold, Consent, ContactChannel, EntryKind, HistoryEntry, Tier
from core.db import db

Row = TypeVar("Row", Consent, ChannelRefusal, ClientHold)
CONSENT, REFUSAL, HOLD = "consent", "channel_refusal", "client_hold"


def titles_of(entries: Sequence[HistoryEntry], ids: Sequence[int]) -> dict[int, str]:
    """The title of each entry that tells of a change, by its id; entries without one keep the words of their kind.

    One query for each kind of change among the entries, however many there are.
    """
    titles = {entry.id: title for entry in entries if (title := _plain(entry))}
    titles |= _of_consents([entry for entry in entries if entry.source == CONSENT])
    titles |= _of_refusals([entry for entry in entries if entry.source == REFUSAL])
    return titles | _of_holds([entry for entry in entries if entry.source == HOLD], ids)


def tiers_of(entry: HistoryEntry) -> tuple[Tier, Tier] | None:
    """The tier before and after, of an entry that tells of them in codes."""
    before, _arrow, after = entry.text.partition(" → ")
    codes = {tier.value: tier for tier in Tier}
    if entry.kind is EntryKind.TIER_CHANGED and before in codes and after in codes:
        return codes[before], codes[after]
    return None


def _plain(entry: HistoryEntry) -> str:
    """The title that follows from the entry alone."""
    tiers = tiers_of(entry)
    if tiers is not None:
        return _("Tier: from %(before)s to %(after)s", before=words.TIERS[tiers[0]], after=words.TIERS[tiers[1]])
    if not (word := source_word(entry.source)):
        return ""
    return str(words.ENTRIES[entry.kind]) + _(": ") + " · ".join(part for part in (word, entry.subject) if part)


def _of_consents(entries: Sequence[HistoryEntry]) -> dict[int, str]:
    rows = {row.id: row for row in _rows(Consent, entries)}
    return {entry.id: _consent(rows[entry.source_id]) for entry in entries if entry.source_id in rows}


def _consent(row: Consent) -> str:
    told = {"purpose": PURPOSES[row.purpose], "channel": _way(row.channel)}
    if row.given:
        return _("Agreed to: %(purpose)s (%(channel)s)", **told)
    return _("Consent withdrawn: %(purpose)s (%(channel)s)", **told)


def _way(channel: ContactChannel | None) -> str:
    return _("by any way") if channel is None else str(CHANNELS[channel])


def _of_refusals(entries: Sequence[HistoryEntry]) -> dict[int, str]:
    rows = {row.id: row for row in _rows(ChannelRefusal, entries)}
    return {entry.id: _refusal(rows[entry.source_id], entry) for entry in entries if entry.source_id in rows}


def _refusal(row: ChannelRefusal, entry: HistoryEntry) -> str:
    if row.lifted_at is not None and entry.at >= row.lifted_at:
        return _("Accepts %(channel)s again", channel=CHANNELS[row.channel])
    return _("Wants no %(channel)s any more", channel=CHANNELS[row.channel])


def _of_holds(entries: Sequence[HistoryEntry], ids: Sequence[int]) -> dict[int, str]:
    """A hold is told when it begins and once more when it is lifted, by rows that only their order tells apart."""
    if not entries:
        return {}
    rows = {row.id: row for row in _rows(ClientHold, entries)}
    firsts = (
        sa.select(sa.func.min(HistoryEntry.id))
        .where(HistoryEntry.client_id.in_(ids), HistoryEntry.source == HOLD, HistoryEntry.source_id.in_(rows))
        .group_by(HistoryEntry.source_id)
    )
    begun = set(db.session.scalars(firsts))
    return {entry.id: _hold(rows[entry.source_id], entry.id in begun) for entry in entries if entry.source_id in rows}


def _hold(row: ClientHold, begun: bool) -> str:
    kind = words.HOLDS[row.kind]
    return _("Put on hold: %(kind)s", kind=kind) if begun else _("Hold lifted: %(kind)s", kind=kind)


def _rows(model: type[Row], entries: Iterable[HistoryEntry]) -> Iterable[Row]:
    wanted = {entry.source_id for entry in entries}
    return db.session.scalars(sa.select(model).where(model.id.in_(wanted))) if wanted else ()
