"""What the demo's RMs wrote down between the events: calls, messages, visits."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from clients.history.ledger import tell
from clients.models import Client, ClientType, EntryKind, EntryPurpose
from demo.moments import ZONE, at

_CALL, _WECHAT, _VISIT, _NOTE = EntryKind.CALL, EntryKind.WECHAT, EntryKind.VISIT, EntryKind.NOTE

_ANYBODY = (
    (_CALL, "定期存单下月到期，提醒了日子，客户说到时过来办。"),
    (_CALL, "打电话问候，聊了十分钟，近况都好。"),
    (_WECHAT, "发了生日祝福，没有转发套话，客户回了语音。"),
    (_WECHAT, "问新换的手机银行怎么登录，一步步说明白了。"),
    (_VISIT, "来网点办业务，顺便在贵宾室喝了杯茶。"),
    (_NOTE, "保管箱钥匙备用一把，已按客户意思登记。"),
)
_OF_TYPE = {
    ClientType.ENT: (
        (_VISIT, "到厂里拜访，看了新车间，客户关心结汇时点。"),
        (_CALL, "约了下月财务一起对账，客户希望早上谈。"),
        (_NOTE, "客户不喜欢被拍照，活动合影请避开。"),
    ),
    ClientType.EXE: (
        (_WECHAT, "期权到期缴税的资料发过去了，客户说周末细看。"),
        (_CALL, "换了办公室，电话只在晚上七点后方便。"),
    ),
    ClientType.PRO: (
        (_WECHAT, "发了讲座资料，客户说下次想带同事来听。"),
        (_CALL, "问个人养老金怎么抵税，已答，另寄了说明。"),
    ),
    ClientType.RET: (
        (_VISIT, "上门送挂历，家里人都在，坐了半个钟头。"),
        (_CALL, "接到冒充公安的电话，先打来问我们，提醒不要转账。"),
        (_NOTE, "看字费力，信函请用大字。"),
    ),
    ClientType.HOM: (
        (_WECHAT, "晒了自己插的花，聊起下次想学的花材。"),
        (_CALL, "三点要接孩子，活动只排上午。"),
    ),
    ClientType.FAM: (
        (_WECHAT, "孩子得了奖，发去祝贺，客户很高兴。"),
        (_CALL, "问教育金，先了解，不急着定。"),
    ),
    ClientType.EDU: (
        (_CALL, "聊了志愿填报，约好考完再细谈。"),
        (_WECHAT, "孩子复习紧，近期少打扰，用微信。"),
    ),
    ClientType.YNG: (
        (_WECHAT, "问基金定投怎么停，讲清楚了，不催。"),
        (_WECHAT, "加班多，回复都在晚上。"),
    ),
    ClientType.NEW: ((_VISIT, "第一次面谈，先听客户说，只介绍了存款。"),),
    ClientType.ORG: ((_CALL, "对公结算换了经办人，已记下新联系人。"),),
    ClientType.OVS: (
        (_CALL, "Asked how to send money home; explained the papers that are needed."),
        (_WECHAT, "Sent the bilingual opening hours for the holiday."),
    ),
}
_TOLD_OF = {
    "倪志伟": (
        (_CALL, 6, "客户反映理财到账晚了两天，很不满意，已转运营查询。"),
        (_CALL, 3, "回电说明原因并致歉，客户要书面答复。"),
    ),
    "魏淑贞": ((_CALL, 24, "先生上周走了。打电话慰问，近期不邀请。"), (_VISIT, 9, "上门看望，送了花，只陪着说话。")),
    "冯国强": ((_CALL, 200, "客户说不爱凑热闹，活动不用再叫，有事打电话。"),),
    "林晓晨": ((_NOTE, 12, "只在线上开的户，没见过面；寄信前要问清怎么称呼。"),),
    "谢𫖯": ((_NOTE, 60, "名字第二个字别的系统打不出来，以身份证为准。"),),
    "曹爱珍": ((_VISIT, 35, "送来锦旗，谢谢网点拦下那笔转账。"),),
}

_TO_DO = {
    "倪志伟": (_CALL, 2, EntryPurpose.COMPLAINT, "客户催书面答复，已请运营今天给稿。", "把书面答复送到客户手上", 0, ""),
    "曹爱珍": (
        _WECHAT,
        5,
        EntryPurpose.RELATIONSHIP,
        "发了锦旗合影，客户很高兴。",
        "把合影洗一张送去",
        3,
        "想多办几次防诈讲座",
    ),
    "冯国强": (_CALL, 6, EntryPurpose.PRODUCT, "问起国债下一期什么时候卖。", "国债发售前一天打电话", -1, ""),
}
"""What is still to be done: whose, how long ago agreed, about what, the step, in how many days, the client's wish."""


def write_contacts(book: dict[str, Client], draw: Random, *, now: datetime) -> None:
    """Up to four entries a client over half a year; those with a story of their own have only that."""
    today = now.astimezone(ZONE).date()
    for name, client in book.items():
        own = _TOLD_OF.get(name)
        for kind, days, text in own or _drawn(client, draw):
            moment = at(today - timedelta(days=days), draw.randint(9, 17), draw.randrange(60))
            tell(client.id, kind, at=moment, text=text, staff_id=client.rm_id)
    for name in sorted(_TO_DO.keys() & book.keys()):
        kind, days, purpose, text, step, ahead, wish = _TO_DO[name]
        tell(
            book[name].id,
            kind,
            at=at(today - timedelta(days=days), 10, 20),
            text=text,
            staff_id=book[name].rm_id,
            purpose=purpose,
            two_way=True,
            suggestion=wish,
            next_step=step,
            next_on=today + timedelta(days=ahead),
        )


def _drawn(client: Client, draw: Random) -> list[tuple[EntryKind, int, str]]:
    of_type = _OF_TYPE[client.client_type] if client.client_type else ()
    abroad = client.language == "en"
    pool = of_type if abroad else (*_ANYBODY, *of_type)
    chosen = draw.sample(pool, min(len(pool), draw.choices((1, 2, 3, 4), (2, 4, 3, 1))[0]))
    days = sorted(draw.sample(range(2, 180), len(chosen)))
    return [(kind, day, text) for day, (kind, text) in zip(days, chosen, strict=True)]
