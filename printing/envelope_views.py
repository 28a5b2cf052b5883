"""Pages of envelope stocks: a calibration sheet, and by how much the printer misses."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("envelopes", __name__, url_prefix="/letters/envelopes")
