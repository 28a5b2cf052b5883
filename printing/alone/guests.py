"""A list of guests: the spreadsheet read by a limited child process, its columns known by name."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from printing.alone.words import Trouble
from printing.surnames import is_chinese, split_name
from printing.texts.placeholders import code_of
from printing.texts.salutation import CHIEF, OFFICE, PROFESSION, Person

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 30
_TITLES_ABOVE = 10  # rows that may stand above the one that names the columns

# Beside the placeholders' own names, columns that say something about the guest.
_PERSONAL = {
    "full_name": ("姓名", "名字", "宾客", "客户姓名", "name", "full name", "guest"),
    "surname": ("姓", "姓氏", "surname", "family name", "last name"),
    "given_name": ("名", "given name", "first name"),
    "name_en": ("英文名", "英文姓名", "拼音", "english name", "name in english", "name_en"),
    "gender": ("性别", "gender", "sex"),
    "title": ("头衔", "职称", "职务", "title"),
    "url": ("网址", "回函网址", "二维码", "url", "code", "qr", "link"),
    "large": ("大字", "large", "large type"),
}
_COLUMNS = {name: code for code, names in _PERSONAL.items() for name in names}
_GENDERS = {
    "female": ("女", "女士", "f", "female", "ms", "mrs", "w"),
    "male": ("男", "先生", "m", "male", "mr"),
}
_GENDER_OF = {name: gender for gender, names in _GENDERS.items() for name in names}
_PROFESSIONS = ("教授", "老师", "医生", "律师", "博士", "院士", "工程师")
_YES = frozenset(("是", "要", "大", "1", "x", "y", "yes", "true", "√", "✓"))


@dataclass(frozen=True, slots=True)
class Guest:
    """One row: its number in the list, and what its columns say, by code."""

    row: int
    cells: dict[str, str]

    @property
    def name(self) -> str:
        """The guest's name in full; "" when the list doesn't say it."""
        return self.cells.get("full_name", "") or (self.cells.get("surname", "") + self.cells.get("given_name", ""))

    @property
    def large(self) -> bool:
        """Whether this guest is to have large type."""
        return self.cells.get("large", "").lower() in _YES

    def person(self) -> Person:
        """Whom the salutation is for. A 称谓 that is only 女士 or 教授 is taken for what it means."""
        said = self.cells.get("salutation", "").rstrip("：:，, ")
        gender = _GENDER_OF.get((self.cells.get("gender", "") or said).lower(), "")
        title = self.cells.get("title", "") or (said if said in _PROFESSIONS else "")
        if title in _GENDER_OF:
            gender, title = gender or _GENDER_OF[title], ""
        surname, given = split_name(self.name)
        return Person(
            full_name=self.name,
            surname=self.cells.get("surname", "") or surname,
            given_name=self.cells.get("given_name", "") or given,
            name_en=self.cells.get("name_en", "") or ("" if is_chinese(self.name) else self.name),
            gender=gender,
            title=title,
            title_kind=_kind_of(title),
            override="" if said in _PROFESSIONS or said.lower() in _GENDER_OF else said,
        )


def _kind_of(title: str) -> str:
    if title.endswith(_PROFESSIONS):
        return PROFESSION
    return CHIEF if title in ("总", "董") else OFFICE


def read_guests(path: Path) -> tuple[list[str], list[Guest]]:
    """(the columns' codes, the guests) of a CSV, XLSX, XLS or ODS list.

    Of several sheets the one with most columns that we know. Raises Trouble when the file is none, or is too large,
    or names no guests.
    """
    rows, head = max((_table(sheet) for sheet in _sheets(path)), key=lambda table: len(_known(table[0])))
    columns = _known(rows)
    if not {"full_name", "surname", "salutation"} & set(columns.values()):
        raise Trouble("no-names", path=path)
    guests = []
    for number, row in enumerate(rows[1:], start=head + 2):
        cells = {code: row[i].strip() for i, code in columns.items() if i < len(row)}
        if any(cells.values()):
            guests.append(Guest(number, cells))
    if not guests:
        raise Trouble("spreadsheet_empty", path=path)
    return list(columns.values()), guests


def _table(rows: list[list[str]]) -> tuple[list[list[str]], int]:
    """The rows from the one that names the columns on, and how many stood above it."""
    heads = range(min(_TITLES_ABOVE, len(rows)))
    best = max(heads, key=lambda i: (len(_known(rows[i:])), -i), default=0)
    return rows[best:], best


def _known(rows: list[list[str]]) -> dict[int, str]:
    """Which column of the first row has which code; of two with one name the first."""
    known: dict[int, str] = {}
    for i, heading in enumerate(rows[0] if rows else []):
        name = heading.strip().strip("{}")
        code = _COLUMNS.get(name.lower()) or code_of(name) or code_of(name.lower())
        if code and code not in known.values():
            known[i] = code
    return known


def _sheets(path: Path) -> list[list[list[str]]]:
    """What core/spreadsheet_reader.py makes of the file, in a process that a crafted file can't get out of."""
    if not path.is_file():
        raise Trouble("no-file", path=path, reason="not found")
    kind = "csv" if path.suffix.lower() in (".csv", ".txt", ".tsv") else "workbook"
    command = [sys.executable, "-m", "core.spreadsheet_reader", str(path.resolve()), kind]
    try:
        child = subprocess.run(
            command, cwd=_ROOT, capture_output=True, timeout=_SECONDS, check=False, env={"PYTHONUTF8": "1", "PATH": ""}
        )
    except subprocess.TimeoutExpired:
        raise Trouble("spreadsheet_too_large", path=path) from None
    if child.returncode != 0:
        raise Trouble("spreadsheet_too_large", path=path)
    sheets: list[list[list[str]]] = []
    for line in child.stdout.splitlines():
        said = json.loads(line)
        if isinstance(said, list):
            sheets[-1].append(said)
        elif "refused" in said:
            raise Trouble(said["refused"], path=path)
        elif "sheet" in said:
            sheets.append([])
    sheets = [sheet for sheet in sheets if sheet]
    if not sheets:
        raise Trouble("spreadsheet_empty", path=path)
    return sheets
