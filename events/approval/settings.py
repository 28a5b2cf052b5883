"""Numbers of approval that a branch may set for itself."""

from __future__ import annotations

from staff.settings import Setting

APPROVE_SMALL = Setting("approve_small", 1, least=0, most=1)
"""Whether the manager is asked about every evening; switched off, small ones that raise no flag need nobody's word."""
SMALL_SUM = Setting("small_event_sum", 3000, least=0, most=1_000_000)
"""Up to how many yuan planned an evening counts as small."""
