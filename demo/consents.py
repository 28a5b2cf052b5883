"""What some of the demo's clients have agreed to beside the usual, and what they want no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from clients.contact.consent_texts import present_text
from clients.contact.consents import give, withdraw
from clients.contact.refusals import refuse
from clients.models import Client, ConsentHow, ContactChannel, Purpose

_ASKED = ((Purpose.SERVICE, 0.6), (Purpose.MARKETING, 0.3), (Purpose.PHOTO, 0.3))
"""What is asked at a later meeting, and how many agree."""
_EVIDENCE = {
    ConsentHow.SPOKEN: "网点面谈时口头同意，理财经理在场",
    ConsentHow.WECHAT: "微信回复“可以”，已截图存档",
}
_NO_CALLS, _NO_EMAIL, _NO_OFFERS = "谢𫖯", "白雪梅", "陆䶮"


def hear_more(book: dict[str, Client], *, now: datetime) -> None:
    """Further consents, the telephone refused, e-mail refused, and offers of products taken back."""
    draw = Random(28)  # of its own, so that nothing else of the demo changes with it
    for name, client in book.items():
        how = draw.choices((ConsentHow.SPOKEN, ConsentHow.WECHAT), (60, 40))[0]
        at = max(client.created_at, now - timedelta(days=draw.randint(60, 300)))
        for purpose, share in _ASKED:
            if draw.random() < share or name == _NO_OFFERS:
                _agree(client, purpose, how, at)
    calls, mail, offers = book[_NO_CALLS], book[_NO_EMAIL], book[_NO_OFFERS]
    refuse(
        calls, ContactChannel.PHONE,
        said="出门诊时不便接听，请不要再打电话", staff=calls.rm, now=now - timedelta(days=40),
    )  # fmt: skip
    refuse(mail, ContactChannel.EMAIL, said="邮箱常年不看，不必再发", staff=mail.rm, now=now - timedelta(days=50))
    withdraw(
        offers, Purpose.MARKETING, None,
        how=ConsentHow.WECHAT, evidence="微信：产品就不用介绍了，有活动叫我",
        staff=offers.rm, now=now - timedelta(days=25),
    )  # fmt: skip


def _agree(client: Client, purpose: Purpose, how: ConsentHow, at: datetime) -> None:
    text = present_text(purpose).version
    give(client, purpose, None, how=how, evidence=_EVIDENCE[how], text_version=text, staff=client.rm, now=at)
