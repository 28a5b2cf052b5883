"""The pages of possible duplicates: who sees which pairs, putting together by hand, and who is never told."""

import re

import pytest
import sqlalchemy as sa

from clients.duplicates.likeness import LIKELY
from clients.duplicates.sweeping import sweep_all
from clients.models import Client, ClientMerge, DuplicatePair, Gender
from core.db import db
from tests.house import queries

MARKS = {"zhao": "qzhaoq", "sun": "qsunnq", "stranger": "qstrangerq"}


def look(cast, who="li"):
    answer = cast.signed_in(who).post("/clients/duplicates/look")
    assert answer.status_code == 302


def pairs(cast):
    with cast.app.app_context():
        rows = db.session.execute(sa.select(DuplicatePair.low_id, DuplicatePair.high_id, DuplicatePair.score))
        return {(row.low_id, row.high_id): row.score for row in rows}


def twice(cast, rm="zhao", other=None, **values):
    """One person in two rows; returns the ids."""
    first = cast.add_client(rm=rm, district=MARKS[rm] + "1", **values)
    second = cast.add_client(rm=other or rm, district=MARKS[other or rm] + "2", **values)
    return first, second


def test_a_sweep_finds_pairs_once_and_takes_back_what_fits_no_more(cast):
    first, second = twice(cast)
    couple = cast.add_client("李", "建国", gender=Gender.MALE)
    cast.add_client("李", "强", rm="stranger")

    look(cast)
    look(cast)

    found = pairs(cast)
    assert found[first, second] >= LIKELY
    assert {pair for pair, score in found.items() if score < LIKELY} == {(first, couple), (second, couple)}

    with cast.app.app_context():
        client = db.session.get_one(Client, couple)
        client.phone = ""
        db.session.commit()
    look(cast)
    assert list(pairs(cast)) == [(first, second)]


def test_the_weekly_sweep_goes_through_every_branch_on_mondays_only(cast):
    pair, elsewhere = twice(cast), twice(cast, "stranger")
    progress = []
    with cast.app.app_context():
        sweep_all(2, lambda done, total: progress.append((done, total)))
        assert progress == []
        sweep_all(8, lambda done, total: (db.session.commit(), progress.append((done, total))))

    assert set(pairs(cast)) == {pair, elsewhere}
    assert progress[-1] == (2, 2)


def test_each_reader_sees_the_pairs_of_whom_they_may_decide(cast):
    own = twice(cast)
    between = twice(cast, "zhao", "sun", phone="13900000001")
    look(cast)

    seen = {who: cast.signed_in(who).get("/clients/duplicates").text for who in ("li", "zhao", "sun", "stranger")}

    def shows(who, pair):
        return f"/clients/duplicates/merge/{pair[0]}/{pair[1]}" in seen[who]

    assert [shows("li", pair) for pair in (own, between)] == [True, True]
    assert [shows("zhao", pair) for pair in (own, between)] == [True, False]
    assert [shows("sun", pair) for pair in (own, between)] == [False, False]
    assert MARKS["sun"] not in seen["zhao"]
    assert MARKS["zhao"] not in seen["sun"]
    assert "/clients/duplicates/merge/" not in seen["stranger"]
    assert not any(MARKS[rm] in seen["stranger"] for rm in ("zhao", "sun"))


def test_no_hint_list_or_page_shows_another_managers_client(cast):
    """G-6: everybody has the same person; each hears of the own row only, on every page about duplicates."""
    rows = {rm: cast.add_client(rm=rm, district=mark, email="w@example.com") for rm, mark in MARKS.items()}
    look(cast)
    look(cast, "zhao")
    described = {
        "surname": "王",
        "given_name": "文静",
        "phone": "13800001234",
        "email": "w@example.com",
        "language": "zh",
        "tier": "T3",
        "country": "CN",
    }
    for who, mark in MARKS.items():
        browser = cast.signed_in(who)
        foreign = {other: text for other, text in MARKS.items() if other != who}
        pages = [
            browser.get("/clients/duplicates"),
            browser.get("/clients/duplicates?kind=shared"),
            browser.get("/clients/duplicates/merged"),
            browser.post("/clients/new", data=described),
            *(browser.get(f"/clients/duplicates/merge/{rows[who]}/{rows[other]}") for other in foreign),
            *(browser.get(f"/clients/duplicates/merge/{rows[other]}/{rows[who]}") for other in foreign),
        ]
        for page in pages:
            assert not [text for text in foreign.values() if text in page.text]
        assert mark in pages[3].text
        assert [page.status_code for page in pages[4:]] == [404] * 4


def test_a_foreign_duplicate_changes_nothing_on_the_form(cast):
    """The answer is the same, byte for byte, whether a colleague has the person or nobody has."""
    described = {"surname": "王", "given_name": "文静", "phone": "13800001234", "district": "滨江"}
    browser = cast.signed_in("zhao")
    without = browser.post("/clients/new", data=described)
    with cast.app.app_context():
        db.session.execute(sa.delete(Client).where(Client.district == "滨江"))
        db.session.commit()
    cast.add_client(rm="sun")
    with_one = browser.post("/clients/new", data=described)

    assert (without.status_code, with_one.status_code) == (302, 302)


