"""Pages that gather from many rooms: frames, on which `app.py` hangs panels and links of the rooms to the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request, url_for
from flask_login import current_user

from staff.access import access_of
from staff.models import Staff


@dataclass(frozen=True)
class Panel:
    """A part of a gathered page: `data(actor, subject, now)` gives the template's variables, or None to stay away."""

    template: str
    data: Callable[[Staff, Any, datetime], dict[str, Any] | None]


def hang(frame: str, panel: Panel) -> None:
    """Add a panel to the frame named `frame` ("today", "client"), after those that hang there."""
    panels: dict[str, list[Panel]] = current_app.extensions.setdefault("panels", {})
    panels.setdefault(frame, []).append(panel)


def panels(frame: str, actor: Staff, subject: Any, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """The (template, variables) of each panel that has something to show to `actor`."""
    shown = []
    for panel in current_app.extensions.get("panels", {}).get(frame, []):
        data = panel.data(actor, subject, now)
        if data is not None:
            shown.append((panel.template, data))
    return shown


@dataclass(frozen=True)
class Link:
    """An entry of the navigation; who sees it follows from who may open its endpoint."""

    endpoint: str
    label: Any
    icon: str
    active: bool = False


def navigation() -> list[Link]:
    """The links that the signed-in reader may open, the one of the present room marked."""
    if not current_user.is_authenticated:
        return []
    links = []
    for link in current_app.extensions.get("navigation", []):
        allowed = access_of(current_app, link.endpoint)
        if allowed and current_user.role_set & allowed:
            place = url_for(link.endpoint)
            active = request.path == place or (place != "/" and request.path.startswith(place + "/"))
            links.append(Link(link.endpoint, link.label, link.icon, active))
    return links
