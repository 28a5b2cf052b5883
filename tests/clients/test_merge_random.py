"""Random merges and undos in any order."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.duplicates.fields import GROUPS, Side
from clients.duplicates.merging import standing_merges
from clients.history.ledger import entries_of
from clients.models import (
    Client,
    ClientMerge,
    EntryKind,
    HistoryEntry,
    Holding,
    Interest,
)
from core.db import db
from core.errors import DomainError
from tests.clients.merge_desk import NOW, put_together, state, take_apart, told


@pytest.mark.parametrize("seed", range(6))
def test_random_merges_and_undos_in_any_order_lose_nothing(cast, seed):
    draw = random.Random(seed)
    clients = [
        cast.add_client(
            draw.choice("王李"),
            draw.choice(["文静", "文婧", "强"]),
            number=f"62{place:03d}" if draw.random() < 0.5 else "",
            phone=draw.choice(["", "13800001234", f"1380000{place:04d}"]),
            email=draw.choice(["", f"a{place}@example.com"]),
            talk_topics=draw.choice(["", "白茶", "昆曲"]),
            interests=draw.sample(list(Interest), 2),
            holdings=draw.sample(list(Holding), 2),
        )
        for place in range(6)
    ]
    for place, client_id in enumerate(clients):
        for turn in range(place):
            told(cast, client_id, draw.choice([EntryKind.CALL, EntryKind.INVITED]), at=NOW - timedelta(days=turn + 1))
    before, refused = state(cast), set()
    for _turn in range(25):
        with cast.app.app_context():
            standing = db.session.scalars(sa.select(ClientMerge.id).where(ClientMerge.undone_at.is_(None))).all()
        try:
            if standing and draw.random() < 0.45:
                take_apart(cast, draw.choice(standing))
            else:
                sides = {group: draw.choice(list(Side)) for group in draw.sample(sorted(GROUPS), 8)}
                put_together(cast, *draw.sample(clients, 2), **sides)
        except DomainError as refusal:
            refused.add(refusal.code)
        pointers_and_histories_agree(cast, clients)
    while True:
        with cast.app.app_context():
            standing = db.session.scalars(sa.select(ClientMerge.id).where(ClientMerge.undone_at.is_(None))).all()
        if not standing:
            break
        draw.shuffle(standing)
        for merge_id in standing:
            try:
                assert take_apart(cast, merge_id) == []
            except DomainError as refusal:
                refused.add(refusal.code)
    assert state(cast) == before
    assert refused <= {"merge_not_there", "merge_later"}


def pointers_and_histories_agree(cast, clients):
    """Each entry is read under exactly one client of the book, and the counters say what those entries say."""
    with cast.app.app_context():
        kept = db.session.scalars(sa.select(Client).where(Client.merged_into_id.is_(None))).all()
        read = [entry.id for client in kept for entry in db.session.scalars(entries_of(client))]
        assert sorted(read) == sorted(db.session.scalars(sa.select(HistoryEntry.id)))
        for client in kept:
            invited = [entry for entry in db.session.scalars(entries_of(client)) if entry.kind is EntryKind.INVITED]
            assert client.times_invited == len(invited)
        gone = {row.gone_id for client_id in clients for row in standing_merges(client_id)}
        assert gone == set(clients) - {client.id for client in kept}
