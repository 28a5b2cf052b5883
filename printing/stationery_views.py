"""Pages of a branch's stationery: design, colour, logo and seal."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("stationery", __name__, url_prefix="/letters/stationery")
