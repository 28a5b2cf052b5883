"""The branch of the demo and who works in it."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from core.db import db
from staff.models import Branch, Role, Staff
from staff.team import add_staff, roles_named

PASSWORD = "tea-and-ink-demo"  # noqa: S105 (printed on purpose; the demo holds no real person's data)


class Colleague(NamedTuple):
    username: str
    name: str
    name_en: str
    role: Role
    phone: str
    language: str = "zh"


COLLEAGUES = (
    Colleague("organiser", "林晓岚", "Lin Xiaolan", Role.ORGANISER, "0571-8699-0100"),
    Colleague("rm.liming", "李明", "Li Ming", Role.RM, "0571-8699-0101"),
    Colleague("rm.zhouyun", "周芸", "Zhou Yun", Role.RM, "0571-8699-0102"),
    Colleague("rm.chenhao", "陈昊", "Chen Hao", Role.RM, "0571-8699-0103"),
    Colleague("rm.wangqian", "王倩", "Wang Qian", Role.RM, "0571-8699-0104"),
    Colleague("rm.zhaolei", "赵磊", "Zhao Lei", Role.RM, "0571-8699-0105"),
    Colleague("rm.sunjia", "孙佳", "Sun Jia", Role.RM, "0571-8699-0106"),
    Colleague("rm.xujing", "徐静", "Xu Jing", Role.RM, "0571-8699-0107"),
    Colleague("rm.grace", "何嘉怡", "Grace He", Role.RM, "0571-8699-0108", "en"),
    Colleague("door", "沈小满", "Shen Xiaoman", Role.DOOR, "0571-8699-0120"),
    Colleague("manager", "方志远", "Fang Zhiyuan", Role.MANAGER, "0571-8699-0188"),
    Colleague("compliance", "许明慧", "Xu Minghui", Role.COMPLIANCE, "0571-8699-0189"),
    Colleague("admin", "郑海涛", "Zheng Haitao", Role.ADMIN, "0571-8699-0199"),
)


def open_branch() -> dict[str, Staff]:
    """The branch and its staff by username, all with the one demo password."""
    branch = Branch(
        code="001",
        bank_name="江南银行",
        bank_name_en="Jiangnan Bank",
        name="杭州滨江支行",
        name_en="Hangzhou Binjiang Branch",
        address="杭州市滨江区江晖路1688号",
        phone="0571-8699-0000",
    )
    db.session.add(branch)
    db.session.flush()
    staff: dict[str, Staff] = {}
    for colleague in COLLEAGUES:
        staff[colleague.username] = _hire(colleague, branch, like=next(iter(staff.values()), None))
    db.session.flush()
    return staff


def _hire(colleague: Colleague, branch: Branch, *, like: Staff | None) -> Staff:
    """The first is hired by the rule; the others share that one's hash, since hashing twelve times takes seconds."""
    if like is None:
        return add_staff(
            username=colleague.username,
            name=colleague.name,
            name_en=colleague.name_en,
            password=PASSWORD,
            branch_id=branch.id,
            roles={colleague.role},
            language=colleague.language,
            phone=colleague.phone,
        )
    staff = Staff(
        username=colleague.username,
        name=colleague.name,
        name_en=colleague.name_en,
        phone=colleague.phone,
        language=colleague.language,
        branch_id=branch.id,
        password=like.password,
        fs_uniquifier=uuid.uuid4().hex,
        roles=roles_named({colleague.role}),
    )
    db.session.add(staff)
    return staff
