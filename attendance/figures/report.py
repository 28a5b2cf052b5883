"""The closing report: what an evening was planned to be, what it was, and what is learned from it.

Until it is signed its figures are counted anew each time; the signature freezes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from attendance.closing.deciding import gift_lines, report_of
from attendance.feedback.marks import Marks, Tally, best_and_worst
from attendance.figures.counting import Counted, count_evenings
from attendance.figures.letters import YES
from attendance.figures.measures import Facts
from attendance.models import Ease, EveningReport, FollowUp
from clients.models import Client, PhotoConsent
from core.db import db
from core.errors import DomainError
from events.approval.moves import locked, move
from events.models import BudgetLine, Event, EventStatus
from events.places.books import speaking_at
from invitations.models import Invitation
from staff.models import Role, Staff

SHARED = (PhotoConsent.INTERNAL, PhotoConsent.PUBLIC)


@dataclass(frozen=True)
class WaveLine:
    """A wave ("": letters of none), and what came of it, in letters."""

    wave: str
    invited: int
    accepted: int
    attended: int


@dataclass(frozen=True)
class MoneyLine:
    """A line of the budget, in fen; `kind` is a value of BudgetKind."""

    kind: str
    text: str
    planned: int
    actual: int | None


@dataclass(frozen=True)
class GiftGiven:
    name: str
    name_en: str
    brought: int
    handed: int
    returned: int | None
    fen: int  # what all that was handed over is worth


@dataclass(frozen=True)
class SpeakerLine:
    name: str
    name_en: str
    rating: int | None  # by the organiser


@dataclass(frozen=True)
class Figures:
    """All that is counted for the report, as it is frozen."""

    facts: Facts
    tally: Tally
    waves: Sequence[WaveLine]
    money: Sequence[MoneyLine]
    gifts: Sequence[GiftGiven]
    speakers: Sequence[SpeakerLine]
    photo_shared: int  # clients who came and agreed that their pictures are shown
    photo_asked: int  # clients who came and were asked at all
    tasks: int
    tasks_done: int
    best: Sequence[str]
    worst: Sequence[str]


@dataclass(frozen=True)
class Report:
    """The report with what people wrote."""

    event: Event
    written: EveningReport
    figures: Figures
    written_by: Staff | None = None
    signed_by: Staff | None = None

    @property
    def signed(self) -> bool:
        return self.written.signed_at is not None


def report_of_evening(event: Event) -> Report:
    """The report of this evening, for whoever sees all of it; a signed one as it was signed."""
    written = report_of(event)
    people = {one for one in (written.written_by_id, written.signed_by_id) if one}
    staff = {one.id: one for one in db.session.scalars(sa.select(Staff).where(Staff.id.in_(people)))} if people else {}
    figures = thaw(written.figures) if written.signed_at is not None else count(event)
    return Report(event, written, figures, staff.get(written.written_by_id or 0), staff.get(written.signed_by_id or 0))


def count(event: Event) -> Figures:
    """The figures as they are now, of everybody: the house counts, whoever reads."""
    counted = count_evenings(None, [event])
    rows = counted.feedback.get(event.id, [])
    best, worst = best_and_worst(rows)
    tasks, done = _tasks(event)
    shared, asked = _photos(counted)
    return Figures(
        facts=counted.of(event.id),
        tally=counted.tally(event.id),
        waves=_waves(event, counted),
        money=_money(event),
        gifts=[
            GiftGiven(line.gift.name, line.gift.name_en, line.gift.stock, line.handed, line.gift.returned,
                      line.handed * line.gift.unit_fen)
            for line in gift_lines(event)
        ],
        speakers=[
            SpeakerLine(one.speaker.name, one.speaker.name_en, one.rating) for one in speaking_at(event)
        ] or ([SpeakerLine(event.speaker, event.speaker_en, None)] if event.speaker else []),
        photo_shared=shared,
        photo_asked=asked,
        tasks=tasks,
        tasks_done=done,
        best=best,
        worst=worst,
    )  # fmt: skip


def _waves(event: Event, counted: Counted) -> list[WaveLine]:
    query = sa.select(Invitation.id, Invitation.wave).where(Invitation.event_id == event.id)
    wave_of = {one: wave.value if wave else "" for one, wave in db.session.execute(query)}
    lines = []
    for wave in sorted(set(wave_of.values()), key=lambda one: one or "z"):
        letters = [letter for letter in counted.letters if wave_of[letter.invitation_id] == wave]
        lines.append(
            WaveLine(
                wave,
                len(letters),
                sum(letter.reply in YES for letter in letters),
                sum(bool(letter.people) for letter in letters),
            )
        )
    return lines


def _money(event: Event) -> list[MoneyLine]:
    query = sa.select(BudgetLine).where(BudgetLine.event_id == event.id).order_by(BudgetLine.id)
    return [MoneyLine(one.kind.value, one.text, one.planned, one.actual) for one in db.session.scalars(query)]


def _tasks(event: Event) -> tuple[int, int]:
    """Follow-ups that were not dropped, and those done."""
    query = sa.select(sa.func.count(), sa.func.count(FollowUp.done_at)).where(
        FollowUp.event_id == event.id, FollowUp.dropped.is_(False)
    )
    opened, done = db.session.execute(query).one()
    return int(opened), int(done)


def _photos(counted: Counted) -> tuple[int, int]:
    people = {client for letter in counted.letters for client in letter.people}
    said = list(db.session.scalars(sa.select(Client.photo_consent).where(Client.id.in_(people)))) if people else []
    return sum(one in SHARED for one in said), sum(one is not None for one in said)


def sign(event: Event, *, staff: Staff, now: datetime) -> EveningReport:
    """The manager signs: figures are frozen, and the evening is reported.

    Raises DomainError: report_not_yours (only a manager signs), report_open (the evening is not closed),
    report_unwritten (nobody has said what to keep, to stop or to try), or report_signed.
    """
    if not staff.may(Role.MANAGER):
        raise DomainError("report_not_yours")
    event = locked(event.id)
    report = report_of(event)
    if report.signed_at is not None:
        raise DomainError("report_signed")
    if event.status is not EventStatus.CLOSED:
        raise DomainError("report_open")
    if not (report.keep or report.stop or report.try_next):
        raise DomainError("report_unwritten")
    report.figures = freeze(count(event))
    report.signed_by_id, report.signed_at = staff.id, now
    db.session.add(report)
    move(event, EventStatus.REPORTED, now=now, staff=staff)
    return report


def freeze(figures: Figures) -> dict[str, Any]:
    """As JSON keeps it."""
    tally = figures.tally
    return asdict(figures) | {
        "tally": {
            "number": tally.number,
            "named": tally.named,
            "marks": {name: _texts(marks.given) for name, marks in tally.marks.items()},
            "recommend": _texts(tally.recommend.given),
            "ease": {one.value: number for one, number in tally.ease.items()},
            "topics": dict(tally.topics),
        }
    }


def thaw(stored: Mapping[str, Any]) -> Figures:
    """What was frozen."""
    kept = stored["tally"]
    tally = Tally(
        number=kept["number"],
        named=kept["named"],
        marks={name: Marks(_numbers(given)) for name, given in kept["marks"].items()},
        recommend=Marks(_numbers(kept["recommend"])),
        ease={Ease(code): number for code, number in kept["ease"].items()},
        topics=kept["topics"],
    )
    lists: dict[str, Any] = {
        name: [kind(**row) for row in stored[name]]
        for name, kind in (("waves", WaveLine), ("money", MoneyLine), ("gifts", GiftGiven), ("speakers", SpeakerLine))
    }
    plain = ("photo_shared", "photo_asked", "tasks", "tasks_done", "best", "worst")
    return Figures(facts=Facts(**stored["facts"]), tally=tally, **lists, **{name: stored[name] for name in plain})


def _texts(given: Mapping[int, int]) -> dict[str, int]:
    return {str(mark): times for mark, times in given.items()}


def _numbers(given: Mapping[str, int]) -> dict[int, int]:
    return {int(mark): times for mark, times in given.items()}
