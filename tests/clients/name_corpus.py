"""Three hundred names that programs stumble over: each must be stored, found, sorted, printed and taken out unchanged.

`NAMES` has them as a client has them: surname, given name, English name. They are written as they are stored, in NFC;
`TYPED` has those that are typed otherwise than they are stored, with what becomes of each.
"""

import unicodedata
from typing import NamedTuple


class Name(NamedTuple):
    surname: str
    given_name: str
    name_en: str = ""

    @property
    def text(self) -> str:
        return f"{self.surname}{self.given_name}" or self.name_en


# Characters outside the common sets, to the extensions B to H, in surnames and in given names.
_RARE = [
    Name("𠮷", "野"), Name("㛃", "婷"), Name("陆", "䶮"), Name("顾", "𬱖"), Name("谢", "𫖯"), Name("周", "𠅤"),
    Name("李", "𬀩"), Name("王", "𨱏"), Name("张", "𩽾"), Name("刘", "𪩘"), Name("陈", "𬭎"), Name("杨", "𬘭"),
    Name("赵", "𫓧"), Name("黄", "𫘜"), Name("吴", "𬟁"), Name("徐", "𫛭"), Name("孙", "𬸚"), Name("胡", "𫄧"),
    Name("朱", "𬇹"), Name("高", "𬬻"), Name("林", "𬺈"), Name("何", "𠃌"), Name("郭", "𡚸"), Name("马", "𢆡"),
    Name("罗", "𣇉"), Name("梁", "𤩽"), Name("宋", "𥖄"), Name("郑", "𦙫"), Name("谢", "𧿹"), Name("韩", "𨭎"),
    Name("唐", "𩾃"), Name("冯", "𪨰"), Name("于", "𫍯"), Name("董", "𫠠"), Name("萧", "𬍛"), Name("程", "𮧵"),
    Name("曹", "𰻝"), Name("袁", "𱍊"), Name("邓", "𱁬"), Name("许", "龘"), Name("傅", "珺"), Name("沈", "喆"),
    Name("曾", "堃"), Name("彭", "祎"), Name("吕", "昇"), Name("苏", "玥"), Name("卢", "赟"), Name("蒋", "翀"),
    Name("蔡", "燊"), Name("贾", "淼"), Name("丁", "垚"), Name("魏", "犇"), Name("薛", "骉"), Name("叶", "羴"),
    Name("阎", "〇"), Name("余", "㵘"), Name("潘", "䲜"), Name("杜", "㻛"), Name("戴", "䒕"), Name("夏", "㐂"),
]  # fmt: skip

# Read otherwise than they look, of two characters, or of one.
_SURNAMES = [
    Name("单", "志刚"), Name("仇", "文静"), Name("曾", "国平"), Name("查", "良芬"), Name("尉迟", "敏"),
    Name("万俟", "雪"), Name("欧阳", "娜娜"), Name("欧", "阳娜娜"), Name("上官", "婉儿"), Name("司马", "光"),
    Name("诸葛", "亮"), Name("司徒", "静"), Name("慕容", "复"), Name("皇甫", "嵩"), Name("公孙", "策"),
    Name("轩辕", "晨"), Name("令狐", "冲"), Name("宇文", "泰"), Name("长孙", "无忌"), Name("东方", "朔"),
    Name("夏侯", "惇"), Name("闻人", "达"), Name("南宫", "适"), Name("澹台", "灭明"), Name("端木", "赐"),
    Name("百里", "奚"), Name("呼延", "灼"), Name("第五", "伦"), Name("鲜于", "辅"), Name("闾丘", "露薇"),
    Name("钟离", "昧"), Name("赫连", "勃勃"), Name("拓跋", "宏"), Name("独孤", "伽罗"), Name("濮阳", "兴"),
    Name("淳于", "髡"), Name("单于", "飞"), Name("太叔", "广"), Name("申屠", "嘉"), Name("仲孙", "蔑"),
    Name("公冶", "长"), Name("宗政", "明"), Name("解", "晓东"), Name("盖", "叫天"), Name("区", "志强"),
    Name("乐", "嘉"), Name("朴", "树"), Name("任", "静"), Name("华", "美芳"), Name("覃", "小川"), Name("缪", "斯"),
    Name("员", "半千"), Name("折", "彦质"), Name("逄", "先知"), Name("佴", "文"), Name("乜", "强"), Name("黑", "豹"),
    Name("吕", "燕"), Name("吕", "绿"), Name("聂", "旅"), Name("王", "一"), Name("一", "一"), Name("丁", "一"),
    Name("王", "文静"), Name("张", "王李赵"), Name("苗", "苗"), Name("林", "林林"), Name("石", "石磊"),
]  # fmt: skip

