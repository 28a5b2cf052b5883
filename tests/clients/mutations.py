"""Files that were damaged by chance: each ends in rows with marked errors or in one clear refusal (G-1).

    python -m tests.clients.mutations [--count 10000] [--seed 1]

Each mutated file is read as an upload is, in a process of its own with the reader's limits (forked from one that has
its parsers at hand, which is ten times faster than starting each), and its first rows are understood by the columns
that are guessed. Prints one JSON object: how many files, how each ended, the longest time and the greatest memory of
one, and every crash with its number.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from core.config import ROOT
from core.errors import DomainError

TEXT = (
    "客户号,姓名,手机,生日,邮箱\n1001,王文静,13800001234,1962-03-04,w@example.com\n1002,李强,1.38E+10,620304,\n"
    "0003,欧阳娜娜,１３８００００１２３４,1962年3月4日,x\n,合计,,,\n"
)
CARD = (
    "BEGIN:VCARD\nVERSION:{version}\nN:王;文静;;;\nFN:王文静\nTEL;TYPE=CELL:13800001234\nTEL;WORK:0571-88880000\n"
    "BDAY:19620304\nADR;TYPE=HOME:;;滨江路18号;杭州;浙江;310051;中国\nEMAIL:w@example.com\nEND:VCARD\n"
)
Seed = tuple[str, bytes]


def seeds() -> list[Seed]:
    """More than sixty honest files: name and content."""
    found: list[Seed] = []
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        for sign in (",", "\t", ";", "|"):
            for ending in ("\n", "\r\n"):
                text = TEXT.replace(",", sign).replace("\n", ending)
                found.append((f"list.{'tsv' if sign == chr(9) else 'csv'}", text.encode(encoding)))
    for version in ("2.1", "3.0", "4.0"):
        for encoding in ("utf-8", "gb18030", "utf-8-sig", "utf-16"):
            found.append(("cards.vcf", (CARD.format(version=version) * 3).encode(encoding)))
    for place in range(16):
        name = ("list.xlsx", "list.xls", "list.csv", "list.xlsm")[place % 4]
        found.append((name, _workbook(place)))
    found.append(("wide.csv", (",".join(f"列{one}" for one in range(190)) + "\n" + ",".join("x" * 190)).encode()))
    found.append(("quoted.csv", '姓名,备注\n王文静,"两行\n一格"\n李强,"他说""好"""\n'.encode()))
    found.append(("long.csv", ("姓名,手机\n" + "王文静,13800001234\n" * 300).encode()))
    return found


def _workbook(kind: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": kind % 2 == 1}) as book:
        if kind % 3 == 0:
            book.add_worksheet("说明").write(0, 0, "仅供内部使用")
        sheet = book.add_worksheet("名单")
        top = kind % 4
        for line, row in enumerate(line.split(",") for line in TEXT.splitlines()):
            sheet.write_row(top + line, kind % 2, row)
        sheet.write_number(top + 1, 8, 13800001234 if kind % 2 else 22709)
        if kind % 5 == 0:
            sheet.merge_range(top + 1, 9, top + 3, 9, "王家")
    return buffer.getvalue()


def mutated(content: bytes, dice: random.Random) -> bytes:
    """The file after one to four accidents."""
    changed = bytearray(content)
    for _ in range(dice.randrange(1, 5)):
        dice.choice(_ACCIDENTS)(changed, dice)
    return bytes(changed)


def _cut(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content) + 1) :]


def _flip(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 20)):
        if content:
            content[dice.randrange(len(content))] = dice.randrange(256)


def _remove(content: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(content) + 1)
    del content[at : at + dice.randrange(1, 200)]


def _double(content: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(content) + 1)
    piece = bytes(content[at : at + dice.randrange(1, 400)])
    content[at:at] = piece * dice.randrange(1, 5)


def _insert(content: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(content) + 1)
    content[at:at] = dice.choice(_PIECES)


def _shuffle_lines(content: bytearray, dice: random.Random) -> None:
    lines = bytes(content).split(b"\n")
    dice.shuffle(lines)
    content[:] = b"\n".join(lines)


