"""Where webhooks may go, and how they are signed."""

import base64
import hmac
import re
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from api.receivers import NotThere, is_outside, post, read_address
from api.signing import draw_secret, sign
from core.errors import DomainError


@pytest.mark.parametrize(
    "url",
    [
        "", "http://example.com/", "https://", "ftp://example.com", "https://user:pass@example.com/",
        "https://example.com/#x", "https://example.com/a b", "https://exa\tmple.com", "https://example.com\\@localhost/",
        "https://example.com/" + "x" * 300, "javascript:alert(1)", "https://例.例:99999/", "https://[::1/",
        "https://example.com:99999/",
    ],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(url):
    with pytest.raises(DomainError, match="webhook_address"):
        read_address(url)


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST", "localhost.", "foo.localhost", "db", "printer.local", "api.internal", "nas.lan",
        "127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "0x7f000001", "017700000001", "10.0.0.1", "172.16.0.1",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "[::1]", "[::]",
        "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]",
        "[ff02::1]",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused_as_it_is_typed(host):
    with pytest.raises(DomainError, match=r"webhook_(inside|address)"):
        read_address(f"https://{host}/hook")


def test_an_address_outside_and_one_that_the_operator_names_are_taken():
    assert read_address("https://crm.example.com/hook?x=1").path == "/hook?x=1"
    assert read_address("https://8.8.8.8:8443/").port == 8443
    assert read_address("https://银行.example/").host.startswith("xn--")
    assert read_address("https://10.1.2.3/", {"10.1.2.3"}).host == "10.1.2.3"


def test_what_a_name_leads_to_is_looked_at_again_before_anything_is_sent():
    """A name that a receiver owns may lead anywhere by tomorrow: here to this machine."""
    there = read_address("https://localhost/", {"localhost"})
    with pytest.raises(NotThere, match="address_inside"):
        post(there, b"{}", {})


def test_a_name_that_leads_nowhere_is_said_so():
    with pytest.raises(NotThere, match="no_such_host"):
        post(read_address("https://nobody.invalid/"), b"{}", {})


@pytest.mark.parametrize(
    ("number", "outside"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("::ffff:8.8.8.8", True), ("::ffff:192.168.0.1", False)],
)
def test_numbers_are_told_apart(number, outside):
    assert is_outside(ip_address(number)) is outside


def test_the_signature_is_that_of_standard_webhooks():
    """The vector of the specification's own libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    moment = datetime.fromtimestamp(1614265330, UTC)

    headers = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}')

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_secret_is_drawn_anew_each_time_and_signs_what_was_sent():
    secret, other = draw_secret(), draw_secret()
    assert secret != other
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    headers = sign(secret, "msg_1", datetime.fromtimestamp(7, UTC), b"x")
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, b"msg_1.7.x", "sha256")).decode()
