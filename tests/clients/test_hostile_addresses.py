"""Addresses that no page of ours leads to."""


def test_what_no_database_can_hold_is_looked_for_in_vain(cast, app):
    """A NUL in an address is an error of PostgreSQL unless it is taken out before."""
    browser = cast.signed_in("zhao")
    for path in ("/clients?q=a%00b&district=%00", "/club?q=a%00b", "/audit?subject=%00", "/events?tab=%00"):
        assert browser.get(path).status_code in (200, 403), path
