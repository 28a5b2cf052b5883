"""What is written to guests when an evening is moved, put off, or given up: short, plain, and sorry for the trouble."""

POSTPONED_ZH = """\
您好。原定{原定日期}的“{活动}”不能如期办了[[：{缘由}]]。打乱了您的安排，很抱歉。
现在改在{日期中}（{星期}）{时间中}，地点是{地点}。新的时间您方便不方便，烦请在{截止}前再告诉我一声，我好为您留座。\
扫信末的二维码，或打电话给我都行。
若那时另有安排，也请直说，我们下次再聚。"""

POSTPONED_EN = """\
“{event_title}”, planned for {planned_date}, cannot be held as we had arranged[[: {change_reason}]]. I am sorry for \
the trouble that this gives you.
It will now be on {weekday}, {date_en}, at {time_en}, at {venue}. Could you tell me again by {deadline} whether you \
can come, so that I may keep a seat for you? The code below or a call to me will do.
If you are engaged at that time, please say so freely; there will be another occasion."""

PUT_OFF_ZH = """\
您好。原定{原定日期}的“{活动}”要往后推一推[[：{缘由}]]。打乱了您的安排，很抱歉。
新的日子还没有定下来。一定下来，我就写信告诉您，那时再问您方便不方便；您先前的回复不必改，也不用另外回我。
有什么要问的，打电话给我就好。"""

PUT_OFF_EN = """\
“{event_title}”, planned for {planned_date}, has to be put off[[: {change_reason}]]. I am sorry for the trouble that \
this gives you.
There is no new day yet. As soon as there is one I shall write to you and ask whether it suits you; there is nothing \
for you to do until then.
If you have any question, please call me."""

CANCELLED_ZH = """\
您好。原定{原定日期}的“{活动}”不办了[[：{缘由}]]。您已经为它留出了时间，我很抱歉。
您不必回复，也不用另作安排。下回有合适的聚会，我先写信问您。
有什么要问的，打电话给我就好。"""

CANCELLED_EN = """\
“{event_title}”, planned for {planned_date}, will not be held[[: {change_reason}]]. You had kept the time for it, and \
I am sorry.
There is nothing for you to do. When there is another occasion that may please you, I shall write to you first.
If you have any question, please call me."""
