"""The branch's own themes: an evening that went well kept as a template, one of the catalogue changed, retired ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from core.db import db
from core.errors import DomainError
from events.checklist.items import items_of, lay_out
from events.models import BudgetKind, BudgetLine, Event, EventSpeaker, EventTheme, SpeakerStep
from events.money.budget import begin_with, budget_of
from events.themes.finding import Found
from events.themes.template import COPIED, MANAGER, ORGANISER, Step, Sum, Template, values_of
from staff.models import Role, Staff

A_HEAD = frozenset({BudgetKind.CATERING, BudgetKind.GIFTS, BudgetKind.MATERIALS, BudgetKind.INSURANCE})
"""Costs that grow with the number of guests."""


def template_from(event: Event) -> Template:
    """The evening as a template: its plan, its checklist, and what things really cost where that is known."""
    heads = event.capacity_ideal or event.capacity
    local = event.local_start
    return Template(
        format=event.format,
        minutes=round((event.ends_at - event.starts_at).total_seconds() / 60),
        values=values_of(event),
        theme=event.theme,
        start=(local.hour, local.minute),
        steps=tuple(
            Step(
                code=item.code,
                text=item.text,
                days_before=item.days_before,
                owner=MANAGER if item.owner.may(Role.MANAGER) else ORGANISER,
                gate=item.gate,
            )
            for item in items_of(event)
        ),
        sums=tuple(_sum(line, heads) for line in budget_of(event).lines if line.kind is not BudgetKind.CONTINGENCY),
    )


def _sum(line: BudgetLine, heads: int) -> Sum:
    cost = line.planned if line.actual is None else line.actual
    if line.kind in A_HEAD:
        return Sum(line.kind, a_head=round(cost / heads), text=line.text)
    return Sum(line.kind, fixed=cost, text=line.text)


def prepare(event: Event, steps: Iterable[Step], sums: Iterable[Sum], *, today: date) -> None:
    """Lay out the checklist and the budget of a new event."""
    lay_out(event, steps, today=today)
    begin_with(event, sums)


def bring_speakers(event: Event, source: Event) -> None:
    """Whoever spoke at an evening like it is to be asked again."""
    for spoke in db.session.query(EventSpeaker).filter_by(event_id=source.id).order_by(EventSpeaker.speaker_id):
        if spoke.step is not SpeakerStep.DECLINED:
            db.session.add(
                EventSpeaker(event_id=event.id, speaker_id=spoke.speaker_id, topic=spoke.topic, fee=spoke.fee)
            )


def keep(event: Event, *, name: str, name_en: str, staff: Staff, instead: EventTheme | None = None) -> EventTheme:
    """Keep the evening as a theme of the branch, a new one or in the place of an earlier one."""
    contents = template_from(event).stored()
    if instead is not None:
        contents["theme"] = contents["theme"] or instead.contents.get("theme", "")
        instead.name, instead.name_en, instead.format, instead.contents = name, name_en, event.format, contents
        instead.retired_at = None
        return instead
    return _new(event.branch_id, name, name_en, contents, staff, event)


def _new(
    branch_id: int, name: str, name_en: str, contents: dict[str, Any], staff: Staff, of: Event | Template
) -> EventTheme:
    theme = EventTheme(
        branch_id=branch_id, name=name, name_en=name_en, format=of.format, contents=contents, created_by_id=staff.id
    )
    db.session.add(theme)
    db.session.flush()
    return theme


def make_own(found: Found, staff: Staff) -> EventTheme:
    """A version of a catalogue's theme that the branch may change."""
    return _new(staff.branch_id, found.name, found.name_en, found.template.stored(), staff, found.template)


def change(theme: EventTheme, *, name: str, name_en: str, minutes: int, values: Mapping[str, Any]) -> None:
    """Other names and numbers for evenings planned from now on. Raises DomainError: theme_retired, capacity_order."""
    if theme.retired_at is not None:
        raise DomainError("theme_retired")
    template = Template.from_stored(theme.contents)
    merged = dict(template.values) | {name: value for name, value in values.items() if name in COPIED}
    heads = [merged.get("capacity_min"), merged.get("capacity_ideal"), merged["capacity"]]
    known = [number for number in heads if number is not None]
    if known != sorted(known):
        raise DomainError("capacity_order")
    theme.name, theme.name_en = name, name_en
    theme.contents = replace(template, minutes=minutes, values=merged).stored()


def retire(theme: EventTheme, *, now: datetime) -> None:
    """Nobody plans with it any more; the evenings that came of it stay what they are."""
    theme.retired_at = theme.retired_at or now


def bring_back(theme: EventTheme) -> None:
    theme.retired_at = None
