"""Print runs."""

from flask import Blueprint

blueprint = Blueprint("print_runs", __name__, url_prefix="/print-runs")