def test_a_new_client_whom_the_book_may_know_is_shown_first_and_saved_when_it_is_meant(cast):
    cast.add_client(district="滨江")
    browser = cast.signed_in("zhao")
    form = browser.get("/clients/new").text
    described = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    described |= {"surname": "王", "given_name": "文静", "phone": "13800001234"}

    asked = browser.post("/clients/new", data=described)
    assert asked.status_code == 422
    assert "滨江" in asked.text
    assert 'name="another"' in asked.text

    saved = browser.post("/clients/new", data=described | {"another": "y"})
    assert saved.status_code == 302


def test_two_rows_are_compared_previewed_put_together_and_taken_apart(cast):
    kept, gone = twice(cast)
    browser = cast.signed_in("zhao")
    place = f"/clients/duplicates/merge/{kept}/{gone}"

    compared = browser.get(place)
    assert "qzhaoq1" in compared.text
    assert "qzhaoq2" in compared.text
    chosen = {"choose_district": "gone", "choose_number": "kept"}
    preview = browser.post(place, data=chosen | {"do": "preview"})
    assert preview.status_code == 200
    assert 'value="merge"' in preview.text
    done = browser.post(place, data=chosen | {"do": "merge"})
    assert done.status_code == 302

    assert browser.get(f"/clients/{gone}").headers["Location"] == f"/clients/{kept}"
    assert cast.signed_in("sun").get(f"/clients/{gone}").status_code == 404
    assert browser.get(f"/clients/{gone}/edit").status_code == 404
    page = browser.get(f"/clients/{kept}").text
    assert "qzhaoq2" in page
    assert "merged_kept" not in page

    with cast.app.app_context():
        merge_id = db.session.scalar(sa.select(ClientMerge.id))
    assert f"/clients/duplicates/merged/{merge_id}/undo" in browser.get("/clients/duplicates/merged").text
    assert cast.signed_in("sun").post(f"/clients/duplicates/merged/{merge_id}/undo").status_code == 404
    assert browser.post(f"/clients/duplicates/merged/{merge_id}/undo").status_code == 302
    assert browser.get(f"/clients/{gone}").status_code == 200


def of_both(cast, *client_ids):
    with cast.app.app_context():
        return tuple(db.session.get_one(Client, client_id).merged_into_id for client_id in client_ids)


def test_a_choice_that_is_neither_of_the_two_is_asked_for_again(cast):
    kept, gone = twice(cast)

    answer = cast.signed_in("zhao").post(
        f"/clients/duplicates/merge/{kept}/{gone}", data={"do": "merge", "choose_district": "x"}
    )

    assert answer.status_code == 422
    assert of_both(cast, kept, gone) == (None, None)


def test_who_stands_in_for_a_colleague_may_not_merge_the_colleagues_clients(cast):
    from clients.models import ClientDelegate

    kept, gone = twice(cast, "sun")
    with cast.app.app_context():
        for client_id in (kept, gone):
            db.session.add(ClientDelegate(client_id=client_id, staff_id=cast.staff_ids["zhao"]))
        db.session.commit()

    assert cast.signed_in("zhao").get(f"/clients/duplicates/merge/{kept}/{gone}").status_code == 403
    assert cast.signed_in("manager").get(f"/clients/duplicates/merge/{kept}/{gone}").status_code == 200


def test_a_dismissed_pair_is_not_proposed_again_and_a_foreign_one_is_404(cast):
    first, second = twice(cast)
    look(cast)
    assert cast.signed_in("sun").post(f"/clients/duplicates/{first}/{second}/dismiss").status_code == 404

    assert cast.signed_in("zhao").post(f"/clients/duplicates/{first}/{second}/dismiss").status_code == 302
    look(cast)

    assert f"/clients/duplicates/merge/{first}/{second}" not in cast.signed_in("zhao").get("/clients/duplicates").text


@pytest.mark.parametrize("place", ["/clients/duplicates", "/clients/duplicates/merged"])
def test_the_lists_take_the_same_queries_for_one_row_and_for_three(cast, app, place):
    browser = cast.signed_in("li")
    people = ("文静", "建国", "晓东", "海燕")
    counts = []
    for turn in range(4):
        first, second = twice(cast, given_name=people[turn], phone=f"1390000000{turn}")
        look(cast)
        if place.endswith("merged"):
            chosen = {"choose_district": "kept", "choose_number": "kept", "do": "merge"}
            browser.post(f"/clients/duplicates/merge/{first}/{second}", data=chosen)
            browser.get(place)
        with queries(app) as seen:
            assert browser.get(place).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[2] == counts[3]
