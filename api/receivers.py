"""Where webhooks may go: to https addresses outside this house, or to those inside that the operator names.

An address is looked at twice: as it is typed, and, after its name was resolved, at each delivery; the connection goes
to the very address that was looked at, so that no name can point elsewhere in between.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import DomainError
from core.forms import clean

SECONDS = 10
LONGEST_URL = 300
_EMBEDDED = (  # IPv6 ranges in which an IPv4 address is carried along
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("2001::/32"),
    ipaddress.ip_network("::/96"),
)
_NUMBER = re.compile(r"(0x[0-9a-f]*|\d+)", re.I)
_INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".localdomain")


class NotThere(Exception):
    """The receiver could not be reached, or may not be; the text is a code for the page, never the receiver's words."""


@dataclass(frozen=True)
class Receiver:
    """An address in its parts."""

    host: str
    port: int
    path: str


def read_address(text: str, inside: Collection[str] = ()) -> Receiver:
    """The address, if a webhook may go there. Raises DomainError: webhook_address, webhook_inside."""
    url = clean(text)
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port or 443
    except (ValueError, UnicodeError):
        raise DomainError("webhook_address") from None
    plain = parts.scheme == "https" and parts.username is parts.password is None and not parts.fragment
    plain = plain and (parts.path + parts.query).isascii()  # a host may be written in any alphabet
    if not plain or not host or len(url) > LONGEST_URL or re.search(r"[\s\\<>\"]", url):
        raise DomainError("webhook_address")
    if host not in inside:
        _refuse_inside(host)
    return Receiver(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _refuse_inside(host: str) -> None:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        single = "." not in host.strip(".")
        # 127.1, 0x7f000001 and 2130706433 are addresses too, to the system that resolves them
        if single or host.rstrip(".").endswith(_INSIDE) or _NUMBER.fullmatch(host.rstrip(".").rsplit(".", 1)[-1]):
            raise DomainError("webhook_inside") from None
        return
    if not is_outside(number):
        raise DomainError("webhook_inside")


def is_outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the address is one of the public network: not ours, not this machine's, not a group's."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_outside(address.ipv4_mapped)
        if any(address in network for network in _EMBEDDED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def post(receiver: Receiver, body: bytes, headers: dict[str, str], *, inside: Collection[str] = ()) -> int:
    """Send the body, and return the status of the answer; its body is not read, and a redirect is not followed.

    Raises NotThere: no_such_host, address_inside, no_connection, certificate, too_slow.
    """
    connection = _Pinned(receiver, _resolve(receiver, inside))
    watchdog = threading.Timer(SECONDS * 1.5, connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        connection.request("POST", receiver.path, body, headers)
        return connection.getresponse().status
    except ssl.SSLCertVerificationError:
        raise NotThere("certificate") from None
    except TimeoutError:
        raise NotThere("too_slow") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NotThere("too_slow" if connection.was_cut else "no_connection") from None
    finally:
        watchdog.cancel()
        connection.close()


def _resolve(receiver: Receiver, inside: Collection[str]) -> str:
    """The numeric address to connect to. Every one that the name has must be outside, not only the first."""
    try:
        found = socket.getaddrinfo(receiver.host, receiver.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotThere("no_such_host") from None
    numbers = [str(entry[4][0]).split("%")[0] for entry in found]
    if not numbers:
        raise NotThere("no_such_host")
    if receiver.host not in inside and not all(is_outside(ipaddress.ip_address(number)) for number in numbers):
        raise NotThere("address_inside")
    return numbers[0]


class _Pinned(http.client.HTTPSConnection):
    """A connection to one numeric address, under the name that its certificate must have."""

    def __init__(self, receiver: Receiver, number: str) -> None:
        super().__init__(receiver.host, receiver.port, timeout=SECONDS, context=ssl.create_default_context())
        self.number, self.was_cut = number, False

    def connect(self) -> None:
        plain = socket.create_connection((self.number, self.port), SECONDS)
        self.sock = plain  # so that it can be cut while the two ends still greet each other
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)  # type: ignore[attr-defined]

    def cut(self) -> None:
        """End it from another thread: a receiver that sends a byte now and then would hold us for ever."""
        self.was_cut = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
