"""The demo's saved segments."""

from __future__ import annotations

from datetime import datetime

from clients.models import ClientType, Interest, Tier
from core.db import db
from invitations.models import Segment
from invitations.segments import SegmentRule
from staff.models import Staff

RULES = {
    "爱茶的退休客户": SegmentRule(types=(ClientType.RET,), interests=(Interest.TEA,)),
    "企业主·私行": SegmentRule(types=(ClientType.ENT,), tiers=(Tier.T4, Tier.T5)),
    "亲子家庭": SegmentRule(types=(ClientType.FAM,)),
    "老客户（三项以上）": SegmentRule(min_holdings=3),
    "书画同好": SegmentRule(
        types=(ClientType.RET, ClientType.PRO, ClientType.ENT),
        interests=(Interest.CALLIGRAPHY, Interest.PAINTING, Interest.COLLECTING, Interest.READING),
    ),
    "升学家庭": SegmentRule(types=(ClientType.EDU,)),
    "海外与外籍客户": SegmentRule(types=(ClientType.OVS,)),
}


def save_segments(organiser: Staff, *, now: datetime) -> None:
    for name, rule in RULES.items():
        db.session.add(
            Segment(branch_id=organiser.branch_id, owner_id=organiser.id, name=name, rule=rule.stored(), created_at=now)
        )
