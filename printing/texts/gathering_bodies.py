"""Bodies of the texts of receptions, family days, sport, visits and charity; model_texts.py makes letters of them.

Like the others they need no more than every event has: what else is known stands in `[[…]]`.
"""

RECEPTION_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们在{地点}[[{厅}]]备了茶点和酒水，请您来“{活动}”坐坐[[，{主讲}也来和大家见面]]，约{时长}。
{恭候时间}起有人在门口等您。喝茶还是喝酒随您，站着聊、坐下歇都好。{一事}，想着那天的安排您会喜欢。[[{可携}]]
烦请在{截止}前告诉我您来不来，扫信末的二维码或打电话都行。若那天喝酒，回程的代驾我来安排。"""

RECEPTION_EN = """\
On {weekday}, {date_en}, at {time_en} we are holding a reception at {venue}[[, {hall}]]: “{event_title}”[[, with \
{speaker}]]. It takes about {duration}.
The doors open at {host_time}. There will be something to drink, with or without wine, and chairs for those who like \
to sit. {personal_detail}, so I think you may enjoy the evening. [[{companions_text}]]
Could you tell me by {deadline} whether you can come? The code below or a call to me will do. If you would like a \
glass of wine, I shall see to a driver for the way home.
I do hope to see you."""

FAMILY_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们在{地点}给孩子们安排了“{活动}”[[，由{主讲}带着]]，约{时长}，想请您一家来。
这次一共请{人数}位，大人孩子都算在内。{一事}，所以我先想到了你们。[[{可携}]]
请有一位大人全程陪着孩子。烦请在{截止}前告诉我来几位、孩子多大、有没有不能吃的，我好备齐座位和点心。\
扫信末的二维码就能回复，打电话给我也一样。"""

FAMILY_EN = """\
On {weekday}, {date_en}, at {time_en} we have something for children at {venue}: “{event_title}”[[, with \
{speaker}]]. It takes about {duration}, and we should be glad of your whole family.
We are asking {heads} guests, children included. {personal_detail}, so I thought of you first. [[{companions_text}]]
One adult should stay with the children throughout. Please tell me by {deadline} how many of you will come, how old \
the children are, and whether there is anything they must not eat. The code below or a call to me will do.
I look forward to seeing you all."""

SPORT_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们约了些朋友到{地点}活动活动，名叫“{活动}”[[，有{主讲}在旁指点]]，约{时长}。
慢慢来，做多少随您，累了就歇，热水和急救用品我们都备着。{一事}，所以想约您一起。[[{可携}]]
请穿一双合脚的鞋。要是天气不好，我会提前打电话给您，另约日子。
烦请在{截止}前回复我，扫信末的二维码或打电话都行。身体若有要留意的地方，也请跟我说一声。"""

SPORT_EN = """\
On {weekday}, {date_en}, at {time_en} some friends of ours are meeting at {venue} for “{event_title}”[[, with \
{speaker} to show us how]]. It takes about {duration}.
We shall take our time. Do as much as you like and rest when you like; there will be hot water and a first-aid box. \
{personal_detail}, so I should like you to be with us. [[{companions_text}]]
Please wear comfortable shoes. If the weather is bad I shall call you beforehand, and we will find another day.
Please let me know by {deadline} whether you can come: the code below or a call to me will do. If there is anything \
about your health that we should mind, do say so."""

VISIT_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们想请您到{地点}看看，这次叫“{活动}”[[，{主讲}带着大家边走边讲]]，约{时长}。
人不多，一共{人数}位，走得慢，想多看一会儿也可以。这一趟只是看看，不推荐任何产品。{一事}，我想您会有兴趣。[[{可携}]]
烦请在{截止}前告诉我您来不来，我好跟那边定下人数。扫信末的二维码或打电话都行。\
要是路上需要接一接，您跟我说，我来安排。"""

VISIT_EN = """\
On {weekday}, {date_en}, at {time_en} we should like to show you round {venue}: “{event_title}”[[, with {speaker} to \
tell us about it]]. It takes about {duration}.
We shall be {heads} at most and walk slowly, and you may stay longer where you like. No product will be recommended. \
{personal_detail}, so I think you may enjoy it. [[{companions_text}]]
Please let me know by {deadline} whether you can come, since our hosts wish to know the number: the code below or a \
call to me will do. If you would like to be fetched, tell me and I will arrange it.
I look forward to seeing you."""

CHARITY_ZH = """\
您好。{日期中}（{星期}）{时间中}，我们在{地点}办一场公益活动，名叫“{活动}”[[，{主讲}来讲讲这件事]]，约{时长}。
捐不捐、捐多少，都凭您自己的意思，人来了就很好。捐款由慈善组织直接收下、开票据，我们不经手。{一事}，所以想请您来看看。[[{可携}]]
烦请在{截止}前告诉我您方便不方便，扫信末的二维码或打电话都行。饮食上若有忌口，也请一并说一声。"""

CHARITY_EN = """\
On {weekday}, {date_en}, at {time_en} we are holding an evening for a good cause at {venue}: “{event_title}”[[, with \
{speaker} to tell us about it]]. It takes about {duration}.
Whether you give, and how much, is for you alone to say; we are glad if you come. Gifts go straight to the charity, \
which sends the receipt, and do not pass through our hands. {personal_detail}, so I should like you to see it. \
[[{companions_text}]]
Could you tell me by {deadline} whether you can come, and whether there is anything you do not eat? The code below \
or a call to me will do.
I do hope to see you."""
