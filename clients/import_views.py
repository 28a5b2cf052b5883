"""Pages of importing."""

from flask import Blueprint

blueprint = Blueprint("client_imports", __name__, url_prefix="/clients/import")
