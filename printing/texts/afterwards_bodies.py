"""What is written to guests after an evening: thanks to who came, and a word without reproach to who was missed."""

THANK_YOU_ZH = """\
您好。{日期中}（{星期}）能在“{活动}”见到您，真好，谢谢您抽空来。[[{一事}。]]
那天有没有没来得及说的话、没来得及问的事？告诉我一声，我去问清楚了再回您。
哪里招待不周，请您直说，我们下次改。"""

THANK_YOU_EN = """\
It was very good to see you at “{event_title}” on {weekday}, {date_en}. Thank you for giving us your time. \
[[{personal_detail}.]]
If there was anything that you had no time to ask or to say, please tell me, and I shall find out and let you know.
If anything was not as it should have been, do say so plainly, and we will put it right next time."""

MISSED_YOU_ZH = """\
您好。{日期中}的“{活动}”没有见到您，想是临时有事，不知一切可好？[[{一事}。]]
若想知道那天讲了些什么，我把要点整理一份给您送去，您告诉我一声就好。
下回有合适的聚会，我再早些写信问您。"""

MISSED_YOU_EN = """\
We missed you at “{event_title}” on {weekday}, {date_en}. I expect that something came up, and I hope that all is \
well. [[{personal_detail}.]]
If you would like to know what was said, a word is enough, and I shall bring you a page of notes.
There will be another occasion, and I shall write to you in good time."""
