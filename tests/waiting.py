"""Waiting for a server that a test has started."""

from __future__ import annotations

import http.client
import time


def until_alive(port: int) -> None:
    """Returns once the application on `port` answers; raises RuntimeError after half a minute."""
    for _try in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the application did not start")
