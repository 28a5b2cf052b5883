"""Closing."""

from flask import Blueprint

blueprint = Blueprint("closing", __name__, url_prefix="/events/<int:event_id>/closing")
