"""Numbers of this room that a branch may set for itself; staff/settings.py keeps them, words.py names them."""

from __future__ import annotations

from staff.settings import Setting

OLD_CLIENT_HOLDINGS = Setting("old_client_holdings", 3, least=1, most=15)
"""From how many categories of products somebody counts as an old client (the seed article: three to five or more)."""
CORE_CLIENT_HOLDINGS = Setting("core_client_holdings", 5, least=1, most=15)

# Practice of the field (domain research, fatigue caps): more, and a letter is no honour any more.
INVITATIONS_30_DAYS = Setting("invitations_30_days", 2, least=1, most=31)
INVITATIONS_YEAR = Setting("invitations_year", 12, least=1, most=366)
HOUSEHOLD_INVITATIONS_30_DAYS = Setting("household_invitations_30_days", 3, least=1, most=62)
TOUCHES_30_DAYS = Setting("touches_30_days", 4, least=1, most=62)
MARKETING_GAP_DAYS = Setting("marketing_gap_days", 10, least=0, most=365)
DECLINES_BEFORE_PAUSE = Setting("declines_before_pause", 3, least=1, most=20)
PAUSE_AFTER_DECLINES_DAYS = Setting("pause_after_declines_days", 90, least=0, most=730)
COMPLAINT_AFTER_DAYS = Setting("complaint_after_days", 14, least=0, most=365)
BEREAVEMENT_DAYS = Setting("bereavement_days", 100, least=0, most=1100)  # 49, 100 or 365, as families keep it
POST_NEEDS_CONSENT = Setting("post_needs_consent", 1, least=0, most=1)  # advertising law of China, article 43

# After how many days without a word a client of the tier is called.
SILENCE_T4_DAYS = Setting("silence_t4_days", 30, least=1, most=730)
SILENCE_T3_DAYS = Setting("silence_t3_days", 60, least=1, most=730)
SILENCE_DAYS = Setting("silence_days", 90, least=1, most=730)
FESTIVAL_CARDS_YEAR = Setting("festival_cards_year", 4, least=0, most=24)  # beside the birthday's

LEAP_DAY_IN_MARCH = Setting("leap_day_in_march", 0, least=0, most=1)
"""Whoever was born on 29 February is congratulated on the 28th in common years, or on 1 March."""
# After how many months in a row below a tier's floor it is stepped down; practice of the field (domain research).
GRACE_MONTHS = Setting("grace_months", 3, least=1, most=24)
GRACE_MONTHS_PRIVATE = Setting("grace_months_private", 6, least=1, most=24)
"""Of the two highest tiers."""
