"""The demo's events lived through: planned, asked for, answered, attended and closed by the house's own rules.

Each rule is handed the moment at which it would have been used, so that past events are as if they had been run here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from attendance.ledger.checking_in import check_in
from attendance.models import Method
from core.db import db
from demo.approvals import approve_event, ask_manager
from demo.closings import close, follow_up
from demo.details import detail_for
from demo.letters import bring, order, release, say_printed, sign_and_hand
from demo.moments import ZONE, at, day_from, tonight
from demo.particulars import PARTICULARS, RISKS
from demo.planning import plan_out
from demo.profiles import PROFILES
from demo.programme import ASKED, DRAFT, OVER, TONIGHT, Plan
from events.models import Event
from events.planning import plan_event
from events.type_profile import TypeProfile
from invitations.answers.rsvp import accept, decline
from invitations.guests.choices import freeze
from invitations.guests.inviting import choose, invite
from invitations.models import Channel, Dispatch, Invitation, Means, ReplyState
from invitations.runs.dispatch import write_step
from invitations.runs.releasing import approve, cancel
from printing.models import Design, Format
from staff.models import Staff

COMES, DECLINES, CANCELS_LATER, KEEPS_WORD, COMES_UNASKED = 0.66, 0.16, 0.07, 0.84, 0.15
"""What becomes of an invitation, in shares: usual for salons where the RM brings the letter (the rest stay silent)."""

_REGRETS = ("那几天要去上海看外孙", "当天约了体检", "出差在外，赶不回来", "家里有客人", "最近有点累，下次吧")
_PROMISES = ("电话里说一定来", "问了停车，已告知", "说想坐前排", "想早点到，先喝杯茶")
_SECOND_THOUGHTS = ("临时要开会", "孩子发烧，来不了了")


ABSENT = 3
"""Of the latest evening so many had said yes and did not come."""


@dataclass(frozen=True)
class House:
    """Who works here, the one source of chance, and the moment at which the demo is loaded."""

    staff: dict[str, Staff]
    draw: Random
    now: datetime

    @property
    def organiser(self) -> Staff:
        return self.staff["organiser"]


def live_through(house: House) -> None:
    """All events, in the order in which people were asked: the limit of invitations a month looks back."""
    today = house.now.astimezone(ZONE).date()
    for plan in OVER:
        start = at(day_from(today, plan.days, plan.weekdays), *plan.start)
        event = _plan(house, plan, start, reply_days=7)
        invited = at((start - timedelta(days=21)).date(), 10)
        asked = _ask(house, event, plan, on=invited)
        say_printed(event, asked, house.organiser, now=invited + timedelta(hours=1))
        bring(event, asked, house.draw)
        _answer(house, event, asked)
        _arrive(house, event, asked, absent=ABSENT if plan is OVER[-1] else 0)
        close(event, asked, house.organiser, house.draw)
        follow_up(event, house.draw, now=house.now)
    _tonight(house)
    _asked(house, at(day_from(today, ASKED.days, ASKED.weekdays), *ASKED.start))
    _plan(house, DRAFT, at(day_from(today, DRAFT.days, DRAFT.weekdays), *DRAFT.start), reply_days=7)
    db.session.flush()


def _tonight(house: House) -> None:
    """The door can be tried at once; when guests would be arriving, two of them are in."""
    start = tonight(house.now)
    event = _plan(house, TONIGHT, start, reply_days=4)
    invited = at((start - timedelta(days=18)).date(), 10)
    asked = _ask(house, event, TONIGHT, on=invited)
    run = order(event, asked, house.organiser, now=invited + timedelta(hours=1), key="tonight")
    printed = release(run, house.staff, now=invited + timedelta(hours=2))
    sign_and_hand(event, printed, house.staff, now=invited + timedelta(hours=2))
    bring(event, [one for one in asked if one in printed], house.draw)
    _answer(house, event, asked)
    if start - house.now <= timedelta(hours=1):
        coming = [invitation for invitation in asked if invitation.reply is ReplyState.ACCEPTED]
        for minutes, invitation in ((7, coming[0]), (3, coming[1])):
            _enter(house, event, invitation, house.now - timedelta(minutes=minutes))


def _asked(house: House, start: datetime) -> None:
    """Its letters stand at every place of their way, and the latest of them have not been printed yet.

    Most are delivered and answered, some just now; some lie on their manager's desk, one came back; a small run is
    approved, one waits for the manager, an earlier one was sent back; the rest wait to be ordered.
    """
    event = _plan(house, ASKED, start, reply_days=4)
    invited = at((house.now.astimezone(ZONE) - timedelta(days=7)).date(), 10)
    asked = _ask(house, event, ASKED, on=invited)
    first, later = asked[: -len(asked) // 3], asked[-len(asked) // 3 :]
    sent_back = order(event, first[:2], house.organiser, now=invited, key="asked-0", design=Design.FESTIVE)
    cancel(
        sent_back, staff=house.staff["manager"], reason="讲座用素笺，不用红色请柬纸。", now=invited + timedelta(hours=1)
    )
    run = order(event, first, house.organiser, now=invited + timedelta(hours=1), key="asked-1")
    printed = release(run, house.staff, now=invited + timedelta(hours=2))
    on_their_way = [one for one in first if one in printed]
    sign_and_hand(event, on_their_way, house.staff, now=invited + timedelta(hours=2))
    brought = on_their_way[:-4]
    bring(event, brought, house.draw)
    _answer(house, event, brought[3:-1])
    for minutes, invitation in zip((150, 55, 12), brought, strict=False):
        _say(house, invitation, ReplyState.ACCEPTED, house.now - timedelta(minutes=minutes))
    write_step(
        event, brought[-1], Dispatch.RETURNED, staff_id=brought[-1].client.rm_id,
        at=max(house.now - timedelta(hours=20), brought[-1].delivered_at or invited), note="家里没有人，物业代收后退回",
    )  # fmt: skip
    yesterday = house.now - timedelta(hours=22)
    for invitation in later[:3]:
        if invitation.client.postal_address:
            invitation.send_by = Means.POST
    db.session.flush()
    ready = order(event, later[:3], house.organiser, now=yesterday, key="asked-2")
    approve(ready, staff=house.staff["manager"], now=yesterday + timedelta(hours=2))
    # One that the preflight will ask about: the weekday is not the event's.
    later[7].personal_detail = "您说过周日常去江边走走"
    db.session.flush()
    order(event, later[3:7], house.organiser, now=house.now - timedelta(hours=2), key="asked-3", form=Format.A5)


def _plan(house: House, plan: Plan, start: datetime, *, reply_days: int) -> Event:
    planned = min(start - timedelta(days=35), house.now - timedelta(days=1))
    event = plan_event(
        now=planned,
        branch_id=house.organiser.branch_id,
        organiser_id=house.organiser.id,
        format=plan.format,
        title=plan.title,
        title_en=plan.title_en,
        speaker=plan.speaker,
        speaker_en=plan.speaker_en,
        **plan.place._asdict(),
        starts_at=start,
        ends_at=start + timedelta(minutes=plan.minutes),
        reply_by=at((start - timedelta(days=reply_days)).date(), 18),
        capacity=plan.capacity,
        particulars=PARTICULARS.get(plan.title, {}),
        risks=RISKS.get(plan.title, []),
        type_profile=PROFILES.get(plan.title, TypeProfile()).stored(),
        created_at=planned,
    )
    db.session.flush()
    plan_out(event, house.staff, planned=planned, now=house.now)
    (ask_manager if plan is DRAFT else approve_event)(event, house.staff, now=planned + timedelta(hours=1))
    return event


def _ask(house: House, event: Event, plan: Plan, *, on: datetime) -> list[Invitation]:
    """Invite as many of those who fit as the plan says."""
    fit = choose(house.organiser, event, plan.guests, now=on).fit
    sure = [client for client in fit if client.full_name in plan.sure]
    others = [client for client in fit if client not in sure]
    chosen = house.draw.sample(others, min(plan.asked, len(fit)) - len(sure)) + sure
    invitations = invite(house.organiser, event, chosen, now=on)
    freeze(house.organiser, event, plan.guests, fit, {client.id for client in chosen}, segment=None, now=on)
    for invitation in invitations:
        invitation.personal_detail = detail_for(invitation.client, invitation.language)
    db.session.flush()
    return invitations


def _answer(house: House, event: Event, asked: Iterable[Invitation]) -> None:
    """The answers in the order in which they come, so that seats go to the first."""
    last = min(event.reply_by, house.now - timedelta(hours=3))
    answers: list[tuple[datetime, int, ReplyState, Invitation]] = []
    for invitation in asked:
        chance = house.draw.random()
        if chance >= COMES + DECLINES:
            continue
        moment = _daytime(house.draw, invitation.delivered_at or invitation.invited_at, last)
        said = ReplyState.ACCEPTED if chance < COMES else ReplyState.DECLINED
        answers.append((moment, len(answers), said, invitation))
        if said is ReplyState.ACCEPTED and house.draw.random() < CANCELS_LATER:
            answers.append((_daytime(house.draw, moment, last), len(answers), ReplyState.DECLINED, invitation))
    for moment, _, said, invitation in sorted(answers, key=lambda answer: answer[:2]):
        _say(house, invitation, said, moment)


def _daytime(draw: Random, after: datetime, before: datetime) -> datetime:
    """A moment between the two, by day if the two leave room for it."""
    moment = after
    for _ in range(20):
        moment = after + (before - after) * draw.random()
        if 8 <= moment.astimezone(ZONE).hour < 22:
            break
    return moment


def _say(house: House, invitation: Invitation, said: ReplyState, moment: datetime) -> None:
    """Two in three scan the letter, the others tell their RM."""
    draw = house.draw
    channel = draw.choices((Channel.QR, Channel.PHONE, Channel.WECHAT), (65, 20, 15))[0]
    staff = None if channel is Channel.QR else invitation.client.rm
    if said is ReplyState.ACCEPTED:
        note = draw.choice(_PROMISES) if staff else ""
        accept(invitation.id, channel=channel, now=moment, staff=staff, note=note, told_by_client=staff is not None)
    else:
        reasons = _SECOND_THOUGHTS if invitation.reply is ReplyState.ACCEPTED else _REGRETS
        note = draw.choice(reasons) if staff else ""
        decline(invitation.id, channel=channel, now=moment, staff=staff, note=note, told_by_client=staff is not None)


def _arrive(house: House, event: Event, asked: list[Invitation], *, absent: int) -> None:
    """Most who accepted come, within the half hour before the start; now and then somebody who had not answered.

    Of the latest evening some are missing whatever chance says, so that there is somebody to be asked after.
    """
    kept_away = [invitation for invitation in asked if invitation.reply is ReplyState.ACCEPTED][:absent]
    for invitation in [one for one in asked if one not in kept_away]:
        comes = {ReplyState.ACCEPTED: KEEPS_WORD, ReplyState.NONE: COMES_UNASKED, ReplyState.WAITLISTED: COMES_UNASKED}
        if house.draw.random() < comes.get(invitation.reply, 0):
            _enter(house, event, invitation, event.starts_at + timedelta(minutes=house.draw.randint(-32, 8)))


def _enter(house: House, event: Event, invitation: Invitation, moment: datetime) -> None:
    check_in(
        event,
        invitation,
        scan_id=str(uuid.UUID(int=house.draw.getrandbits(128), version=4)),
        method=house.draw.choices((Method.CAMERA, Method.CODE, Method.NAME), (80, 5, 15))[0],
        staff=house.staff["door"],
        now=moment,
    )
