"""Reply page."""

from flask import Blueprint

blueprint = Blueprint("reply", __name__)
