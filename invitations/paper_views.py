"""What goes with the letters: envelopes, labels, cards for tables and lapels, lists for the door and the managers."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("paper", __name__, url_prefix="/print-runs")
