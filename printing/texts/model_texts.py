"""Model texts of invitations, Chinese and English: plain, warm, at most 300 characters or 180 words; no logic.

House style: say the date, the place and why this guest; no superlatives, no set phrases, no products, no pressure.
Placeholders and `[[…]]` are explained in printing/texts/placeholders.py.
"""

from dataclasses import dataclass, replace

from printing.texts import afterwards_bodies as afterwards
from printing.texts import gathering_bodies as gathering
from printing.texts import notice_bodies as notice


@dataclass(frozen=True, slots=True)
class ModelText:
    """One text: `body` has a paragraph a line; `closing` is the pair at its end; `suffix` follows the signatory."""

    kind: str
    lang: str
    title: str
    body: str
    closing: tuple[str, str]
    suffix: str

    def whole(self) -> str:
        """All that it says, a line each, as one reads it."""
        return "\n".join(part for part in (self.title, self.body, *self.closing, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round every letter's text in one language; all but the labels are templates too."""

    salutation: str
    signature: tuple[str, ...]  # the model text's suffix follows the line that has the manager's name
    date: str
    facts: tuple[tuple[str, str], ...]  # (label, template); a row that comes out empty is left out
    scan: str
    code: str
    call: str


FRAMES: dict[str, Frame] = {
    "zh": Frame(
        salutation="{称谓}：",
        signature=("{机构}[[{支行}]]", "{经理}"),
        date="{落款日期}",
        facts=(
            ("时间", "{日期数}（{星期}）{时间数}"),
            ("地点", "{地点}[[（{地址}）]]"),
            ("停车", "[[{停车}]]"),
            ("交通", "[[{交通}]]"),
            ("着装", "[[{着装}]]"),
            ("联系", "{经理}　{经理电话}"),
        ),
        scan="微信或手机相机扫一扫，即可回复",
        code="回函码",
        call="或致电{经理} {经理电话}",
    ),
    "en": Frame(
        salutation="{salutation},",
        signature=("{rm_name}", "[[{branch}, ]]{unit}"),
        date="{sign_date}",
        facts=(
            ("When", "{weekday}, {date_en}, {time_en}"),
            ("Where", "{venue}[[, {address}]]"),
            ("Parking", "[[{parking}]]"),
            ("Getting there", "[[{transit}]]"),
            ("Dress", "[[{dress}]]"),
            ("Contact", "{rm_name}, {rm_phone}"),
        ),
        scan="Scan with a telephone’s camera to reply",
        code="Reply code",
        call="or call {rm_name}, {rm_phone}",
    ),
}


@dataclass(frozen=True, slots=True)
class CardFrame:
    """What stands round a formal card's lines; the guest's own line is between the host's and the others, by switch."""

    named: tuple[str, ...]  # the line before the guest's name, which stands beneath it
    unnamed: tuple[str, ...]
    signature: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    reply_by: str
    dress: str
    scan: str
    code: str


CARD_FRAMES: dict[str, CardFrame] = {
    "zh": CardFrame(
        named=(),
        unnamed=(),
        signature=("{机构}[[{支行}]]",),
        facts=(
            ("恭候", "[[{恭候时间}]]"),
            ("入席", "[[{入席时间}]]"),
            ("席设", "{地点}[[　{厅}]]"),
            ("席次", "[[{席号}]]"),
            ("地址", "[[{地址}]]"),
            ("着装", "[[{着装}]]"),
        ),
        reply_by="敬请于{截止}前赐复",
        dress="",
        scan="扫一扫即可回复",
        code="或用回函码",
    ),
    "en": CardFrame(
        named=("requests the pleasure of the company of",),
        unnamed=("requests the pleasure of your company",),
        signature=(),
        facts=(),
        reply_by="R.S.V.P. by {deadline}",
        dress="[[{dress}]]",
        scan="Scan to reply",
        code="or use code",
    ),
}

_SALON_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们在{地点}办一场小小的雅集，名叫“{活动}”[[，请{主讲}来和大家聊聊]]，约{时长}。
这次只请{人数}位朋友，都是谈得来、也爱清静的人。{一事}，所以我先想到了您。[[{可携}]]
座位不多，烦请在{截止}前告诉我您方便不方便，我好为您留座。扫一扫信末的二维码就能回复，打电话给我也一样。"""

_SALON_EN = """\
On {weekday}, {date_en}, at {time_en} we are holding a small gathering at {venue}: “{event_title}”[[, with \
{speaker}]]. It takes about {duration}.
We are asking only {heads} guests, all of whom enjoy good company and a quiet hour. \
{personal_detail}, so I thought of you first. [[{companions_text}]]
There are few seats. Could you tell me by {deadline} whether you can come, so that I may keep yours? Scanning the code \
below takes a moment, and a call to me is just as good.
I do hope to see you."""

_LECTURE_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们请{主讲}到{地点}讲《{活动}》，约{时长}。[[{主讲介绍}。]]
讲的都是过日子用得上的道理，不推荐任何产品，讲完留出时间，您想问什么都可以问。{一事}，我想您会有兴趣。[[{可携}]]
烦请在{截止}前告诉我您来不来，扫信末的二维码或打电话都行。有想先问的，也可以写给我，我转交给主讲人。"""

_LECTURE_EN = """\
On {weekday}, {date_en}, at {time_en}, {speaker} will speak at {venue} on “{event_title}”, for about {duration}. \
[[{speaker_line}.]]
It will be about matters of everyday use. No product will be recommended, and there will be time for questions. \
{personal_detail}, so I think you may enjoy it. [[{companions_text}]]
Please let me know by {deadline} whether you can come: the code below or a call to me will do. If you have a question \
already, send it to me and I will pass it on.
I look forward to seeing you."""

_TRIP_ZH = """\
您好。[[{时令}正是时候。]]{日期中}（{星期}），我们想约{人数}位老朋友[[到{去处}]]走走，名叫“{活动}”。{时间中}从{集合地}出发，\
{返回时间}前后送您回来。
一路不赶[[，总共走{步行公里}公里左右，多是平路]]。[[中午在{午餐}吃便饭。]]车、餐和保险都由我们安排，\
有[[{旅行社}的导游和]]同事全程陪着。{一事}，所以先来问您。[[{可携}]]
保险和座位要提前办，烦请在{截止}前回复我，饮食上要留意的地方也请告诉我。您给的资料只用于这次出行，回来后三十天内删除。\
要是走路不太方便，您跟我说，我另作安排。"""

_TRIP_EN = """\
On {weekday}, {date_en}, we should like to take {heads} old friends [[to {destination} ]]on an outing: \
“{event_title}”. [[It is just the time for {season_thing}. ]]We leave {pickup} at {time_en} and \
bring you home at about {return_time}.
We shall not hurry[[: there are about {walk_km} km to walk, mostly level]]. [[There will be a simple lunch at \
{lunch_place}. ]]Coach, meals and insurance are arranged, and [[a guide from {agency} and ]]colleagues will be with \
you. {personal_detail}, so I am asking you first. [[{companions_text}]]
Please reply by {deadline}, since seats and insurance are booked early, and tell me of anything we should know about \
food. What you tell us is used for this trip only and deleted within thirty days. If walking is difficult at present, \
do say so and I will arrange something else."""

_BANQUET_ZH = """\
您好。谨定于{日期中}（{星期}）{时间中}，在{地点}[[{厅}]]举行{活动}，备下家常菜和一壶茶，请您来坐坐。
{恭候时间}起有人在门口等候，{入席时间}入席。[[您的席次是{席号}。]]{一事}，所以早早把信送来。[[{可携}]]
烦请在{截止}前告诉我您是否方便，饮食上若有忌口，也请一并说一声，我好交代厨房。"""

_BANQUET_EN = """\
We should be glad of your company at {event_title}, on {weekday}, {date_en}, at {time_en}, at {venue}[[, {hall}]].
The doors open at {host_time} and we sit down at {seat_time}. [[Your table is {table}. ]]\
{personal_detail}, so you are among the first I write to. [[{companions_text}]]
Could you tell me by {deadline} whether you can come, and whether there is anything you do not eat, so that I may tell \
the kitchen?
I do hope to see you."""

_ONLINE_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们请{主讲}在线上讲《{活动}》，约{时长}。不推荐具体产品，讲完留时间回答问题。
您在家用手机就能听：到时点开我发给您的链接，或扫信末的二维码。若不方便上网，我可以约您到网点，我们一起看。{一事}，\
我想您会有兴趣。
烦请在{截止}前告诉我您听不听。想问的问题可以先写给我，我转交给主讲人。"""

_ONLINE_EN = """\
On {weekday}, {date_en}, at {time_en}, {speaker} will speak online about “{event_title}”, for about {duration}. No \
particular product will be recommended, and there will be time for questions.
You can listen at home on your telephone, by the link that I shall send or by the code below. If that is awkward, come \
to the branch and we can watch together. {personal_detail}, so I think you may enjoy it.
Please let me know by {deadline} whether you will listen. If you have a question already, send it to me beforehand and \
I will pass it on."""

_CARD_ZH = """\
谨订于{日期中}　{星期}　{时间中}
假座{地点}[[{厅}]]举行{活动}"""

_CARD_EN = """\
[[{branch}, ]]{unit}
on the occasion of {event_title}
on {weekday}, {date_formal}
at {time_formal}
{venue}[[, {hall}]]"""

_WELCOME_ZH = """\
您好。欢迎您加入{俱乐部}。您的会员号是{会员号}，卡片随信附上，来时带着就好。
我们人不多，每月聚一两回，喝茶、写字、听听课、出门走走，都是大家愿意做的事。每一回我都会先写信问您，来不来随您方便，不来也不必说缘由。
您喜欢什么、不喜欢什么，请随时告诉我。若不想再收到我的信，说一声就停。"""

_WELCOME_EN = """\
Welcome to {club}. Your number is {member_no}, and the card is enclosed; it is all that you need to bring.
We are few, and meet once or twice a month over something that members enjoy: tea, calligraphy, a talk, a walk. I \
shall write to ask you each time. Come or not as suits you, with no need to say why.
Please tell me what you like and what you do not. If you would rather have no more letters from me, a word is enough."""

_RENEWAL_ZH = """\
您好。您加入{俱乐部}又满一年了[[，谢谢您来过{次数}次]]。新的一年一切照旧，会员号还是{会员号}，您什么也不用办。
这一年里，若有哪一回办得不合您的心意，或者您想起什么愿意和大家一起做的事，请告诉我，我记下来。
若不想再收到我的信，也请说一声。"""

_RENEWAL_EN = """\
Another year with {club} has gone by[[; thank you for coming {n}]]. Your membership goes on as it was, under the same \
number, {member_no}, and there is nothing for you to do.
If one of our afternoons was not to your liking, or if you have thought of something that you would enjoy with us, \
please tell me, and I shall make a note of it.
If you would rather have no more letters from me, a word is enough."""

_INVITE_ZH = ("敬请", "光临")
_INVITE_EN = ("Yours sincerely,", "")

TEXTS: tuple[ModelText, ...] = (
    ModelText("salon", "zh", "邀请函", _SALON_ZH, _INVITE_ZH, "敬邀"),
    ModelText("salon", "en", "", _SALON_EN, _INVITE_EN, ""),
    ModelText("lecture", "zh", "邀请函", _LECTURE_ZH, _INVITE_ZH, "敬邀"),
    ModelText("lecture", "en", "", _LECTURE_EN, _INVITE_EN, ""),
    ModelText("trip", "zh", "邀请函", _TRIP_ZH, ("期待", "同行"), "敬邀"),
    ModelText("trip", "en", "", _TRIP_EN, _INVITE_EN, ""),
    ModelText("banquet", "zh", "邀请函", _BANQUET_ZH, _INVITE_ZH, "谨邀"),
    ModelText("banquet", "en", "", _BANQUET_EN, _INVITE_EN, ""),
    ModelText("online", "zh", "邀请函", _ONLINE_ZH, ("期待", "相会"), "敬上"),
    ModelText("online", "en", "", _ONLINE_EN, _INVITE_EN, ""),
    ModelText("reception", "zh", "邀请函", gathering.RECEPTION_ZH, _INVITE_ZH, "谨邀"),
    ModelText("reception", "en", "", gathering.RECEPTION_EN, _INVITE_EN, ""),
    ModelText("family", "zh", "邀请函", gathering.FAMILY_ZH, ("期待", "相见"), "敬邀"),
    ModelText("family", "en", "", gathering.FAMILY_EN, _INVITE_EN, ""),
    ModelText("sport", "zh", "邀请函", gathering.SPORT_ZH, ("期待", "同行"), "敬邀"),
    ModelText("sport", "en", "", gathering.SPORT_EN, _INVITE_EN, ""),
    ModelText("visit", "zh", "邀请函", gathering.VISIT_ZH, ("期待", "同行"), "敬邀"),
    ModelText("visit", "en", "", gathering.VISIT_EN, _INVITE_EN, ""),
    ModelText("charity", "zh", "邀请函", gathering.CHARITY_ZH, _INVITE_ZH, "敬邀"),
    ModelText("charity", "en", "", gathering.CHARITY_EN, _INVITE_EN, ""),
    ModelText("card", "zh", "请柬", _CARD_ZH, ("敬备菲酌　恭请", "光临"), "谨订"),
    ModelText("card", "en", "", _CARD_EN, ("", ""), ""),
    ModelText("club_welcome", "zh", "", _WELCOME_ZH, ("顺颂", "{结语}"), "敬上"),
    ModelText("club_welcome", "en", "", _WELCOME_EN, _INVITE_EN, ""),
    ModelText("club_renewal", "zh", "", _RENEWAL_ZH, ("顺颂", "{结语}"), "敬上"),
    ModelText("club_renewal", "en", "", _RENEWAL_EN, _INVITE_EN, ""),
    ModelText("postponed", "zh", "", notice.POSTPONED_ZH, ("顺颂", "{结语}"), "敬上"),
    ModelText("postponed", "en", "", notice.POSTPONED_EN, _INVITE_EN, ""),
    ModelText("put_off", "zh", "", notice.PUT_OFF_ZH, ("顺颂", "{结语}"), "敬上"),
    ModelText("put_off", "en", "", notice.PUT_OFF_EN, _INVITE_EN, ""),
    ModelText("cancelled", "zh", "", notice.CANCELLED_ZH, ("顺颂", "{结语}"), "敬上"),
    ModelText("cancelled", "en", "", notice.CANCELLED_EN, _INVITE_EN, ""),
    ModelText("thank_you", "zh", "", afterwards.THANK_YOU_ZH, ("顺颂", "{结语}"), "敬上"),
    ModelText("thank_you", "en", "", afterwards.THANK_YOU_EN, _INVITE_EN, ""),
    ModelText("missed_you", "zh", "", afterwards.MISSED_YOU_ZH, ("顺颂", "{结语}"), "敬上"),
    ModelText("missed_you", "en", "", afterwards.MISSED_YOU_EN, _INVITE_EN, ""),
)
WITHOUT_EVENT = frozenset({"club_welcome", "club_renewal"})
"""Kinds of letters that invite to nothing: they have no facts and no code, and nothing that must be the guest's own."""
AFTERWARDS = frozenset({"thank_you", "missed_you"})
"""Kinds of letters to guests of an evening that is over."""
NOTICES = frozenset({"postponed", "put_off", "cancelled"}) | AFTERWARDS
"""Kinds of letters that tell of a changed plan, or are written when the evening is over: they invite to nothing."""
WITHOUT_CODE = WITHOUT_EVENT | AFTERWARDS | {"put_off", "cancelled"}
"""Kinds that ask nothing, so that there is nothing to scan; of the facts they have only whom to call."""


def frame_of(text: ModelText) -> Frame:
    """What stands round this letter's text."""
    frame = FRAMES[text.lang]
    if text.kind in WITHOUT_EVENT:
        return replace(frame, facts=())
    return replace(frame, facts=frame.facts[-1:]) if text.kind in WITHOUT_CODE else frame


def model_text(kind: str, lang: str) -> ModelText:
    """The text for a kind of event, or for the "card", in zh or en; raises KeyError when there is none."""
    for text in TEXTS:
        if (text.kind, text.lang) == (kind, lang):
            return text
    raise KeyError((kind, lang))
