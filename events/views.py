"""Pages of events."""

from flask import Blueprint

blueprint = Blueprint("events", __name__, url_prefix="/events")
