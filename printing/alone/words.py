"""What `python -m printing` says, in English and Chinese: it runs where there is no catalogue."""

from __future__ import annotations

import os

_SENTENCES: dict[str, tuple[str, str]] = {
    "no-file": ("{path} can't be read: {reason}.", "无法读取 {path}：{reason}。"),
    "no-folder": ("{path} can't be written: {reason}.", "无法写入 {path}：{reason}。"),
    "no-place": (
        "Say where the letters go: --out letters.pdf, or --separate FOLDER, or both.",
        "请说明信函写到哪里：--out letters.pdf，或 --separate 文件夹，或两者都写。",
    ),
    "letter-encoding": (
        "{path} is neither UTF-8 nor GB18030 text. Save it as UTF-8.",
        "{path} 既不是 UTF-8 也不是 GB18030 文本，请存为 UTF-8。",
    ),
    "letter-empty": ("{path} has no text: write the letter under its head.", "{path} 没有正文：请在文件头下面写信。"),
    "letter-head": (
        "{path}, line {line}: “{text}” is no line of the head. Write “name: value”, and an empty line before the text.",
        "{path} 第 {line} 行：“{text}”不是文件头。请写成“名称：内容”，正文之前空一行。",
    ),
    "letter-value": (
        "{path}, line {line}: “{text}” can't be read; write it like {example}.",
        "{path} 第 {line} 行：看不懂“{text}”，请写成 {example}。",
    ),
    "unknown-placeholder": (
        "{path}, line {line}: there is no placeholder {{{name}}}.{hint}",
        "{path} 第 {line} 行：没有名为 {{{name}}} 的占位符。{hint}",
    ),
    "hint": (" Is {{{nearest}}} meant?", "是不是 {{{nearest}}}？"),
    "broken-template": (
        "{path}, line {line}: the marks [[ and ]] don't pair.",
        "{path} 第 {line} 行：[[ 与 ]] 没有成对。",
    ),
    "empty-text": ("{path} says nothing.", "{path} 没有内容。"),
    "missing-columns": (
        "The letter uses {names}, but the list has no such column and the letter's head doesn't say it.",
        "信里用到 {names}，但名单里没有这一列，文件头里也没有写。",
    ),
    "no-names": (
        "No row of {path} names the columns: one must be headed 姓名 (name) or 称谓 (salutation).",
        "{path} 里找不到表头：至少要有一列叫“姓名”或“称谓”。",
    ),
    "spreadsheet_empty": ("{path} has no guests.", "{path} 里没有宾客。"),
    "spreadsheet_unreadable": (
        "{path} can't be opened: it is damaged or no list. Use CSV, XLSX or XLS.",
        "{path} 打不开：文件已损坏，或不是名单。请用 CSV、XLSX 或 XLS。",
    ),
    "spreadsheet_encoding": (
        "The text of {path} can't be read. Save it as CSV UTF-8 or XLSX.",
        "{path} 的文字无法识别，请另存为 CSV UTF-8 或 XLSX。",
    ),
    "spreadsheet_too_large": (
        "{path} is too large: at most 20,000 rows, 100 columns and 32,000 characters a cell.",
        "{path} 太大：最多 20000 行、100 列，每格 32000 字。",
    ),
    "picture": ("{path} is no PNG or JPEG picture.", "{path} 不是 PNG 或 JPEG 图片。"),
    "accent": ("{value} is no colour; write it like #8A1C1C.", "{value} 不是颜色，请写成 #8A1C1C 的样子。"),
    "fonts-missing": (
        "A typeface is missing from printing/setting/fonts/: {path}.",
        "printing/setting/fonts/ 里缺少字体：{path}。",
    ),
    # what may be wrong with one guest
    "row": ("Row {row} ({name}): {problem}", "第 {row} 行（{name}）：{problem}"),
    "nameless": ("no name", "无姓名"),
    "no-name": ("the name is empty.", "姓名是空的。"),
    "missing-glyphs": (
        "no typeface here can draw {characters}.",
        "这里的字体都没有 {characters} 这个字。",
    ),
    "letter-overflow": (
        "the letter is {over_mm} mm too long for its page; shorten it.",
        "信超出一页 {over_mm} 毫米，请删短些。",
    ),
    "empty-placeholder": ("{{{name}}} is empty.", "{{{name}}} 是空的。"),
    "salutation-unknown": (
        "how to address this guest isn't known; fill in 性别 (gender), 头衔 (title) or 称谓 (salutation).",
        "不知道怎样称呼，请填写“性别”“头衔”或“称谓”。",
    ),
    "no-code": ("the address for the code is empty.", "二维码的网址是空的。"),
    "qr-payload-invalid": (
        "{payload} makes no code for paper: it must be upper-case letters, digits and $%*+-./: only, and 90 at most.",
        "{payload} 不能印成二维码：只能用大写字母、数字和 $%*+-./: ，最多 90 个。",
    ),
    "file-name": ("a file of that name can't be written: {reason}.", "无法写入文件：{reason}。"),
    # how it went
    "printed": ("{printed} letters printed.", "已印 {printed} 封。"),
    "left-out": ("{left} not printed:", "{left} 封未印："),
}


def language_of_terminal() -> str:
    """ "zh" or "en", as the environment says."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if said.lower().startswith("zh") else "en"


def sentence(code: str, language: str, **details: object) -> str:
    """The sentence for a code. Raises KeyError for an unknown one."""
    return _SENTENCES[code][language == "zh"].format(**details)


class Trouble(Exception):
    """Nothing can be printed at all; `code` and `details` make the sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
