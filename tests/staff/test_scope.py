"""What each role sees of the clients."""

from clients.models import Client
from core.db import db
from staff.scope import visible


def seen(cast, who: str) -> list[int]:
    with cast.app.app_context():
        return sorted(client.id for client in db.session.scalars(visible(cast.staff(who), Client)))


def test_an_rm_sees_own_clients_and_no_others(cast):
    own = cast.add_client("王", "文静", rm="zhao")
    foreign = cast.add_client("陈", "敏", rm="sun", phone="13900001111")

    assert seen(cast, "zhao") == [own]
    assert seen(cast, "sun") == [foreign]
    assert seen(cast, "li") == [own, foreign]
    assert seen(cast, "manager") == [own, foreign]
    assert seen(cast, "door") == []
    assert seen(cast, "stranger") == []
