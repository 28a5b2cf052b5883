"""The numbers of a branch: every one is described, within bounds, and its own branch's."""

import pytest

from clients.settings import INVITATIONS_30_DAYS, POST_NEEDS_CONSENT
from staff.described_settings import GROUPS, undescribed
from staff.settings import setting


def present(cast, browser):
    with cast.app.app_context():
        rows = [row for group in GROUPS for row in group.rows]
        return {row.setting.name: row.setting.default for row in rows if not row.is_switch or row.setting.default}


def test_every_number_is_described():
    assert undescribed() == []


def test_a_manager_sets_the_numbers_of_the_own_branch(cast):
    browser = cast.signed_in("manager")
    values = present(cast, browser) | {"invitations_30_days": 5}
    del values["post_needs_consent"]
    assert browser.post("/settings", data=values).status_code == 302
    with cast.app.app_context():
        assert setting(cast.branch_id, INVITATIONS_30_DAYS) == 5
        assert setting(cast.branch_id, POST_NEEDS_CONSENT) == 0
        assert setting(cast.other_branch_id, INVITATIONS_30_DAYS) == 2


@pytest.mark.parametrize("value", ["", "0", "99", "x", "1.5"])
def test_a_number_out_of_bounds_is_refused_at_its_field_and_nothing_is_saved(cast, value):
    browser = cast.signed_in("manager")
    values = present(cast, browser) | {"invitations_30_days": value, "invitations_year": 20}
    answer = browser.post("/settings?lang=en", data=values)
    assert answer.status_code == 422
    assert 'id="invitations_30_days-error"' in answer.text
    assert "Choose a number from 1 to 31." in answer.text
    assert 'value="20"' in answer.text, "what was typed elsewhere is not lost"
    with cast.app.app_context():
        assert setting(cast.branch_id, INVITATIONS_30_DAYS) == 2


def test_a_manager_does_not_see_another_branch_and_an_administrator_does(cast):
    place = f"/settings?branch={cast.other_branch_id}"
    assert cast.signed_in("manager").get(place).status_code == 404
    admin = cast.signed_in("admin")
    assert admin.get(place).status_code == 200
    assert admin.post(place, data=present(cast, admin) | {"invitations_30_days": 4}).status_code == 302
    with cast.app.app_context():
        assert setting(cast.other_branch_id, INVITATIONS_30_DAYS) == 4
        assert setting(cast.branch_id, INVITATIONS_30_DAYS) == 2


@pytest.mark.parametrize("who", ["zhao", "li", "door"])
def test_others_do_not_come_in(cast, who):
    assert cast.signed_in(who).get("/settings").status_code == 403


def test_the_way_to_the_fields_of_ones_own_is_on_the_page(cast):
    page = cast.signed_in("manager").get("/settings")

    assert 'href="/settings/fields"' in page.text
