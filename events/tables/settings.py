"""Numbers about tables that a branch may set for itself."""

from __future__ import annotations

from staff.settings import Setting

SKIP_NUMBERS = Setting("table_numbers_skip", 1, least=0, most=1)
"""Whether no table is called 4, 13 or 14 (domain practice, seats)."""

HEADS_PER_HOST = Setting("heads_per_host", 8, least=4, most=20)
"""For how many guests at a table one of us is there (domain practice: one for six to eight)."""
