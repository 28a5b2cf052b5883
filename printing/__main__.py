"""`python -m printing guests.csv --letter salon.zh.txt --out letters.pdf`: letters from a spreadsheet, and no more."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from printing.alone.guests import Guest, read_guests
from printing.alone.letter_file import read_letter
from printing.alone.letters import LeftOut, Setup, pages_for
from printing.alone.words import Trouble, language_of_terminal, sentence
from printing.designs.look import DEFAULT_ACCENT, Look
from printing.designs.pictures import give
from printing.errors import FontsMissing
from printing.press.page import Page
from printing.press.printer import print_pages

_DESIGNS = ("laid", "ink_wash", "festive", "modern")
ALL_PRINTED, SOME_LEFT_OUT, NOTHING_PRINTED = 0, 1, 2
"""What the process answers with."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print; the answer is one of the three codes above. What is wrong goes to standard error, a sentence each."""
    asked = _parser().parse_args(arguments)
    terminal = asked.language or language_of_terminal()
    try:
        return _print(asked, terminal)
    except Trouble as trouble:
        details = dict(trouble.details)
        if trouble.code == "unknown-placeholder":
            nearest = details["nearest"]
            details["hint"] = sentence("hint", terminal, nearest=nearest) if nearest else ""
        _say(sentence(trouble.code, terminal, **details))
    except FontsMissing as missing:
        _say(sentence(missing.code, terminal, **missing.details))
    return NOTHING_PRINTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m printing", description="Print a letter to every guest of a list. See docs/printing.md."
    )
    parser.add_argument("guests", type=Path, help="the list: CSV (UTF-8 or GB18030), XLSX, XLS or ODS")
    parser.add_argument("--letter", type=Path, required=True, help="the text, a file like docs/examples/salon.zh.txt")
    parser.add_argument("--out", type=Path, help="one PDF of all letters")
    parser.add_argument("--separate", type=Path, metavar="FOLDER", help="a PDF for each guest")
    parser.add_argument("--design", choices=_DESIGNS, default="laid")
    parser.add_argument("--format", choices=("a4", "a5", "card"), default="a4")
    parser.add_argument("--accent", default=DEFAULT_ACCENT, help="the one colour, like %(default)s")
    parser.add_argument("--logo", type=Path, help="a PNG or JPEG for the letterhead")
    parser.add_argument("--seal", type=Path, help="a PNG or JPEG over the signature")
    parser.add_argument("--large", action="store_true", help="16 pt for everybody; else the column 大字 (large) says")
    parser.add_argument("--folded", action="store_true", help="the letters will be folded: fold marks, a sturdier code")
    parser.add_argument("--language", choices=("zh", "en"), help="of letters and messages; else the letter's own")
    parser.add_argument("--title", default="", help="the PDF's title; it never names a guest")
    return parser


def _print(asked: argparse.Namespace, terminal: str) -> int:
    if not (asked.out or asked.separate):
        raise Trouble("no-place")
    letter = read_letter(asked.letter)
    columns, guests = read_guests(asked.guests)
    setup = Setup(
        letter=letter,
        columns=columns,
        language=asked.language or letter.language,
        terminal=terminal,
        look=_look(asked),
        format=asked.format,
        large=asked.large,
        folded=asked.folded,
    )
    setup.check()
    title = asked.title or letter.title or letter.values.get("event_title", "") or asked.letter.stem
    left_out: list[LeftOut] = []
    good = [guest for guest in guests if _try(guest, setup, left_out)]
    try:
        if good and asked.out:
            _write(asked.out, (page for guest in good for page in pages_for(guest, setup)), title)
        if good and asked.separate:
            asked.separate.mkdir(parents=True, exist_ok=True)
            for guest in good:
                _write(asked.separate / _file_name(guest), iter(pages_for(guest, setup)), title)
    except OSError as error:
        path = error.filename or asked.out or asked.separate
        raise Trouble("no-folder", path=path, reason=error.strerror or "") from None
    _say(sentence("printed", terminal, printed=len(good)))
    if left_out:
        _say(sentence("left-out", terminal, left=len(left_out)))
    for one in left_out:
        name = one.guest.name or sentence("nameless", terminal)
        _say(sentence("row", terminal, row=one.guest.row, name=name, problem=one.problem))
    return SOME_LEFT_OUT if left_out else ALL_PRINTED


def _try(guest: Guest, setup: Setup, left_out: list[LeftOut]) -> bool:
    try:
        pages_for(guest, setup)
    except LeftOut as error:
        left_out.append(error)
        return False
    return True


def _look(asked: argparse.Namespace) -> Look:
    if not re.fullmatch("#[0-9A-Fa-f]{6}", asked.accent):
        raise Trouble("accent", value=asked.accent)
    return Look(design=asked.design, accent=asked.accent, logo=_picture(asked.logo), seal=_picture(asked.seal))


def _picture(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as image:
            image.verify()
        return give(path)
    except UnidentifiedImageError:
        raise Trouble("picture", path=path) from None
    except OSError as error:
        raise Trouble("no-file", path=path, reason=error.strerror or "damaged") from None


def _write(path: Path, pages: Iterator[Page], title: str) -> None:
    """The PDF, which appears only when it is whole."""
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as file:
            print_pages(pages, file, title=title)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _file_name(guest: Guest) -> str:
    """0007-王文静.pdf: the row, so that names need not differ, and of the name what is safe in any file system."""
    name = "".join(char for char in guest.name if char.isalnum() or char in " -_·")[:40].strip()
    return f"{guest.row:04d}-{name}.pdf" if name else f"{guest.row:04d}.pdf"


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
