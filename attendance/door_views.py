"""Door."""

from flask import Blueprint

blueprint = Blueprint("door", __name__, url_prefix="/door")
