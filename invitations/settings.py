"""Numbers of this room that a branch may set for itself."""

from __future__ import annotations

from staff.settings import Setting

REGULARS_SHARE = Setting("regulars_share", 30, least=0, most=100)
"""Of a guest list, how many in a hundred may be those who come to everything (domain research, RFM labels)."""

THEME_GAP_DAYS = Setting("theme_gap_days", 60, least=0, most=365)
"""So far apart are two evenings of one theme for a client; 0: it does not matter (domain practice, fatigue caps)."""

NAMES_CHECKED_TWICE = Setting("names_checked_twice", 0, least=0, most=1)
"""Whether letters are released only after two people have read the names on the guest list."""

OFFER_HOURS = Setting("offer_hours", 9, least=1, most=45)
"""For how many working hours seats are kept for somebody who waits, while the manager calls: a working day."""
