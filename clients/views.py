"""Pages of the client book."""

from flask import Blueprint

blueprint = Blueprint("clients", __name__, url_prefix="/clients")
