"""Exceptions stand on the composition's page from the moment they are made, for whoever sees the client."""

import pytest


@pytest.fixture
def excepted(cast):
    """A client whom the programme leaves out and the manager lets in, and who isn't invited yet."""
    event_id, client_id = cast.add_event(type_profile={"private_fund": True}), cast.add_client()
    address = f"/events/{event_id}/exceptions/{client_id}"
    cast.signed_in("manager").post(address, data={"reason": "行长的老同学"})
    return event_id, f"{address}/take-back"


def test_the_manager_sees_it_before_anybody_is_invited_and_can_take_it_back(cast, excepted):
    event_id, address = excepted
    manager = cast.signed_in("manager")

    page = manager.get(f"/events/{event_id}/composition").text
    assert "行长的老同学" in page
    assert address in page

    manager.post(address)
    assert "行长的老同学" not in manager.get(f"/events/{event_id}/composition").text


def test_others_read_it_only_of_clients_whom_they_see_and_take_nothing_back(cast, excepted):
    event_id, address = excepted

    for who, sees in (("li", True), ("zhao", True), ("sun", False)):
        page = cast.signed_in(who).get(f"/events/{event_id}/composition").text
        assert ("行长的老同学" in page) is sees
        assert address not in page


def test_a_profile_that_asks_for_nothing_promises_no_scores(cast):
    event_id = cast.add_event()
    li = cast.signed_in("li")

    li.post(f"/events/{event_id}/profile", data={})

    assert "each candidate now shows" not in li.get(f"/events/{event_id}/composition?lang=en").text.lower()
