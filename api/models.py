"""Tables of the second way in: tokens, requests that were answered, and where to tell of what happens."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from staff.models import Staff


class ApiToken(Base):
    """Lets another system in, as a colleague without a password (`staff.is_device`). Only the hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), unique=True)  # as whom it acts and sees
    name: Mapped[str] = mapped_column(sa.String(40))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    may: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # codes of api/permissions
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])


class AnsweredRequest(Base):
    """A writing request with its Idempotency-Key: sent again, it gets the first answer. Forgotten after a day."""

    __tablename__ = "answered_request"
    __audited__ = False

    token_id: Mapped[int] = mapped_column(sa.ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    asked: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of method, path and body
    status: Mapped[int]
    answer: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    at: Mapped[datetime] = mapped_column(index=True)


class Webhook(Base):
    """An address of another system that is told of what happens in a branch, signed with a secret of its own."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    url: Mapped[str] = mapped_column(sa.String(300))
    kinds: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # what it is told of
    sealed_secret: Mapped[str] = mapped_column(sa.String(200))
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class DeliveryState(enum.Enum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookDelivery(Base):
    """One thing that one address is to be told: ids only, no name. Tried again, later each time, until it answers."""

    __tablename__ = "webhook_delivery"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhook.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(80))  # of what happened, the same in each try
    kind: Mapped[str] = mapped_column(sa.String(40))
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    lease: Mapped[str | None] = mapped_column(sa.String(32))
    leased_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    error: Mapped[str] = mapped_column(sa.String(120), default="")
    delivered_at: Mapped[datetime | None]

    webhook: Mapped[Webhook] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "key"),
        sa.Index("ix_webhook_delivery_state_due_at", "state", "due_at"),
    )
