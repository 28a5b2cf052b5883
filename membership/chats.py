"""The register of group chats: who is in which, since when, and why somebody left. Messages are never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from clients.models import Client
from core.db import db
from core.errors import DomainError
from membership.models import ChatMember, GroupChat
from staff.models import Staff
from staff.scope import sees, visible


@dataclass(frozen=True)
class Line:
    """A chat in the list, with how many are in it and how many of them the reader sees."""

    chat: GroupChat
    inside: int
    own: int


def chats_seen(actor: Staff) -> list[Line]:
    """The chats that `actor` may see, open ones first, counted in two queries."""
    chats = db.session.scalars(
        visible(actor, GroupChat)
        .options(joinedload(GroupChat.owner).lazyload(Staff.roles))
        .order_by(GroupChat.closed_on.is_not(None), GroupChat.name, GroupChat.id)
    ).all()
    mine = sa.case((sees(actor, Client), 1), else_=0)
    rows = db.session.execute(
        sa.select(ChatMember.chat_id, sa.func.count(), sa.func.sum(mine))
        .join(Client, Client.id == ChatMember.client_id)
        .where(ChatMember.left_on.is_(None), ChatMember.chat_id.in_([chat.id for chat in chats]))
        .group_by(ChatMember.chat_id)
    ).all()
    counts = {chat_id: (inside, own) for chat_id, inside, own in rows}
    return [Line(chat, *counts.get(chat.id, (0, 0))) for chat in chats]


def members_seen(actor: Staff, chat: GroupChat) -> Sequence[ChatMember]:
    """Who is or was in the chat, of the clients whom `actor` sees: those inside first."""
    query = (
        sa.select(ChatMember)
        .join(ChatMember.client)
        .where(ChatMember.chat_id == chat.id, sees(actor, Client))
        .options(contains_eager(ChatMember.client).joinedload(Client.rm).lazyload(Staff.roles))
        .order_by(ChatMember.left_on.is_not(None), Client.sort_key, ChatMember.id)
    )
    return db.session.scalars(query).all()


def inside_of(chat: GroupChat) -> int:
    """How many are in it now, whoever may see them."""
    query = sa.select(sa.func.count()).where(ChatMember.chat_id == chat.id, ChatMember.left_on.is_(None))
    return db.session.scalar(query) or 0


def open_chat(actor: Staff, name: str, *, now: datetime) -> GroupChat:
    """Register a group. Raises DomainError("chat_name_taken") when an open one of the branch is called so."""
    taken = sa.select(GroupChat.id).where(
        GroupChat.branch_id == actor.branch_id, GroupChat.name == name, GroupChat.closed_on.is_(None)
    )
    if db.session.scalar(taken.limit(1)) is not None:
        raise DomainError("chat_name_taken")
    chat = GroupChat(branch_id=actor.branch_id, name=name, owner_id=actor.id, created_at=now)
    db.session.add(chat)
    return chat


def let_in(chat: GroupChat, client: Client, *, called: str, on: date, today: date) -> ChatMember:
    """Somebody is in the group. Raises DomainError: chat_closed, chat_day_in_future, or already_in_chat."""
    _open(chat)
    _past(on, today)
    db.session.execute(sa.select(GroupChat.id).where(GroupChat.id == chat.id).with_for_update())
    inside = sa.select(ChatMember.id).where(
        ChatMember.chat_id == chat.id, ChatMember.client_id == client.id, ChatMember.left_on.is_(None)
    )
    if db.session.scalar(inside) is not None:
        raise DomainError("already_in_chat")
    member = ChatMember(chat=chat, client=client, called=called, joined_on=on)
    db.session.add(member)
    return member


def let_out(member: ChatMember, *, on: date, today: date, because: str) -> None:
    """Somebody left it.

    Raises DomainError: not_in_chat, chat_day_in_future, left_before_joined, or club_reason_missing.
    """
    if member.left_on is not None:
        raise DomainError("not_in_chat")
    if not because.strip():
        raise DomainError("club_reason_missing")
    _past(on, today)
    if on < member.joined_on:
        raise DomainError("left_before_joined")
    member.left_on, member.left_because = on, because.strip()[:120]


def rules_sent(chat: GroupChat, *, on: date, today: date) -> None:
    """The rules of the group were sent to all in it. Raises DomainError: chat_closed, or chat_day_in_future."""
    _open(chat)
    _past(on, today)
    chat.rules_sent_on = on


def close_chat(chat: GroupChat, *, today: date) -> None:
    """The group is no more; whoever was in it is in it no longer. Raises DomainError("chat_closed")."""
    _open(chat)
    chat.closed_on = today
    for member in db.session.scalars(
        sa.select(ChatMember).where(ChatMember.chat_id == chat.id, ChatMember.left_on.is_(None))
    ):
        member.left_on = max(today, member.joined_on)


def _open(chat: GroupChat) -> None:
    if chat.closed_on is not None:
        raise DomainError("chat_closed")


def _past(on: date, today: date) -> None:
    if on > today:
        raise DomainError("chat_day_in_future")
