"""Pages of segments."""

from flask import Blueprint

blueprint = Blueprint("segments", __name__, url_prefix="/segments")
