"""What a template needs to show follow-ups, beside the rows themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attendance.follow_ups.doing import ways_of
from attendance.follow_ups.listing import Way
from attendance.follow_ups.words import KINDS, WAYS
from clients.book.saving import readable_phone


def words_of(found: Mapping[int, Way], now: datetime) -> dict[str, Any]:
    return {
        "ways": found,
        "now": now,
        "soon": now + timedelta(hours=12),
        "kinds": KINDS,
        "said": WAYS,
        "ways_of": ways_of,
        "readable_phone": readable_phone,
    }
