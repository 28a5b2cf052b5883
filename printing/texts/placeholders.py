"""Placeholders in letter texts: exact names in braces from one table, filled in one pass, so that text is never code.

A template is plain text. `{称谓}` and `{salutation}` are the same field. `[[…]]` marks a passage that is left out when
every field in it is empty; elsewhere an empty field is an error. Values are put in as they are and never looked at
again: a guest named `{经理}` or `[[` is printed so. There are no conditions, no expressions, no nesting and no escapes.
"""

import difflib
import re
from collections.abc import Iterator, Mapping

from printing.errors import BrokenTemplate, EmptyPlaceholder, UnknownPlaceholder

# code (also the English name), Chinese name
FIELDS: tuple[tuple[str, str], ...] = (
    ("salutation", "称谓"),
    ("full_name", "姓名"),
    ("unit", "机构"),
    ("branch", "支行"),
    ("rm_name", "经理"),
    ("rm_phone", "经理电话"),
    ("event_title", "活动"),
    ("date_cn", "日期中"),
    ("date_num", "日期数"),
    ("date_en", "日期英"),
    ("weekday", "星期"),
    ("time_cn", "时间中"),
    ("time_num", "时间数"),
    ("time_en", "时间英"),
    ("date_formal", "正式日期"),
    ("time_formal", "正式时间"),
    ("duration", "时长"),
    ("venue", "地点"),
    ("address", "地址"),
    ("parking", "停车"),
    ("transit", "交通"),
    ("dress", "着装"),
    ("speaker", "主讲"),
    ("speaker_line", "主讲介绍"),
    ("deadline", "截止"),
    ("heads", "人数"),
    ("companions_text", "可携"),
    ("table", "席号"),
    ("short_code", "短码"),
    ("sign_date", "落款日期"),
    ("personal_detail", "一事"),
    ("closing", "结语"),
    ("destination", "去处"),
    ("season_thing", "时令"),
    ("pickup", "集合地"),
    ("return_time", "返回时间"),
    ("walk_km", "步行公里"),
    ("lunch_place", "午餐"),
    ("agency", "旅行社"),
    ("hall", "厅"),
    ("host_time", "恭候时间"),
    ("seat_time", "入席时间"),
    ("club", "俱乐部"),
    ("member_no", "会员号"),
    ("n", "次数"),
    ("planned_date", "原定日期"),
    ("change_reason", "缘由"),
)

_CODE_OF = {name: code for code, chinese in FIELDS for name in (code, chinese)}
_NAME_IN = {"zh": dict(FIELDS), "en": {code: code for code, _ in FIELDS}}
_ALIKE = 0.5
"""From which likeness on a name is offered instead of an unknown one: 称乎 has one of the two characters of 称谓."""

_TOKEN = re.compile(r"\[\[|\]\]|\{([^{}]*)\}|[{}]")


def fill(template: str, values: Mapping[str, str], lang: str) -> str:
    """The template with its fields filled from `values` (keyed by code), e.g. {"salutation": "尊敬的王女士"}.

    Raises UnknownPlaceholder for a name that isn't in the table or a stray brace, EmptyPlaceholder for a field without
    a value outside `[[…]]` or beside a filled one inside it (the name in the error is that of `lang`), BrokenTemplate
    for marks that don't pair.
    """
    result: list[str] = []
    passage: list[str] = []  # the optional passage being read
    used: list[str] = []  # and the fields met in it
    inside = False
    for text, mark, code, at in _tokens(template):
        out = passage if inside else result
        if mark == "[[" and not inside:
            inside, passage, used = True, [], []
        elif mark == "]]" and inside:
            inside = False
            result += _optional(passage, used, values, lang)
        elif mark:
            raise BrokenTemplate(at=at)
        elif code:
            value = values.get(code, "").strip()
            if inside:
                used.append(code)
            elif not value:
                raise EmptyPlaceholder(name=_NAME_IN[lang][code], code=code)
            out.append(value)
        else:
            out.append(text)
    if inside:
        raise BrokenTemplate(at=len(template))
    return "".join(result)


def fill_paragraphs(template: str, values: Mapping[str, str], lang: str) -> tuple[str, ...]:
    """Like `fill`, cut into paragraphs at the template's own line ends; a paragraph that came out empty is left out.

    A line end inside a value doesn't begin a paragraph: values can't change the layout.
    """
    filled = (fill(line, values, lang) for line in template.strip().splitlines())
    return tuple(line.strip() for line in filled if line.strip())


def fields_of(template: str) -> dict[str, bool]:
    """The codes a template uses, each with whether it must have a value; raises like `fill` for what is no template."""
    needed: dict[str, bool] = {}
    inside = False
    for _, mark, code, at in _tokens(template):
        if mark:
            if inside == (mark == "[["):
                raise BrokenTemplate(at=at)
            inside = not inside
        elif code:
            needed[code] = needed.get(code, False) or not inside
    if inside:
        raise BrokenTemplate(at=len(template))
    return needed


def name_of(code: str, lang: str) -> str:
    """A field's name for people writing templates in `lang`; raises KeyError for a code that isn't in the table."""
    return _NAME_IN[lang][code]


def code_of(name: str) -> str | None:
    """The code that a Chinese or English name stands for, or None."""
    return _CODE_OF.get(name)


def nearest(name: str) -> str:
    """The existing name that somebody most likely meant, or "" when none is like it."""
    wanted = name.strip()
    if wanted.lower() in _CODE_OF:
        return wanted.lower()
    found = difflib.get_close_matches(wanted, _CODE_OF, n=1, cutoff=_ALIKE)
    return found[0] if found else ""


def _optional(passage: list[str], used: list[str], values: Mapping[str, str], lang: str) -> list[str]:
    empty = [code for code in used if not values.get(code, "").strip()]
    if not empty:
        return passage
    if len(empty) == len(used):
        return []
    raise EmptyPlaceholder(name=_NAME_IN[lang][empty[0]], code=empty[0])


def _tokens(template: str) -> Iterator[tuple[str, str, str, int]]:
    """(text, mark, code, offset): plain text, or a mark of an optional passage, or a field's code."""
    done = 0
    for found in _TOKEN.finditer(template):
        if found.start() > done:
            yield template[done : found.start()], "", "", done
        done = found.end()
        token, name = found.group(0), found.group(1)
        if token in ("[[", "]]"):
            yield "", token, "", found.start()
        elif name is None or name not in _CODE_OF:
            unknown = name if name is not None else token
            raise UnknownPlaceholder(name=unknown, at=found.start(), nearest=nearest(unknown))
        else:
            yield "", "", _CODE_OF[name], found.start()
    if done < len(template):
        yield template[done:], "", "", done
