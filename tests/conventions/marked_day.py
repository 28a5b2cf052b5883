"""What the day itself adds to the marked house: notes for the door, walk-ins, devices, gifts, feedback, follow-ups."""

from datetime import UTC, datetime, timedelta

from attendance.follow_ups.opening import open_follow_up
from attendance.models import Feedback, FollowUpKind, Quarantined, WalkIn
from core import tokens
from core.db import db
from events.models import DoorSetting, Event, Gift, PairingCode
from invitations.models import Invitation


def set_up(cast, event_id: int) -> None:
    """A door with a gift, a code for a device, and something that could not be understood."""
    now, staff_id = datetime.now(UTC), cast.staff_ids["li"]
    here = {"event_id": event_id}
    code = {"code_hash": f"{event_id:064x}", "name": "前门手机", "made_by_id": staff_id, "made_at": now}
    db.session.add_all(
        [
            DoorSetting(gates=["前门", "后门"], reentry=True, badges=True, offline_names=True, **here),
            Gift(name="茶叶", stock=20, **here),
            PairingCode(expires_at=now + timedelta(hours=6), **code, **here),
            Quarantined(
                staff_id=staff_id,
                received_at=now,
                fingerprint=f"{event_id:064x}",
                sealed=tokens.seal("?"),
                problem="not_a_row",
                **here,
            ),
        ]
    )


def come_and_go(rm_id: int, invitation_id: int, marks: dict[str, str]) -> None:
    """A note for the door, a lead of the manager's, what the guest wrote afterwards, and a task that grew out of it."""
    now, one = datetime.now(UTC), db.session.get_one(Invitation, invitation_id)
    event = db.session.get_one(Event, one.event_id)
    one.door_note = marks["doornote"]
    consent = {"consented_at": now, "consent_text": "同意"}
    lead = WalkIn(event_id=event.id, at=now, staff_id=rm_id, owner_id=rm_id, called=marks["walkedin"], **consent)
    wrote = {"at": now, "words": marks["afterwords"], "once": f"marked-{invitation_id}"}
    db.session.add_all([lead, Feedback(event_id=event.id, invitation_id=one.id, **wrote)])
    about = {"event": event, "owner_id": rm_id, "due_at": now, "key": f"marked-{invitation_id}", "now": now}
    open_follow_up(FollowUpKind.QUESTION, client_id=one.client_id, note=marks["followed"], **about)
