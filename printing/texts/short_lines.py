"""One line for the manager's own phone (domain practice, copyable lines), and the mail of a reminder: model wording.

Each line stands in several lengths, the fullest first; the first that is short enough is offered. What is put in are
the names in braces and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

MOST = {"zh": 70, "en": 200}
"""So many characters a line may have: more is not read on a phone."""

Lengths = tuple[str, ...]

LINES: Mapping[str, Mapping[str, Lengths]] = {
    "arrived": {  # the letter was handed over some days ago
        "zh": (
            "{address}好，请您来{title}的信收到了吧？{when}，您若来，回我一个“来”字就行。{rm}",
            "{address}好，上回那封邀请函收到了吧？{when}，您若来，回我一个“来”字就行。{rm}",
        ),
        "en": ("Good day, {address}. Did my letter about “{title}” reach you? It is on {when}. {rm}",),
    },
    "keeping": {  # a week before, not answered
        "zh": (
            "{address}好，{when}的{title}还给您留着座。您若来，回我一个“来”字就行。{rm}",
            "{address}好，{when}还给您留着座。您若来，回我一个“来”字就行。{rm}",
        ),
        "en": ("Good day, {address}. I am keeping a seat for you on {when}, {title}. Will you come? {rm}",),
    },
    "week": {
        "zh": (
            "{address}好，{when}，{venue}，给您留着座。{parking}。到时候见。{rm}",
            "{address}好，{when}，{venue}，给您留着座，到时候见。{rm}",
            "{address}好，{when}，给您留着座，到时候见。{rm}",
        ),
        "en": (
            "Good day, {address}. Your seat is kept: {when}, {venue}. I look forward to seeing you. {rm}",
            "Good day, {address}. Your seat is kept: {when}. I look forward to seeing you. {rm}",
        ),
    },
    "days": {
        "zh": (
            "{address}好，{when}，{venue}。{parking}。要不要接您？{rm}",
            "{address}好，{when}，{venue}。要不要接您？{rm}",
            "{address}好，{when}，等您来。要不要接您？{rm}",
        ),
        "en": (
            "Good day, {address}. {when}, {venue}. Shall we fetch you? {rm}",
            "Good day, {address}. {when}. Shall we fetch you? {rm}",
        ),
    },
    "tomorrow": {
        "zh": (
            "{address}好，明天{clock}，{venue}，门口有人等您。带上那封信就好。{rm}",
            "{address}好，明天{clock}见，门口有人等您。带上那封信就好。{rm}",
        ),
        "en": (
            "Good day, {address}. Tomorrow at {clock}, {venue}. Somebody will meet you at the door. {rm}",
            "Good day, {address}. Tomorrow at {clock}; somebody will meet you at the door. {rm}",
        ),
    },
    "today": {
        "zh": (
            "{address}好，今天{clock}，{venue}，门口有人等您。带上那封信就好。{rm}",
            "{address}好，今天{clock}见，门口有人等您。带上那封信就好。{rm}",
        ),
        "en": (
            "Good day, {address}. Today at {clock}, {venue}. Somebody will meet you at the door. {rm}",
            "Good day, {address}. Today at {clock}; somebody will meet you at the door. {rm}",
        ),
    },
    "online": {
        "zh": ("{address}好，{when}线上开讲。到时候扫信上的二维码就能进，进不去给我打电话。{rm}",),
        "en": ("Good day, {address}. {when}, online: the code in my letter opens it. Call me if it does not. {rm}",),
    },
    "undecided": {
        "zh": (
            "{address}好，{when}的{title}，您定下来了吗？来不来都不要紧，告诉我一声就好。{rm}",
            "{address}好，{when}那一场，您定下来了吗？来不来都不要紧，告诉我一声就好。{rm}",
        ),
        "en": ("Good day, {address}. Have you been able to decide about {when}? Either answer is fine. {rm}",),
    },
    "silent": {
        "zh": (
            "{address}好，{when}的{title}，您方不方便来？来不来都请告诉我一声，我好安排座位。{rm}",
            "{address}好，{when}那一场，您方不方便来？来不来都请告诉我一声。{rm}",
        ),
        "en": ("Good day, {address}. Will you be able to come on {when}? Either answer helps me with the seats. {rm}",),
    },
    "seat_free": {
        "zh": (
            "{address}好，{title}有座位了，{when}。您若还方便来，我这就给您留上。{rm}",
            "{address}好，{when}有座位了。您若还方便来，我这就给您留上。{rm}",
        ),
        "en": ("Good day, {address}. There is a seat for you on {when}. Shall I keep it? {rm}",),
    },
    "delegate": {
        "zh": ("{address}好，{when}由家人代您来的事，想跟您说一声。您方便的时候回我个电话。{rm}",),
        "en": ("Good day, {address}. About who comes for you on {when}: may I call you for a moment? {rm}",),
    },
    "postponed": {
        "zh": (
            "{address}好，原定{old_day}的{title}要改期，新的日子定下来我马上告诉您。给您添麻烦了。{rm}",
            "{address}好，原定{old_day}的那一场要改期，新的日子定下来我马上告诉您。给您添麻烦了。{rm}",
        ),
        "en": (
            "Good day, {address}. “{title}” of {old_day} is put off, I am sorry. I shall tell you the new day. {rm}",
        ),
    },
    "changed": {
        "zh": (
            "{address}好，{title}改到{when}，{venue}。您看还方便来吗？给您添麻烦了。{rm}",
            "{address}好，上回请您的那一场改到{when}了。您看还方便来吗？{rm}",
        ),
        "en": ("Good day, {address}. “{title}” is now on {when}, {venue}. Can you still come? {rm}",),
    },
    "cancelled": {
        "zh": (
            "{address}好，原定{old_day}的{title}这次办不成了，很抱歉。下回有合适的，我先告诉您。{rm}",
            "{address}好，原定{old_day}的那一场办不成了，很抱歉。下回有合适的，我先告诉您。{rm}",
        ),
        "en": ("Good day, {address}. I am sorry: “{title}” of {old_day} can't be held. There will be another. {rm}",),
    },
    "met_today": {  # on the evening itself
        "zh": ("{address}好，今天能见到您，很高兴，谢谢您抽空来。{rm}",),
        "en": ("Good day, {address}. It was good to see you today; thank you for coming. {rm}",),
    },
    "thanks": {
        "zh": (
            "{address}好，{day}的{title}，谢谢您来。有什么想法，随时告诉我。{rm}",
            "{address}好，{day}谢谢您来。有什么想法，随时告诉我。{rm}",
        ),
        "en": (
            "Good day, {address}. Thank you for coming to “{title}” on {day}. Do tell me how you found it. {rm}",
            "Good day, {address}. Thank you for coming on {day}. Do tell me how you found it. {rm}",
        ),
    },
    "missed": {  # had said yes and did not come: no reproach
        "zh": ("{address}好，{day}没见着您，想是临时有事，一切可好？下回我早些告诉您。{rm}",),
        "en": ("Good day, {address}. We missed you on {day}; I hope that all is well. There will be another. {rm}",),
    },
    "all_well": {  # cancelled on the day
        "zh": ("{address}好，{day}没能聚上，一切可好？有我能帮上的，您说一声。{rm}",),
        "en": ("Good day, {address}. I hope that all is well after {day}. If I can be of any help, tell me. {rm}",),
    },
    "question": {
        "zh": ("{address}好，您{day}问的事我记着，问清楚了就回您。{rm}",),
        "en": ("Good day, {address}. I have not forgotten what you asked on {day}, and shall answer soon. {rm}",),
    },
    "interest": {
        "zh": ("{address}好，您留下的意见我看到了，谢谢。什么时候方便，我给您打个电话？{rm}",),
        "en": ("Good day, {address}. Thank you for what you wrote. When may I call you about it? {rm}",),
    },
    "lead": {  # came without an invitation and may be told of further events
        "zh": (
            "{address}好，{day}在{title}见到您，很高兴。往后有合适的聚会，我写信请您。{rm}",
            "{address}好，{day}见到您，很高兴。往后有合适的聚会，我写信请您。{rm}",
        ),
        "en": ("Good day, {address}. It was good to meet you on {day}. May I write when there is another? {rm}",),
    },
    "late": {
        "zh": (
            "{address}好，{when}有一场{title}，想请您来坐坐。您若有空，我把邀请函给您送去。{rm}",
            "{address}好，{when}有一场聚会，想请您来坐坐。您若有空，我把邀请函给您送去。{rm}",
        ),
        "en": ("Good day, {address}. May I ask you to “{title}” on {when}? If so, I bring the letter. {rm}",),
    },
}

SUBJECTS = {"zh": "{title}：{when}", "en": "{title}: {when}"}

MAILS = {
    "zh": """\
{address}：

