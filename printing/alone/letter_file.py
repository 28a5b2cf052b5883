"""The letter as a text file: a head of `name: value` lines, an empty line, and the text with its placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from printing.alone.words import Trouble
from printing.errors import BrokenTemplate, UnknownPlaceholder
from printing.texts.calendar_words import for_letter
from printing.texts.placeholders import code_of, fields_of

# What the head may say beside the placeholders' names, which give a value for every guest.
_HEADS = {
    "title": ("标题", "title"),
    "letterhead": ("信头", "letterhead"),
    "closing": ("结尾", "closing"),
    "signature": ("署名", "signature"),
    "fact": ("要项", "fact"),
    "small": ("小字", "small print"),
    "when": ("时间", "when"),
    "zone": ("时区", "zone"),
}
_HEAD_OF = {name: code for code, names in _HEADS.items() for name in names}
_HEAD = re.compile(r"\s*([^:：]+?)\s*[:：]\s*(.*?)\s*$")
_FACT = re.compile(r"\s*(.+?)\s*[=＝]\s*(.*?)\s*$")
_WHEN = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M", "%Y-%m-%dT%H:%M")
_ZONE = "Asia/Shanghai"


@dataclass(slots=True)
class LetterFile:
    """What the file says. Templates stand with the number of their line, for whoever has to mend one."""

    path: Path
    title: str = ""
    letterhead: tuple[str, ...] = ()
    closing: tuple[str, str] = ("", "")
    body: list[tuple[int, str]] = field(default_factory=list)
    signature: list[tuple[int, str]] = field(default_factory=list)
    facts: list[tuple[int, str, str]] = field(default_factory=list)
    small_print: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    when: datetime | None = None

    @property
    def language(self) -> str:
        """ "zh" for a text that is mostly Chinese: a character says about as much as three letters."""
        text = "".join(line for _, line in self.body)
        return "zh" if 3 * sum("㐀" <= char <= "鿿" for char in text) >= sum(map(str.isascii, text)) else "en"

    def templates(self) -> Iterator[tuple[int, str]]:
        """Every template with its line."""
        yield from self.body
        yield from self.signature
        yield from ((line, template) for line, _, template in self.facts)

    def fields(self) -> dict[str, bool]:
        """The codes that the letter uses, each with whether it must have a value. Raises Trouble for a bad template."""
        needed: dict[str, bool] = {}
        for line, template in self.templates():
            try:
                for code, must in fields_of(template).items():
                    needed[code] = needed.get(code, False) or must
            except UnknownPlaceholder as error:
                raise Trouble("unknown-placeholder", path=self.path, line=line, **error.details) from None
            except BrokenTemplate:
                raise Trouble("broken-template", path=self.path, line=line) from None
        return needed

    def values_for(self, language: str) -> dict[str, str]:
        """What the head says for every guest, with the words of its date and time."""
        words = for_letter(self.when, self.when.tzinfo, language) if self.when and self.when.tzinfo else {}
        return {**words, **self.values}


def read_letter(path: Path) -> LetterFile:
    """The file in UTF-8 or GB18030. Raises Trouble naming the line that can't be understood."""
    letter = LetterFile(path)
    lines = _text(path).splitlines()
    zone, when = (0, _ZONE), (0, "")
    head = 0  # how many lines it has, with the empty one that ends it
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            head = number
            break
        if line.lstrip().startswith("#"):
            continue
        name, value = _head(path, number, line)
        if name is None:  # a letter without a head
            break
        if name == "zone":
            zone = number, value
        elif name == "when":
            when = number, value
        else:
            _take(letter, number, name, value)
    else:
        head = len(lines)
    letter.body = [(n, line.strip()) for n, line in enumerate(lines, start=1) if n > head and line.strip()]
    if not letter.body:
        raise Trouble("letter-empty", path=path)
    if when[1]:
        letter.when = _when(path, *when).replace(tzinfo=_zone(path, *zone))
    return letter


def _head(path: Path, number: int, line: str) -> tuple[str | None, str]:
    found = _HEAD.match(line)
    name = found[1] if found else ""
    code = _HEAD_OF.get(name) or _HEAD_OF.get(name.lower()) or code_of(name)
    if found and code:
        return code, found[2]
    if number == 1:
        return None, ""
    raise Trouble("letter-head", path=path, line=number, text=line.strip()[:40])


def _take(letter: LetterFile, number: int, name: str, value: str) -> None:
    if name == "title":
        letter.title = value
    elif name == "letterhead":
        letter.letterhead = (*letter.letterhead, value)
    elif name == "closing":
        first, _, second = value.replace("／", "/").partition("/")
        letter.closing = (first.strip(), second.strip())
    elif name == "signature":
        letter.signature.append((number, value))
    elif name == "small":
        letter.small_print = (*letter.small_print, value)
    elif name == "fact":
        found = _FACT.match(value)
        if not found:
            raise Trouble("letter-value", path=letter.path, line=number, text=value, example="地点 = {地点}")
        letter.facts.append((number, found[1], found[2]))
    else:
        letter.values[name] = value


def _when(path: Path, number: int, text: str) -> datetime:
    for form in _WHEN:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise Trouble("letter-value", path=path, line=number, text=text, example="2027-04-10 14:30")


def _zone(path: Path, number: int, text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise Trouble("letter-value", path=path, line=number, text=text, example=_ZONE) from None


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Trouble("no-file", path=path, reason=error.strerror or "") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Trouble("letter-encoding", path=path)
