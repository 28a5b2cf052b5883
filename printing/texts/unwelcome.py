"""Words that no letter of ours says, by what is wrong with them: the lists that printing/texts/style.py looks for.

Entries are phrases and not characters (最要紧 is good Chinese, 最佳 a boast); what may stand beside a word so that it
is harmless is said in the expression itself. English ones are matched whole and in any letter case.
"""

from __future__ import annotations

# code → expressions. What these say is never said in a letter.
DENIED: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "pompous": (
            "尊贵的?",
            "至尊",
            "荣幸之至",
            "盛情",
            "鼎力",
            "莅临",
            "百忙之中",
            "尊享",
            "臻享",
            r"(?<![A-Za-z])VIP(?![A-Za-z])",
        ),
        "pressing": (
            "专享",
            "限量",
            "限时",
            "抢(?:购|先|占|位|座|票|鲜|订|定|到|拍)",
            "[疯快速开]抢",
            "秒杀",
            "先到先得",
            "仅此一次",
            "机不可失",
            "独家",
        ),
        "promise": ("年化", "保本", "稳赚", "高回报", "[无零]风险", "发财"),
        "jargon": ("回馈", "(?<!社会)福利(?!院|彩票)", "引爆", "赋能", "(?<!手工)(?<!亲手)打造"),
    },
    "en": {
        "pompous": (
            "esteemed",
            "valued (?:clients?|customers?|guests?)",
            "distinguished guests?",
            "prestigious",
            "VIPs?",
        ),
        "pressing": (
            "exclusive(?:ly)?",
            "unique opportunit(?:y|ies)",
            "once[- ]in[- ]a[- ]lifetime",
            "limited[- ]time",
            "limited edition",
            "limited offers?",
            "act now",
            "last chance",
            "do(?:n[’']t| not) miss",
            "hurry up",
            "while (?:places|stocks|seats) last",
        ),
        "promise": (
            "guarantee(?:s|d)?",
            "risk[- ]free",
            "(?:no|zero) risks?",
            "high(?:er)?[- ](?:returns?|yields?)",
            "capital[- ]protected",
            "get rich",
        ),
        "jargon": (
            "leverag(?:e|ing)",
            "empower(?:s|ed|ing|ment)?",
            "unlock(?:s|ed|ing)?",
            "synerg(?:y|ies)",
            "world[- ]class",
            "rewards",
        ),
    },
}

# Boasts and promises: denied where products are spoken of, elsewhere something to look at again.
CLAIMS: dict[str, tuple[str, ...]] = {
    "zh": (
        "最(?!要紧|重要的是|近|后|初|终|好|多|少|迟|晚|早|爱|喜欢|难忘|想|怕|记得|惦记|牵挂|舍不得|合适|冷|热|好看|要|末)",
        "第一(?![次天年月日个位场回届排杯泡道课讲件眼批章季部节声句期站步页封班代场人印医中小组])",
        "(?<![不无法])保证(?!金)",
        "收益",
    ),
    "en": (
        r"(?<!\bat its )(?<!\bat their )(?<!\bdo my )(?<!\bdo our )(?<!\bmy )(?<!\bour )(?<!\bthe very )"
        r"best(?! (?:wishes|regards|of health|man|time to (?:call|reach)))",
        "number one",
        r"no\. ?1",
        "the leading",
        "(?:investment|annual) returns?",
        "top[- ]performing",
    ),
}

# Stiff or threatening; a friend would say it otherwise.
STIFF: dict[str, tuple[str, ...]] = {
    "zh": (
        "务必",
        "速速",
        "请勿缺席",
        "逾期视为放弃",
        "感恩戴德",
        "热烈祝贺",
        "如有冒犯",
        "敬请谅解",
        "不可抗力",
        "如果给您带来不便",
        "老当益壮",
        "小姐",
        "女神",
        "女王",
    ),
    "en": (
        "at your earliest convenience",
        "do(?:n[’']t| not) hesitate",
        "please be advised",
        "kindly",
        "it is (?:our|my) great pleasure",
        "(?:thrilled|excited|delighted) to (?:announce|invite|offer)",
        "any inconvenience",
        "we regret to inform",
    ),
}

# What has no place in congratulation, apology, condolence, and thanks to somebody who did not sign.
SELLING: dict[str, tuple[str, ...]] = {
    "zh": (
        "产品",
        "理财",
        "基金",
        "保险",
        "存款",
        "贷款",
        "信托",
        "黄金",
        "利率",
        "收益",
        "优惠",
        "邀请您?",
        "沙龙",
        "讲座",
        "活动",
        "报名",
        "扫码",
        "扫一扫",
        "二维码",
    ),
    "en": (
        "products?",
        "funds?",
        "insurance",
        "deposits?",
        "loans?",
        "mortgages?",
        "interest rates?",
        "invest(?:ments?|ing)?",
        "offers?",
        "invit(?:e|ed|ation|ations)",
        "salons?",
        "seminars?",
        "lectures?",
        "sign up",
        "scan(?:ning)?",
        "QR codes?",
    ),
}

# Four-character set phrases of letters and speeches. One in a paragraph is a spice; two are a banner.
_SET_PHRASES = """
万事如意 心想事成 阖家幸福 阖家欢乐 吉祥如意 财源广进 生意兴隆 大展宏图 鹏程万里 前程似锦 步步高升
马到成功 一帆风顺 龙马精神 福如东海 寿比南山 春暖花开 春风得意 春意盎然 万象更新 秋高气爽 金风送爽
岁月静好 欢聚一堂 高朋满座 蓬荜生辉 群贤毕至 少长咸集 宾至如归 热情洋溢 盛情难却 不胜感激 感激不尽
铭记于心 一如既往 携手共进 携手并肩 风雨同舟 同舟共济 共创辉煌 再创辉煌 砥砺前行 与时俱进 精益求精
诚信为本 客户至上 竭诚服务 全心全意 无微不至 细致入微 量身定制 得天独厚 独具匠心 匠心独运 别具一格
独树一帜 美轮美奂 琳琅满目 流光溢彩 赏心悦目 心旷神怡 流连忘返 意犹未尽 回味无穷 沁人心脾 博大精深
源远流长 名扬天下 享誉中外 久负盛名 德高望重 学识渊博 妙语连珠 深入浅出 受益匪浅 醍醐灌顶 真知灼见
高瞻远瞩 风云变幻 瞬息万变 乘风破浪 扬帆起航 厚积薄发 百尺竿头 锦上添花 如虎添翼 相得益彰 品茗论道
以茶会友 谈笑风生 把酒言欢 觥筹交错 推心置腹 志同道合 莫逆之交 良师益友 义不容辞 当仁不让 喜气洋洋
张灯结彩 国泰民安 五谷丰登 蒸蒸日上 欣欣向荣 硕果累累 春华秋实 日新月异 继往开来 群英荟萃 名家云集
精彩纷呈 引人入胜 雅俗共赏 高山流水 阳春白雪 琴瑟和鸣 花好月圆
"""
SET_PHRASES: tuple[str, ...] = tuple(_SET_PHRASES.split())
