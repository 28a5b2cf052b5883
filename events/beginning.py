"""What a new event begins with: nothing, a theme, or an earlier evening; and planning it with all that this brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from werkzeug.exceptions import NotFound

from core.db import db
from events.forms import usual_times
from events.models import Event, EventFormat, Flag
from events.planning import plan_event
from events.themes.catalogue import usual
from events.themes.finding import Found, find_theme
from events.themes.own import bring_speakers, prepare, template_from
from events.themes.template import Template
from events.times import to_local
from staff.models import Staff
from staff.scope import load

UNTYPED = ("particulars", "risks", "type_profile")
"""What comes along from a theme or an evening without standing in the form; each has a page of its own."""


@dataclass(frozen=True)
class Beginning:
    """Where a new event comes from."""

    zone: str
    template: Template | None = None
    theme: Found | None = None
    source: Event | None = None

    def data(self, now: datetime) -> dict[str, Any]:
        """The values that the form begins with."""
        if self.template is None:
            plain = dict(usual(EventFormat.SALON).values)
            return (
                plain
                | {"format": EventFormat.SALON, "delegate_ok": True}
                | usual_times(EventFormat.SALON, now, self.zone)
            )
        template = self.template
        length = timedelta(minutes=template.minutes) if template.minutes else None
        times = usual_times(template.format, now, self.zone, length=length, clock=template.start)
        values = {"delegate_ok": True} | dict(template.values)
        values["flags"] = [flag for flag in Flag if flag.value in values.get("flags", ())]
        return (
            {name: value for name, value in values.items() if name not in UNTYPED} | times | {"format": template.format}
        )

    def plan(self, values: dict[str, Any], *, staff: Staff, now: datetime) -> Event:
        """The event as a draft, with its checklist, its budget and whoever spoke before.

        Raises DomainError like `plan_event`.
        """
        brought = dict(self.template.values) if self.template else {}
        untyped = {name: brought[name] for name in UNTYPED if name in brought}
        whose = {"branch_id": staff.branch_id, "organiser_id": staff.id, "zone": self.zone}
        event = plan_event(now=now, **whose, **untyped, theme=self.template.theme if self.template else "", **values)
        db.session.flush()
        as_typed = self.template if self.template and self.template.format is event.format else None
        steps = as_typed.steps if as_typed and as_typed.steps else usual(event.format).steps
        sums = self.template.sums if self.template else ()
        prepare(event, steps, sums, today=to_local(now, self.zone).date())
        if self.source is not None:
            bring_speakers(event, self.source)
        return event


def beginning(actor: Staff, theme: str, source_id: int | None) -> Beginning:
    """From the address's wish. Raises NotFound for a foreign evening or a theme that is not there."""
    zone: str = current_app.extensions["settings"].time_zone
    if source_id is not None:
        source = load(actor, Event, source_id)
        return Beginning(source.zone, template_from(source), source=source)
    if theme:
        found = find_theme(actor, theme)
        if found is None:
            raise NotFound
        return Beginning(zone, found.template, theme=found)
    return Beginning(zone)
