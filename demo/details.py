"""The one real thing about each guest of the demo, as an RM who listens would have written it (一事)."""

from __future__ import annotations

from clients.models import Client, Interest

_KNOWN: dict[Interest, tuple[str, str]] = {
    Interest.TEA: ("上回您说起家里那罐老白茶", "You once told me of the old white tea you keep at home"),
    Interest.WINE: (
        "您去年从波尔多带回的那支酒，我还记得",
        "I still remember the bottle you brought back from Bordeaux",
    ),
    Interest.COFFEE: (
        "您教我的手冲法子，我在家试了几回",
        "I have tried your way of making coffee at home several times",
    ),
    Interest.FOOD: ("您说过做菜和理家是一个道理", "You said that cooking and keeping house follow the same rule"),
    Interest.CALLIGRAPHY: (
        "您春节写的那副对联，还贴在我们门上",
        "The couplet you wrote at New Year still hangs on our door",
    ),
    Interest.PAINTING: ("您那幅山水小品，同事们都来看过", "My colleagues all came to see your small landscape"),
    Interest.COLLECTING: ("您讲过收东西要先养眼", "You said that whoever collects should first train the eye"),
    Interest.MUSIC: ("上次在大剧院碰见您，聊得很开心", "It was a pleasure to meet you at the concert hall"),
    Interest.THEATRE: ("您推荐的那出戏，我去看了", "I went to see the play you recommended"),
    Interest.READING: ("您借我的那本书，我读完了", "I have finished the book you lent me"),
    Interest.HISTORY: ("您讲的老城故事，我一直记得", "I have not forgotten your stories of the old town"),
    Interest.PHOTOGRAPHY: (
        "您拍的那张晨雾，同事们都问在哪里",
        "Everybody asks where you took that picture of the morning mist",
    ),
    Interest.FLOWERS: ("您上次插的那瓶花，开了整整一周", "The flowers you arranged for us stood a whole week"),
    Interest.GARDENING: ("您阳台上的兰花，今年该又开了", "Your orchids must be in flower again"),
    Interest.PETS: ("您发来的小家伙的照片，我给女儿看了", "I showed my daughter the picture of your little one"),
    Interest.HEALTH: ("您说过春天要早些睡", "You told me that in spring one should go to bed early"),
    Interest.TAICHI: ("您每天清早打拳，从不间断", "You practise every morning without fail"),
    Interest.RUNNING: ("您跑完了这次马拉松，真不容易", "You have run the marathon again, which is no small thing"),
    Interest.CYCLING: ("您说骑车到江边的那条路，我也去骑了", "I have cycled the road by the river that you told me of"),
    Interest.HIKING: ("您走过的那条古道，我周末也想去", "I should like to walk the old path you spoke of"),
    Interest.GOLF: ("您上次说球场边的桂花很香", "You said how sweet the osmanthus smells beside the course"),
    Interest.FISHING: ("您说钓鱼钓的是那份静", "You said that what one fishes for is the quiet"),
    Interest.SHORT_TRIPS: ("您说想多出去走走", "You said that you would like to go out more"),
    Interest.CHILDREN: ("您家孩子提的问题，我至今记得", "I still remember the question your child asked me"),
    Interest.EDUCATION: ("您问过孩子念书的钱怎么安排", "You asked me how to arrange the money for school"),
    Interest.MARKETS: ("您问过我今年存款该怎么放", "You asked me how to place your savings this year"),
    Interest.SUCCESSION: ("您说过家业要早点想清楚", "You said that one should think of handing on early"),
    Interest.CHARITY: ("您捐的那批书，孩子们很喜欢", "The children love the books that you gave"),
}
_OTHERS = ("上次见面您问的事，我一直放在心上", "I have kept in mind what you asked me when we last met")


def detail_for(client: Client, language: str) -> str:
    """By what the client likes first, or what can be said of everybody who was listened to."""
    liked = (_KNOWN[one.interest] for one in client.interests if one.interest in _KNOWN)
    chinese, english = next(liked, _OTHERS)
    return english if language == "en" else chinese
