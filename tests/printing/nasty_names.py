"""Names that break programs: markup, templates, commands, rare letters, what has no width, no glyph, no end."""

import itertools

MARKUP = [
    "<b>", "</b>", "<VIP>", "&lol;", "</para>", "<para>", "<br/>", "<img src=/etc/passwd>",
    "<img src='http://a.example/x.png'/>", "<a href=\"file:///etc/passwd\">x</a>", "<font size=900>",
    "<super>2</super>", "<![CDATA[x]]>", "<!--", "-->", "<?xml?>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;", "&#0;", "&#x1F600;", "&amp;", "&lt;b&gt;",
    "<script>alert(1)</script>", "{{7*7}}", "{%raw%}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0.__class__}",
    "{self}", "{}", "{", "}", "{称谓}", "{经理}", "[[", "]]", "[[{一事}]]", "%s", "%(name)s", "%n%n", "%%", "%d%d%d",
    "$(id)", "`id`", "|id", ";id", "&& id", "=cmd|' /C calc'!A1", "@SUM(1)", "+1", "-1", "' OR 1=1 --",
    "'; DROP TABLE client; --", "\\", "\\n", "\\0", "\\u0041", "\\1", "(", ")", "(()", "\\)", "<<", ">>", "BT ET",
    "endstream", "endobj", "/Span", ") Tj (", "]TJ[", "EMC", "<FEFF>", "%%EOF", "xref", "../../etc/passwd", "C:\\con",
    "file:///etc/passwd", "http://a.example", "Null", "null", "NULL", "None", "nil", "undefined", "NaN", "Infinity",
    "true", "False", "0", "-0", "1e309", "0x1F", "1/0",
]  # fmt: skip

PEOPLE = [
    "O’Neil", "O'Neil", "D’Angelo", "Zoë", "Zoe\u0308", "Müller-Lüdenscheidt", "Ægir", "Łukasz", "Nguyễn Thị Hằng",
    "Ñandú", "Þórr", "Ångström", "Ho\u0302\u0300", "x\u0304y\u0323", "Ǻ", "ß", "İstanbul", "ﬁ", "Dž", "Æ", "Œuvre",
    "Jr.", "von der Heydt", "Москва", "Ёлкин", "Αθηνά", "王文静", "欧阳文静", "单于飞", "阿依古丽·买买提",
    "阿依古丽•买买提", "努尔买买提·吐尔逊", "扎西（次仁）", "王", "王 文 静", "王\u3000文静", "㛃", "𠮷野", "王䶮",
    "李𬱖", "𠅤𫖯", "珺喆", "堃祎", "昇玥", "赟", "𨱏", "𩽾𪩘", "二〇", "李○", "Ｗａｎｇ", "ｶﾅ", "カナ", "ひらがな",
    "김철수", "Ⅷ", "①", "㈱", "王～", "王——李", "王……", "“王”", "《王》", "王，", "，王", "！！！", "（）", "。",
    "〇", "·", "—", "々王", "王々",
]  # fmt: skip

UNSEEN = [
    "", " ", "  ", "\u3000", "\t", "\n", "\r\n", "王\n文静", "王\r文静", "王\t文静", " 王文静", "王文静 ",
    "\u3000王文静\u3000", "\xa0王\xa0", "王\u200b文静", "\u200b", "\ufeff王文静", "王\u200d文静", "王\u2060静",
    "\u202e王文静", "\u2066王\u2069", "\u200e王\u200f", "王\xad静", "王\x00静", "\x07", "\x1b[31m王", "王\x7f",
    "王\x85静", "王\u2028静", "王\u2029静", "王\u2003静", "王\u2009静", "王\u202f静", "葛\U000e0100", "葛\ufe00",
    "王\ufe0f", "\U000e0041王", "王\u034f静", "王\u180e静", "\u115f王", "王\u3164",
]  # fmt: skip

UNDRAWN = [
    "王😀", "👨\u200d👩\u200d👧", "🇨🇳", "👍🏽", "1\ufe0f\u20e3", "\u0645\u062d\u0645\u062f",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\u05e9\u05dc\u05d5\u05dd", "नमस\u094dत\u0947", "བཀ\u0fb2་ཤ\u0f72ས",
    "ภาษาไทย", "\u0626\u06c7\u064a\u063a\u06c7\u0631", "ᠮᠣᠩᠭᠣᠯ", "𓀀", "𝒜", "𱍊", "𫠠", "\ue000", "\uf8ff",
    "\U000f0000", "\uffff", "\ufffe", "\U0010ffff", "\ud842", "\udfb7", "王\ud842\udfb7", "�", "\u0378", "H\u0489",
    "Z\u0351\u036b\u0313\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034dA\u0334\u0335\u031c\u0330\u0354\u036b\u0357\u0362",
    "e\u0301\u0323\u0304\u0306", "﷽", "𒐫", "꧁王꧂",
]  # fmt: skip

_REPEATED = ["王", "W", "i", "，", "。", "（", "—", "…", "-", "·", " a", "a b ", "王 ", "<b>", "𠅤", "é"]
LONG = [char * n for char, n in itertools.product(_REPEATED, [40, 200])]


def nasty_names():
    """The corpus: all of the above, alone and about an ordinary name, each once."""
    mixed = [f"王{name}静" if i % 2 else f"{name} 王" for i, name in enumerate([*MARKUP, *UNDRAWN, *UNSEEN])]
    return list(dict.fromkeys([*MARKUP, *PEOPLE, *UNSEEN, *UNDRAWN, *LONG, *mixed]))