您好。{title}在{when}，{venue}，给您留着座位。
{details}
当天请带上邀请函，门口扫一下就能入场。

若来不了，或者同来的人有变化，请给我打个电话，或者扫信上的二维码告诉我。

{branch} {rm}
{phone}

若不想再收到这样的邮件，跟我说一声就好。
""",
    "en": """\
Dear {address},

“{title}” is on {when}, {venue}. Your seat is kept.
{details}
Please bring the letter: its code lets you in.

If you can't come, or not as many of you, please call me or use the code in the letter.

{rm}
{branch}
{phone}

If you wish no more such mail, a word to me is enough.
""",
}

ONLINE_MAILS = {
    "zh": """\
{address}：

您好。{title}在{when}，线上开讲。
到时候扫信上的二维码，打开页面就能进入；进不去请给我打电话。

{branch} {rm}
{phone}

若不想再收到这样的邮件，跟我说一声就好。
""",
    "en": """\
Dear {address},

“{title}” is on {when}, online.
The code in the letter opens it when it begins; please call me if it does not.

{rm}
{branch}
{phone}

If you wish no more such mail, a word to me is enough.
""",
}


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each name in braces exchanged for its value, once: what a value says is never read again."""
    pieces = text.split("{")
    return pieces[0] + "".join(values[name] + rest for name, _brace, rest in (one.partition("}") for one in pieces[1:]))


def line(kind: str, language: str, values: Mapping[str, str]) -> str:
    """The fullest wording that is short enough; one that names something unknown is passed over."""
    lengths = LINES[kind][language]
    known = [one for one in lengths if all(value for name, value in values.items() if "{" + name + "}" in one)]
    told = [fill(one, values) for one in known or lengths[-1:]]
    return next((one for one in told if len(one) <= MOST[language]), min(told, key=len))
