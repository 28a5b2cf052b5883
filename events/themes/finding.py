"""Finding a theme by its code: one of the catalogue, or one of the branch's own ("own-12")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.db import db
from events.models import Event, EventTheme
from events.themes.catalogue import BY_CODE, THEMES, template_of, usual
from events.themes.template import Template
from staff.models import Staff
from staff.scope import visible

OWN = "own-"


@dataclass(frozen=True)
class Found:
    """A theme as people choose it."""

    code: str
    name: str
    name_en: str
    template: Template
    row: EventTheme | None = None

    def called(self, language: str) -> str:
        return (language == "en" and self.name_en) or self.name


def own_code(row: EventTheme) -> str:
    return f"{OWN}{row.id}"


def of_row(row: EventTheme) -> Found:
    """One of the branch's own; an evening keeps the code of the catalogue's theme that it came from."""
    template = Template.from_stored(row.contents)
    return Found(own_code(row), row.name, row.name_en, replace(template, theme=template.theme or own_code(row)), row)


def of_catalogue(code: str) -> Found:
    """Raises KeyError for a code that the catalogue has not."""
    theme = BY_CODE[code]
    return Found(code, theme.name, theme.name_en, template_of(code))


def catalogue() -> list[Found]:
    return [of_catalogue(theme.code) for theme in THEMES]


def own_themes(actor: Staff, *, retired: bool = False) -> list[Found]:
    """The branch's own, newest first: those in use, or those that were retired."""
    is_retired = EventTheme.retired_at.is_not(None)
    query = visible(actor, EventTheme).where(is_retired if retired else ~is_retired)
    rows: Sequence[EventTheme] = db.session.scalars(query.order_by(EventTheme.id.desc())).all()
    return [of_row(row) for row in rows]


def find_theme(actor: Staff, code: str) -> Found | None:
    """The theme with this code, as far as the actor may see it; retired ones too."""
    if code in BY_CODE:
        return of_catalogue(code)
    number = code.removeprefix(OWN)
    if not code.startswith(OWN) or not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    row = db.session.scalar(visible(actor, EventTheme).where(EventTheme.id == int(number)))
    return of_row(row) if row is not None else None


def template_for(actor: Staff, event: Event) -> Template:
    """What an event's theme brings, or its format."""
    found = find_theme(actor, event.theme) if event.theme else None
    return found.template if found is not None else usual(event.format)
