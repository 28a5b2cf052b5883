from flask import Flask


def register(app: Flask) -> None:
    """Filled in soon."""
