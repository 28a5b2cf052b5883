"""The time-line of an evening from idea to report, counted in days before it (domain practice, from idea to report).

Themes add preparations of their own. Words: events/checklist/words.py.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from events.models import Event, EventFormat
from events.themes.template import MANAGER, Step

_STEPS = (
    Step("idea", days_before=45),
    Step("budget", days_before=40),
    Step("approval", days_before=38, owner=MANAGER, gate=True),
    Step("venue_hold", days_before=35),
    Step("site_visit", days_before=35),
    Step("speaker_hold", days_before=35),
    Step("nominations", days_before=30),
    Step("list_signed", days_before=25, owner=MANAGER, gate=True),
    Step("letters_printed", days_before=22),
    Step("names_checked", days_before=22, gate=True),
    Step("letters_handed", days_before=20),
    Step("all_delivered", days_before=14),
    Step("last_wave", days_before=10),
    Step("chase", days_before=7),
    Step("headcount", days_before=5),
    Step("seating", days_before=4),
    Step("remind", days_before=3),
    Step("brief", days_before=2),
    Step("rehearsal", days_before=1),
    Step("reconcile", days_before=0),
    Step("thanks_said", days_before=0),
    Step("thank_letters", days_before=-1),
    Step("follow_up", days_before=-2),
    Step("feedback", days_before=-7),
    Step("report", days_before=-10),
    Step("review_30", days_before=-30, owner=MANAGER),
    Step("review_60", days_before=-60, owner=MANAGER),
    Step("review_90", days_before=-90, owner=MANAGER),
)

GUARDED = frozenset({"list_signed", "letters_printed", "names_checked", "letters_handed", "all_delivered", "last_wave"})
"""Steps that wait for the gates before them: what leads to letters leaving the house. A venue is held meanwhile."""

LEAD = {EventFormat.BANQUET: 10, EventFormat.CHARITY: 10, EventFormat.TRIP: 20}
"""So many days earlier everything begins up to the letters: a kitchen, a coach and an insurer want time."""
LEAD_FROM = 10
"""Steps at least so many days before the event move with `LEAD`; what is later hangs on the day or on the answers."""

_NOT_ONLINE = frozenset({"venue_hold", "site_visit", "headcount", "seating"})

AFTER_REPLY = {"chase": 0, "headcount": 2}
"""Steps that hang on the last day for answers, so many days after it."""

PREPARATIONS: dict[str, int] = {
    "tea_master": 30, "no_caffeine": 7, "drivers_home": 5, "food_with_wine": 10, "brush_and_paper": 10,
    "licensed_doctor": 35, "no_diagnosis": 20, "weather_plan": 7, "first_aid": 3, "own_reports": 10,
    "public_benefit": 20, "no_admission_promise": 20, "fx_speaker": 35, "guardians": 10, "two_adults": 5,
    "group_ticket": 20, "wristbands": 2, "coach": 35, "insurance": 14, "allergies": 5, "shoes": 5, "walk_tried": 20,
    "instructor": 35, "agency": 50, "itinerary": 30, "handicaps": 14, "gift_limit": 20, "helmets": 7, "pollen": 7,
    "security": 14, "no_sale": 20, "no_valuation": 20, "no_filming": 7, "lawyer": 35, "accountant": 35,
    "slides_reviewed": 20, "replay": 7, "adult_children": 25, "step_free": 20, "seat_pairs": 14, "late_entry": 5,
    "author": 35, "ingredients": 7, "toasts": 7, "main_table": 7, "receipts": 20, "manager_present": 10,
    "join_link": 5, "trial_call": 1, "oven_and_aprons": 7,
}  # fmt: skip
"""What only some themes ask for, and how many days before; code → days."""


def steps_for(kind: EventFormat, extra: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """The steps of an evening of this format with the theme's own preparations, the first of them first."""
    lead = LEAD.get(kind, 0)
    usual = [step for step in _STEPS if not (kind is EventFormat.ONLINE and step.code in _NOT_ONLINE)]
    own = [Step(code, days_before=PREPARATIONS[code]) for code in extra]
    moved = [
        replace(step, days_before=step.days_before + lead) if step.days_before >= LEAD_FROM else step
        for step in (*usual, *own)
    ]
    return tuple(sorted(moved, key=lambda step: -step.days_before))


def days_before(step: Step, event: Event) -> int:
    """How many days before this event the step falls due; negative: after it."""
    if step.code in AFTER_REPLY:
        reply = (event.local_start.date() - event.local_reply_by.date()).days
        return max(0, reply - AFTER_REPLY[step.code])
    return step.days_before


def due_on(days: int, event: Event, *, today: date) -> date:
    """The day itself; nothing begins overdue, so what would lie in the past is due today."""
    return max(event.local_start.date() - timedelta(days=days), today)