_PIECES = (
    b"\0", b'"', b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n\n", b"=cmd|'/C calc'!A0", b"9" * 400, b"1.38E+10", b"<b>",
    b"PK\x05\x06", b"PK\x03\x04", b"BEGIN:VCARD\n", b"END:VCARD\n", b"<!DOCTYPE x [", "\u202e".encode(), b"\x1b[2J",
    "𠮷野家".encode(), b"{{7*7}}", b"," * 300, b"ENCODING=QUOTED-PRINTABLE:=ZZ=\n", "＝１＋１".encode(),
)  # fmt: skip
_ACCIDENTS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _cut, _flip, _flip, _remove, _double, _insert, _insert, _shuffle_lines,
)  # fmt: skip


SERVER = """
import os, resource, signal, sys, time
import core.spreadsheet_cards, core.spreadsheet_text, python_calamine
from core.spreadsheet_reader import main
for line in sys.stdin:
    path, kind, told = line.rstrip().split(chr(9))
    began = time.monotonic()
    child = os.fork()
    if not child:
        out = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)
        signal.alarm(30)
        os._exit(main(path, kind))
    _pid, status, used = os.wait4(child, 0)
    print(status, time.monotonic() - began, used.ru_maxrss // 1024, flush=True)
"""


class Reading:
    """Reads files as core.spreadsheets.stream does, from a process that forks itself for each."""

    def __init__(self, folder: Path) -> None:
        self.upload, self.told = folder / "upload", folder / "told"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.slowest, self.largest = 0.0, 0

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()

    def items(self, name: str, content: bytes) -> Iterator[Any]:
        """What the reader said of the file, as `told` has it. Raises DomainError for the ending, as an upload does."""
        from core.spreadsheets import kind_of, told

        self.upload.write_bytes(content)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{self.upload}\t{kind_of(name)}\t{self.told}\n")
        self.process.stdin.flush()
        _status, seconds, megabytes = self.process.stdout.readline().split()
        self.slowest = max(self.slowest, float(seconds))
        self.largest = max(self.largest, int(megabytes))
        ended = False
        with self.told.open(encoding="utf-8") as lines:
            for item in told(lines):
                ended = ended or item is None
                yield item
        if not ended:
            raise DomainError("spreadsheet_too_large")  # as `stream` says of a child that was killed


def ends(name: str, content: bytes, reading: Reading) -> str:
    """How a file ends: "rows", or the code of its refusal. Anything else is raised."""
    from clients.lists.fields import Meaning, Reader
    from clients.lists.headings import guess_columns, heading_place
    from clients.lists.rows import said, sentence
    from tests.house import NOW

    lines: list[tuple[int, list[str]]] = []
    try:
        for item in reading.items(name, content):
            if isinstance(item, str) and len(lines) < 500:
                lines.append((len(lines) + 1, json.loads(item)))
    except DomainError as refusal:
        return refusal.code if refusal.sentence else "no_sentence"
    if not lines:
        return "spreadsheet_empty"
    at, headings = heading_place(lines[:20])
    columns = guess_columns(headings)
    readers = {place: Reader(Meaning(one.value, "", one), today=NOW.date()) for place, one in columns.items()}
    for _line, texts in lines[at:]:
        for place, reader in readers.items():
            value, refusal = reader.read(texts[place]) if place < len(texts) else (None, None)
            json.dumps(value, ensure_ascii=False)
            if refusal is not None:
                assert sentence(said(refusal))
    return "rows"


def run(count: int, seed: int) -> dict[str, Any]:
    """Mutate and read so many files. Wants an application context."""
    dice = random.Random(seed)
    honest = seeds()
    found: Counter[str] = Counter()
    crashes: list[str] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Reading(Path(folder)) as reading:
        for place in range(count):
            name, content = honest[place % len(honest)]
            broken = mutated(content, dice)
            try:
                found[ends(name, broken, reading)] += 1
            except Exception as error:
                crashes.append(f"{place}: {type(error).__name__}: {error}"[:300])
    return {
        "files": count,
        "seeds": len(honest),
        "ended": dict(found),
        "crashes": crashes,
        "slowest": round(reading.slowest, 2),
        "largest_mb": reading.largest,
        "seconds": round(time.monotonic() - began, 1),
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    from tests.house import build_app

    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{folder}/yaji.db", Path(folder))
        with app.app_context():
            print(json.dumps(run(chosen.count, chosen.seed), ensure_ascii=False))


if __name__ == "__main__":
    main()
