"""Guest list."""

from flask import Blueprint

blueprint = Blueprint("guest_list", __name__, url_prefix="/events/<int:event_id>/guests")
