"""Numbers of this room that a branch may set for itself."""

from __future__ import annotations

from staff.settings import Setting

REGULARS_SHARE = Setting("regulars_share", 30, least=0, most=100)
"""Of a guest list, how many in a hundred may be those who come to everything (domain research, RFM labels)."""
