"""Tables around a client: further numbers and addresses, relations, and the branch's own fields."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models.client import Client
from clients.models.codes import ContactChannel, FieldKind, PointKind, RelationKind
from core.db import Base


class ContactPoint(Base):
    """A further telephone number or e-mail address; the first ones stand in the client's own row."""

    __tablename__ = "contact_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    channel: Mapped[ContactChannel]  # PHONE or EMAIL
    value: Mapped[str] = mapped_column(sa.String(120), index=True)  # E.164, or an address
    kind: Mapped[PointKind] = mapped_column(default=PointKind.OTHER)
    note: Mapped[str] = mapped_column(sa.String(60), default="")

    client: Mapped[Client] = relationship()


class ClientAddress(Base):
    """A further postal address, perhaps for a time only; the usual one stands in the client's own row."""

    __tablename__ = "client_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PointKind] = mapped_column(default=PointKind.HOME)
    postal_address: Mapped[str] = mapped_column(sa.String(200))
    postcode: Mapped[str] = mapped_column(sa.String(10), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="CN")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    returned_on: Mapped[date | None]
    preferred: Mapped[bool] = mapped_column(default=False)  # goes before the usual one while it is valid

    client: Mapped[Client] = relationship(back_populates="addresses")


class Relation(Base):
    """What another person is to the client: another client, or only a name. One row a pair, told from `client_id`."""

    __tablename__ = "relation"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    other_name: Mapped[str] = mapped_column(sa.String(60), default="")  # of somebody who is no client
    kind: Mapped[RelationKind]
    note: Mapped[str] = mapped_column(sa.String(120), default="")

    client: Mapped[Client] = relationship(foreign_keys=[client_id])
    other: Mapped[Client | None] = relationship(foreign_keys=[other_id])

    __table_args__ = (
        sa.CheckConstraint("(other_id IS NULL) <> (other_name = '')", name="other"),
        sa.CheckConstraint("other_id <> client_id", name="another"),
    )


class ExtraField(Base):
    """A field that a branch added to its client book; the values stand in Client.extra."""

    __tablename__ = "extra_field"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(40))
    label_en: Mapped[str] = mapped_column(sa.String(60), default="")
    kind: Mapped[FieldKind]
    choices: Mapped[list[str]] = mapped_column(default=list)
    place: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)
