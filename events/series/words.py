"""The words of series."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say

say({"series_without_days": _l("Leave at least one day ticked.")})
