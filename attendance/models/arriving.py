"""Who goes to welcome whom, and who came without an invitation."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models import Client
from core.db import Base
from events.models import Event
from invitations.models import Invitation
from staff.models import Staff


class Welcome(Base):
    """Somebody comes to welcome a guest who has arrived. Without it the manager is told after a minute."""

    __tablename__ = "welcome"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True, autoincrement=False)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime]

    invitation: Mapped[Invitation] = relationship()
    staff: Mapped[Staff] = relationship()


class WalkIn(Base):
    """Somebody who came without an invitation: a client, or a stranger whom one brought (domain practice, walk-ins).

    Without consent name and telephone are emptied seven days after the event; that somebody came is still counted.
    """

    __tablename__ = "walk_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    called: Mapped[str] = mapped_column(sa.String(40), default="")
    phone: Mapped[str] = mapped_column(sa.String(24), default="")
    brought_by: Mapped[str] = mapped_column(sa.String(40), default="")  # as they said it
    brought_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id"))  # if it is a guest of the evening
    heads: Mapped[int] = mapped_column(default=1)
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)  # who it turned out to be
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # the manager who follows up
    consented_at: Mapped[datetime | None]  # may be told of further events
    consent_text: Mapped[str] = mapped_column(sa.String(200), default="")  # what was ticked, word for word
    forgotten_at: Mapped[datetime | None]  # name and telephone are gone

    event: Mapped[Event] = relationship()
    client: Mapped[Client | None] = relationship()
    introducer: Mapped[Invitation | None] = relationship()
    owner: Mapped[Staff | None] = relationship(foreign_keys=[owner_id])

    __table_args__ = (sa.CheckConstraint("heads BETWEEN 1 AND 20", name="heads"),)
