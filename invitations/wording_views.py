"""Pages of what an event's letters say: its particulars, and one real thing about each guest."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("wording", __name__, url_prefix="/events")
