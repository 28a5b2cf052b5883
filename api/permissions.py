"""What a token may do, and as which roles it therefore acts."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from staff.models import Role


class Permission(enum.Enum):
    """One thing that a token may do. The codes stand in `api_token.may`."""

    EVENTS_READ = "events:read"
    GUESTS_READ = "guests:read"
    REPLIES_READ = "replies:read"
    REPLIES_WRITE = "replies:write"
    CHECKINS_READ = "checkins:read"
    CHECKINS_WRITE = "checkins:write"
    CLIENTS_READ = "clients:read"


def roles_for(permissions: Iterable[Permission]) -> set[Role]:
    """The least roles whose scopes show what the permissions speak of.

    A relationship manager without clients sees the branch's evenings and nobody's name; guests, answers and clients
    are an organiser's. Confidences (what is not to be mentioned) are shown to neither.
    """
    return {Role.RM} if set(permissions) <= {Permission.EVENTS_READ} else {Role.ORGANISER}
