"""An application with the demo, loaded once for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from core.db import db
from demo.load import load
from tests.house import NOW, build_app


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the demo, for tests that only read."""
    folder = tmp_path_factory.mktemp("demo")
    app = build_app(f"sqlite:///{folder / 'yaji.db'}", folder)
    with app.app_context():
        load(now=NOW)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def demo(shown: Flask) -> Iterator[Flask]:
    with shown.app_context():
        yield shown
        db.session.rollback()