# Of Tibet, Xinjiang and Inner Mongolia: the five dots in use, and names of one word.
_WITH_A_DOT = [
    Name("", "阿依古丽·买买提"), Name("", "阿依古丽•买买提"), Name("", "阿依古丽・买买提"), Name("", "阿依古丽‧买买提"),
    Name("", "阿依古丽．买买提"), Name("", "努尔买买提·吐尔逊"), Name("", "丹增·平措"), Name("", "扎西次仁"),
    Name("", "洛桑尖措"), Name("", "其其格"), Name("", "乌兰图雅"), Name("", "古丽娜扎尔·拜合提亚尔"),
    Name("", "迪丽热巴·迪力木拉提"), Name("", "买买提依明·阿布都热合曼·托合提"), Name("", "卓玛"),
    Name("欧阳", "娜·娜"),
]  # fmt: skip

# In other letters than ours, from the left and from the right, and with marks above and below.
_SCRIPTS = [
    Name("", "བཀྲ་ཤིས་ཚེ་རིང"), Name("", "བསྟན་འཛིན"), Name("", "པདྨ"), Name("", "ئايگۈل"), Name("", "ئۇيغۇر"),
    Name("", "نۇرمۇھەممەت"), Name("", "محمد"), Name("", "العربية"), Name("", "فاطمة الزهراء"), Name("", "عبد الله"),
    Name("", "שלום"), Name("", "ᠮᠣᠩᠭᠣᠯ"), Name("", "नमस्ते"), Name("", "क्षत्रिय"), Name("", "ภาษาไทย"),
    Name("", "สมชาย"), Name("", "မြန်မာ"), Name("", "ខ្មែរ"), Name("", "ລາວ"), Name("", "தமிழ்"), Name("", "বাংলা"),
    Name("김", "철수"), Name("남궁", "민수"), Name("", "ひらがな"), Name("", "カタカナ"), Name("佐々木", "希"),
    Name("髙橋", "浩"), Name("渡邊", "葉"), Name("", "Москва"), Name("", "Ёлкин"), Name("", "Αθηνά"),
    Name("", "Ὀδυσσεύς"),
    Name("", "Հայաստան"), Name("", "ქართული"), Name("", "አማርኛ"), Name("", "ᏣᎳᎩ"), Name("", "ꆈꌠ"), Name("", "ꤊꤛ"),
]  # fmt: skip

_LATIN = [
    "O'Neil", "O’Neil", "D’Angelo", "Zöe", "Zoë", "Müller-Lüdenscheidt", "Ægir", "Łukasz", "Nguyễn Thị Hằng", "Ñandú",
    "Þórr", "Ångström", "Hồ", "İstanbul", "ıĞŞ", "Œuvre", "von der Heydt", "van 't Hoff", "de la Cruz", "Jr.",
    "Martin Luther King, Jr.", "X Æ A-12", "Straße", "Dž", "Ǻ", "ǅ", "ﬁnn", "Jean-Luc", "Mary O'Connor", "McDonald",
    "MACDONALD", "e e cummings", "É", "Ý", "a", "Ng", "Wu", "Lü", "Lv Yan", "LüYan", "Siobhán Ní Bhriain",
    "Ó Súilleabháin",
    "Bjørn", "Þ", "Ð", "Šárka Čížková", "Žižek", "Gößl", "José María", "João", "François", "Zoë Zöe", "Ʒ", "Ⱥ",
    "Ĳsbrand",
    "Sophie Laurent", "Ka Ming Chan", "James Whitfield", "Wang Wenjing", "Wenjing Wang", "Anne-Sophie", "N’Golo Kanté",
    "Nɔ́ɔ́", "ŋ", "ʻOkina", "Hawaiʻi", "Ťažký", "Ű", "Ĝ", "Ŵ",
]  # fmt: skip

