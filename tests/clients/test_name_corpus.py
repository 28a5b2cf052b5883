"""Each name of the corpus is stored as it is, shown as it is, and stands at its place in the list."""

import html

import pytest
import sqlalchemy as sa

from clients.book.saving import save_client
from clients.models import Client
from core.db import db
from tests.clients.name_corpus import NAMES, REFUSED, TYPED


def stored(cast):
    with cast.app.app_context():
        rows = db.session.execute(sa.select(Client.surname, Client.given_name, Client.name_en).order_by(Client.id))
        return [tuple(row) for row in rows]


def fill(cast):
    with cast.app.app_context():
        zhao = cast.staff("zhao")
        for place, name in enumerate(NAMES):
            save_client(Client(rm_id=zhao.id, branch_id=zhao.branch_id, number=f"N{place}"), **name._asdict())
        db.session.commit()


def test_every_name_is_stored_unchanged_and_sorted_without_failing(cast):
    fill(cast)

    assert stored(cast) == [tuple(name) for name in NAMES]
    with cast.app.app_context():
        keys = db.session.scalars(sa.select(Client.sort_key).order_by(Client.sort_key, Client.id)).all()
        assert all(keys)


def test_every_name_is_shown_as_text_on_the_page_of_its_client(cast):
    browser = cast.signed_in("zhao")
    fill(cast)
    with cast.app.app_context():
        ids = dict(db.session.execute(sa.select(Client.number, Client.id)).all())

    for place, name in [*enumerate(NAMES)][::8]:  # each page takes its time
        page = browser.get(f"/clients/{ids[f'N{place}']}/details")
        assert page.status_code == 200
        with cast.app.app_context():
            full_name = db.session.get(Client, ids[f"N{place}"]).full_name
        assert html.escape(full_name).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page.text, name


def test_the_form_takes_every_name(cast):
    browser = cast.signed_in("zhao")
    some = NAMES[::12]

    for name in some:
        answer = browser.post("/clients/new", data=name._asdict() | {"another": "y"})
        assert answer.status_code == 302, (name, answer.text.split("error-summary")[1][:300])

    assert stored(cast) == [tuple(name) for name in some]


@pytest.mark.parametrize(("typed", "kept"), TYPED.items())
def test_what_is_typed_with_invisible_signs_is_stored_without(cast, typed, kept):
    cast.signed_in("zhao").post("/clients/new", data={"given_name": typed})

    assert [name[1] for name in stored(cast)] == [kept]


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_name_or_too_long_is_refused_with_a_sentence(cast, typed):
    answer = cast.signed_in("zhao").post("/clients/new", data={"given_name": typed})

    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert stored(cast) == []
