"""Pages of letter templates: the list, the editor with its preview, and approval."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("letter_templates", __name__, url_prefix="/letters")