# What is a name here and an order, a mark or an end of something elsewhere.
_CODE = [
    "Null", "null", "NULL", "None", "nil", "undefined", "NaN", "Infinity", "true", "False", "void", "Test", "admin",
    "<b>", "</b>", "<script>alert(1)</script>", "<!-- x -->", "<VIP>", "&amp;", "&lt;b&gt;", "&#x1F600;", "王{{7*7}}",
    "{%raw%}", "王${7*7}", "王#{7*7}", "{self}", "{称谓}", "{一事}", "%s", "%(name)s", "$(id)", "`id`", "; id",
    "=cmd|' /C calc'!A1", "=A1", "@SUM(A1)", "+A1", "-A1", "=HYPERLINK(a)", "' OR 1=1 --", "'; DROP TABLE client; --",
    "a\\nb", "\\u0041", "C:\\con", "../../etc/passwd", "file:///etc/passwd", "endstream", "%%EOF", "1e5王", "007邦德",
    "A,B", 'A"B', "A;B", "A|B", "A/B", "A_B", "A%B", "A*", "A?", "N/A先生",
]  # fmt: skip

# What looks like something else, or is longer than it looks.
_ODD = [
    Name("王", "👨‍👩‍👧"), Name("李", "😀"), Name("陈", "🇨🇳"), Name("刘", "👍🏽"), Name("张", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    Name("葛", "󠄀飞"), Name("葛", "飞︀"), Name("", "Wаng"), Name("", "Wang"), Name("", "Ｗａｎｇ"), Name("", "ﾜﾝ"),
    Name("", "Ⅷ世"), Name("", "王①"), Name("㈱", "田中"), Name("王", "文静·小"), Name("", "ẹ\u0304\u0306x"),
    Name("", "x\u0304ỵ"), Name("", "Z\u0351\u036b\u0313\u036aalgo"), Name("王", "﷽"), Name("", "a\u200db"),
    Name("", "क\u200dष"), Name("王", "文" * 40), Name("王" * 20, "静"), Name("", "𠮷" * 40), Name("", "é" * 40),
]  # fmt: skip

# Two people of one name, and names of which one begins another: whoever sorts or finds them mixes them up.
_NEAR = [
    Name(surname, given) for surname in ("王", "汪", "黄", "李", "黎", "厉")
    for given in ("静", "婧", "靖", "敬", "文静", "雯静", "文婧", "闻静", "芳", "方", "芳芳")
]  # fmt: skip

NAMES = [
    *_RARE, *_SURNAMES, *_WITH_A_DOT, *_SCRIPTS, *(Name("", text) for text in _LATIN),
    *(Name("", text) for text in _CODE), *_ODD, *_NEAR,
]  # fmt: skip
NAMES = list(dict.fromkeys(NAMES))

TYPED = {
    "Zo\u0308e": "Zöe",
    "Nguye\u0302\u0303n": "Nguyễn",
    "A\u030angström": "Ångström",
    " 王文静": "王文静",
    "王文静 ": "王文静",
    "\u3000王文静\u3000": "王文静",
    "\t王文静": "王文静",
    "\xa0王文静\xa0": "王文静",
    "王\u200b文静": "王文静",
    "\ufeff王文静": "王文静",
    "王\u2060文静": "王文静",
    "\u202e王文静": "王文静",
    "王\x00文静": "王文静",
    "王\x07文静": "王文静",
    "王\x7f文静": "王文静",
    "王\u2028文静": "王文静",
}
"""Blanks around a name, what has no width, what turns the direction of reading, and letters taken apart."""

REFUSED = ["", " ", "\u3000", "\u200b", "王" * 41, "W" * 200, "\x00"]
"""What is no name, or longer than a given name may be: 40 characters."""

assert len(NAMES) >= 300
assert all(unicodedata.is_normalized("NFC", part) for name in NAMES for part in name), [
    name for name in NAMES if any(not unicodedata.is_normalized("NFC", part) for part in name)
]
