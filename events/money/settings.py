"""Numbers of the budget that a branch may set for itself."""

from __future__ import annotations

from staff.settings import Setting

CONTINGENCY = Setting("contingency_percent", 10, least=0, most=50)
"""What is put by for the unforeseen, in percent of all other lines."""
