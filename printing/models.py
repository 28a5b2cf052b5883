"""Tables of stationery, of letter templates with their versions, and of print runs with their letters."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, now
from core.jobs import Job
from staff.models import Staff


class Design(enum.Enum):
    """How a branch's paper looks; printing/designs/ draws each."""

    LAID = "laid"
    INK_WASH = "ink_wash"
    FESTIVE = "festive"
    MODERN = "modern"


class Format(enum.Enum):
    """What is printed of an invitation: a letter on A4 or A5, or the formal card."""

    A4 = "a4"
    A5 = "a5"
    CARD = "card"


class Stationery(Base):
    """A branch's own paper. The images are private files of the kind "stationery" and are never changed, only replaced,
    so that a letter printed with the old ones prints the same again."""

    __tablename__ = "stationery"

    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), primary_key=True)
    design: Mapped[Design] = mapped_column(default=Design.LAID)
    accent: Mapped[str] = mapped_column(sa.String(7), default="#8A1C1C")  # the one spot colour, #RRGGBB
    logo: Mapped[str | None] = mapped_column(sa.String(60))
    seal: Mapped[str | None] = mapped_column(sa.String(60))
    seal_mm: Mapped[int] = mapped_column(default=40)  # its height on paper
    # How formal cards are made: "card" (165 × 115 mm) or "dl" (210 × 99 mm), the guest's name on them or only on the
    # envelope, with light punctuation or with none.
    card_paper: Mapped[str] = mapped_column(sa.String(8), default="card")
    card_named: Mapped[bool] = mapped_column(default=True)
    card_punctuated: Mapped[bool] = mapped_column(default=False)


class EnvelopeStock(Base):
    """By how much a branch's printer misses on one envelope, in mm to the right and down: overprints are moved back."""

    __tablename__ = "envelope_stock"

    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), primary_key=True)
    envelope: Mapped[str] = mapped_column(sa.String(8), primary_key=True)  # DL, ZL, C5, B6
    dx_mm: Mapped[float] = mapped_column(default=0.0)
    dy_mm: Mapped[float] = mapped_column(default=0.0)


class LetterTemplate(Base):
    """A text that a branch uses for one kind of letter in one language; what it says is in its versions."""

    __tablename__ = "letter_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(24))  # a kind of printing/texts/model_texts.py: salon, trip, card …
    language: Mapped[str] = mapped_column(sa.String(2))
    name: Mapped[str] = mapped_column(sa.String(60))
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]

    created_by: Mapped[Staff] = relationship()
    versions: Mapped[list[TemplateVersion]] = relationship(back_populates="template", order_by="TemplateVersion.number")


class TemplateVersion(Base):
    """What a template says. Once submitted it never changes: a change is the next version, approved anew."""

    __tablename__ = "template_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(sa.ForeignKey("letter_template.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(40), default="")
    body: Mapped[str] = mapped_column(sa.Text)
    closing_first: Mapped[str] = mapped_column(sa.String(40), default="")
    closing_second: Mapped[str] = mapped_column(sa.String(40), default="")
    suffix: Mapped[str] = mapped_column(sa.String(20), default="")
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    comment: Mapped[str] = mapped_column(sa.String(300), default="")  # the manager's

    template: Mapped[LetterTemplate] = relationship(back_populates="versions")
    written_by: Mapped[Staff] = relationship(foreign_keys=[written_by_id])
    decided_by: Mapped[Staff | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (sa.UniqueConstraint("template_id", "number"),)


class PrintRun(Base):
    """A batch of letters that becomes one PDF, a page a letter.

    It is drawn and decoded back by a job, seen as a proof, approved by the manager, and then printed.
    """

    __tablename__ = "print_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    ordered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id"))
    pages: Mapped[int] = mapped_column(default=0)
    file: Mapped[str | None] = mapped_column(sa.String(60))  # in the private files, once it is drawn
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    finished_at: Mapped[datetime | None]
    # Who was asked for and is not in it, with the reasons: invitations/letters/setup.py says what they mean.
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)

    format: Mapped[Format] = mapped_column(default=Format.A4, server_default="a4")
    design: Mapped[Design] = mapped_column(default=Design.LAID, server_default="laid")
    # The approved template version of each language, {"zh": 12}; a language that is missing had the model text.
    versions: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    # What decoding the drawn pages back found to be wrong; with anything in it the run is never released.
    mismatches: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list, server_default="[]")
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]
    printed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    printed_at: Mapped[datetime | None]  # somebody has the paper in hand
    # Sent back by the manager, or given up by whoever ordered it; it is never printed, its guests can be printed anew.
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    # What the letters say of the event, as it was when they were written: a later change makes them out of date.
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    # Of letters that tell of a changed plan the kind of text they are written with; empty: these are invitations.
    notice: Mapped[str] = mapped_column(sa.String(24), default="", server_default="")

    ordered_by: Mapped[Staff] = relationship(foreign_keys=[ordered_by_id])
    approved_by: Mapped[Staff | None] = relationship(foreign_keys=[approved_by_id])
    printed_by: Mapped[Staff | None] = relationship(foreign_keys=[printed_by_id])
    cancelled_by: Mapped[Staff | None] = relationship(foreign_keys=[cancelled_by_id])
    job: Mapped[Job | None] = relationship()
    letters: Mapped[list[PrintedLetter]] = relationship(back_populates="run", order_by="PrintedLetter.position")


class PrintedLetter(Base):
    """One addressee's page. Its text is frozen here, so that drawing it again gives the same page.

    The invitation's code is not part of the frozen text: it is unsealed while the page is drawn.
    """

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("print_run.id"))
    position: Mapped[int]
    recipient: Mapped[str] = mapped_column(sa.String(80))
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str | None] = mapped_column(sa.String(64))  # of its own PDF, so that a reprint can prove itself

    run: Mapped[PrintRun] = relationship(back_populates="letters")

    __table_args__ = (sa.UniqueConstraint("run_id", "position"),)


class PrintSignOff(Base):
    """Who looked at a run's findings that block nothing and let them pass. Append-only."""

    __tablename__ = "print_sign_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("print_run.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)

    staff: Mapped[Staff] = relationship()
