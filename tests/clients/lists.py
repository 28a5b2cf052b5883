"""Sending, confirming and looking at lists of clients, for tests."""

import io

import sqlalchemy as sa

from clients.lists.uploads import FOLDER
from clients.models import Client
from core import files
from core.db import db


def upload(browser, text, name="名单.csv", **data):
    """Send a list; returns the address of its preview, or the answer when it was refused."""
    content = text if isinstance(text, bytes) else text.encode()
    answer = browser.post("/clients/import", data={"file": (io.BytesIO(content), name), **data})
    return answer.headers["Location"] if answer.status_code == 302 else answer


def confirm(browser, address):
    return browser.post(f"{address}/confirm", follow_redirects=True)


def clients(cast):
    with cast.app.app_context():
        query = sa.select(Client).order_by(Client.id)
        found = db.session.scalars(query).all()
        for client in found:
            _ = [*client.interests, *client.holdings]
        db.session.expunge_all()
        return found


def kept_files(cast):
    with cast.app.app_context():
        return sorted(path.name for path in files.folder(FOLDER).iterdir())
