"""Tables of what takes place."""

from events.models.door import DoorDevice, DoorSetting, Gift, PairingCode
from events.models.event import (
    DOOR_CLOSES,
    DOOR_OPENS,
    FEEDBACK_LASTS,
    OVER,
    CompanionPolicy,
    Event,
    EventFormat,
    EventStatus,
    Flag,
    Risk,
    WaitlistPolicy,
)
from events.models.plan import (
    ApprovalPart,
    ApprovalStep,
    BudgetKind,
    BudgetLine,
    ChecklistItem,
    EventMove,
    EventSeries,
    EventSpeaker,
    EventTheme,
    Speaker,
    SpeakerStep,
    Venue,
)
from events.models.room import (
    Coach,
    EventTable,
    ItineraryItem,
    PickUp,
    RoomKind,
    TableShape,
    TripRecord,
    TripRoom,
)

__all__ = [
    "DOOR_CLOSES", "DOOR_OPENS", "FEEDBACK_LASTS", "OVER", "ApprovalPart", "ApprovalStep", "BudgetKind", "BudgetLine",
    "ChecklistItem", "Coach", "CompanionPolicy", "DoorDevice", "DoorSetting", "Event", "EventFormat", "EventMove",
    "EventSeries", "EventSpeaker", "EventStatus", "EventTable", "EventTheme", "Flag", "Gift", "ItineraryItem",
    "PairingCode", "PickUp", "Risk", "RoomKind", "Speaker", "SpeakerStep", "TableShape", "TripRecord", "TripRoom",
    "Venue", "WaitlistPolicy",
]  # fmt: skip
