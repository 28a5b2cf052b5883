"""Numbers of the club that a branch may set for itself (domain research, the club)."""

from __future__ import annotations

from staff.settings import Setting

TERM_MONTHS = Setting("club_term_months", 12, least=1, most=60)
REVIEW_DAYS = Setting("club_review_days", 60, least=7, most=365)  # before a term's end
GRACE_DAYS = Setting("club_grace_days", 90, least=0, most=365)
FAMILY_CARDS = Setting("club_family_cards", 3, least=0, most=10)
AVOID_UNLUCKY = Setting("club_avoid_unlucky", 0, least=0, most=1)
NO_STEP_DOWN_DAYS = Setting("club_no_step_down_days", 90, least=0, most=365)  # after a sorrow or a complaint
