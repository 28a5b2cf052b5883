"""The organiser's board of an event, and the sheet for its caterer."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from clients.words import TYPES
from core.db import now
from events.models import Event
from invitations.answers.words import AGE_GROUPS
from invitations.desk.board import board_of, calls_of, kitchen_of
from invitations.desk.guest_list_views import INVITERS
from invitations.desk.reminders import steps_shown
from invitations.desk.words import FOR_THE_CATERER
from invitations.guests.forecast import expected
from invitations.guests.words import WAVES
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("board", __name__, url_prefix="/events/<int:event_id>")

HOSTS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


@blueprint.get("/board")
@requires(*INVITERS)
def show(event_id: int) -> str:
    """How far the room is filled; a manager sees the figures of the own clients alone."""
    event, moment = load(current_user, Event, event_id), now()
    whole = current_user.may(*HOSTS)
    board = board_of(current_user, event)
    return render_template(
        "invitations/desk/board.html",
        event=event,
        now=moment,
        board=board,
        whole=whole,
        forecast=expected(event) if whole else None,
        kitchen=kitchen_of(event) if whole else None,
        calls=calls_of(current_user, event, moment),
        steps=steps_shown(event, board.whole.coming + board.whole.undecided, moment) if whole else [],
        ages=AGE_GROUPS,
        diets=FOR_THE_CATERER,
        types=TYPES,
        waves=WAVES,
    )


@blueprint.get("/caterer")
@requires(*HOSTS)
def caterer(event_id: int) -> str:
    """One sheet for the kitchen: how many eat, and what some of them do not; to be printed."""
    event = load(current_user, Event, event_id)
    return render_template(
        "invitations/desk/caterer.html",
        event=event,
        now=now(),
        kitchen=kitchen_of(event),
        ages=AGE_GROUPS,
        diets=FOR_THE_CATERER,
    )
