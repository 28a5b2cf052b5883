"""May we contact this client? One function decides, for every list, print and message."""

from __future__ import annotations

from datetime import date

from clients.models import Client, HoldKind


def holds_on(client: Client, day: date) -> list[HoldKind]:
    """The holds that stand on `day`, gravest first; with none, the client may be invited."""
    standing = {hold.kind for hold in client.holds if hold.since <= day and (hold.until is None or day <= hold.until)}
    gravest_first = (
        HoldKind.DECEASED,
        HoldKind.OPTED_OUT,
        HoldKind.BEREAVEMENT,
        HoldKind.COMPLAINT,
        HoldKind.HOSPITAL,
        HoldKind.COMPETITOR,
    )
    return [kind for kind in gravest_first if kind in standing]
