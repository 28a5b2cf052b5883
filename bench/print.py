"""What letters cost: whole processes from start to finished PDF, beside the usual way with ReportLab's platypus.

Each letter: A4, letterhead, Kai, name and salutation, three paragraphs of some 250 characters, one of them written for
this guest alone, facts, signature, a version-3 QR code and its short code. Ours goes the application's way: Letter,
fit, Page, press. The baseline is what a tutorial teaches: Paragraph(wordWrap="CJK"), qrcode's picture, one document
template. Both get the same texts; rounds are interleaved, and start-up counts.

At 10,000 letters the baseline is told from its runs at 100 and 1,000 (its time a letter grows with their number, so
that is in its favour), with --full it is run. --full also prints 100,000 of ours.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import print_ways
from bench.guests import guests
from bench.print_ways import letter_of

ROUNDS = 3


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--full", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        speed_and_size(Path(folder), full=chosen.full)
        single()
        quality(Path(folder))


def speed_and_size(folder: Path, *, full: bool) -> None:
    """Whole runs: seconds, peak memory, size."""
    timed: dict[tuple[str, int], list[float]] = {}
    peak: dict[tuple[str, int], float] = {}

    def run(way: str, n: int) -> None:
        began = time.perf_counter()
        command = [sys.executable, print_ways.__file__, way, str(n), str(folder / f"{way}-{n}.pdf")]
        kilobytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        timed.setdefault((way, n), []).append(time.perf_counter() - began)
        peak[way, n] = max(peak.get((way, n), 0.0), int(kilobytes) / 1024)

    for _ in range(ROUNDS):
        run("ours", 1000)
        run("naive", 1000)
        run("ours", 10_000)
        run("naive", 100)
        run("unlike", 1000)
    seconds = {key: statistics.median(values) for key, values in timed.items()}
    a_letter = (seconds["naive", 1000] - seconds["naive", 100]) / 900
    told = seconds["naive", 1000] + 9000 * a_letter
    how = {"baseline_from": "its runs at 100 and 1,000"}
    if full:
        run("naive", 10_000)
        told, how = timed["naive", 10_000][0], {"baseline_from": "one run"}
    say("letters", 1000, "s, whole process, median", seconds["ours", 1000], seconds["naive", 1000])
    say("letters_unlike", 1000, "s, whole process, median", seconds["unlike", 1000], seconds["naive", 1000])
    say("letters", 10_000, "s, whole process, median", seconds["ours", 10_000], told, **how)
    say("letters_peak_memory", 1000, "MB", peak["ours", 1000], peak["naive", 1000], rising=False)
    most = 100_000 if full else 10_000
    if full:
        run("ours", most)
        say("letters", most, "letters/s", most / timed["ours", most][0])
    say("letters_peak_memory", 10_000, "MB", peak["ours", 10_000], peak.get(("naive", 10_000)), rising=False)
    if full:
        say("letters_peak_memory", most, "MB", peak["ours", most])
        grown = (peak["ours", most] - peak["ours", 10_000]) * 1024 * 1024 / (most - 10_000)
        say("letters_memory_growth", most, "bytes a letter", grown)
    sizes = {way: (folder / f"{way}-1000.pdf").stat().st_size / 1024 / 1000 for way in ("ours", "naive")}
    say("letters_size", 1000, "KB a letter", sizes["ours"], sizes["naive"], rising=False)
    say("letters_size", 10_000, "KB a letter", (folder / "ours-10000.pdf").stat().st_size / 1024 / 10_000)


def single() -> None:
    """One letter in a process that has printed before: to PDF, to the preview's picture."""
    from printing.documents.document import fit
    from printing.press.picture import picture_of
    from printing.press.printer import pdf_of

    pages = [fit(letter_of(guest)) for guest in guests(120)]
    for page in pages[:20]:
        pdf_of([page], title="Letter")
    say("letter_single", 100, "ms, median", median_ms(lambda i: pdf_of([pages[20 + i]], title="Letter"), 100))
    say("letter_preview", 20, "ms, median", median_ms(lambda i: picture_of(pages[20 + i]), 20))


def quality(folder: Path) -> None:
    """What a reader or a print shop would find wrong in a thousand letters; and how fast they are read back."""
    from printing.press.decode_back import Expected, decode_back
    from printing.setting import faces

    everybody = list(guests(1000))
    file = folder / "ours-1000.pdf"
    began = time.perf_counter()
    expected = [Expected(guest.payload, (guest.salutation,)) for guest in everybody]
    mismatches = decode_back(file, expected)
    say("decode_back", 1000, "pages/s", 1000 / (time.perf_counter() - began), mismatches=len(mismatches))
    wrong, theirs = (line_starts(folder / f"{way}-1000.pdf", 1000) for way in ("ours", "naive"))
    say("forbidden_line_starts", 1000, "count", wrong, theirs, rising=None)
    texts = "".join("".join(letter_of(guest).texts()) for guest in everybody)
    say("missing_glyphs", 1000, "count", len(faces.missing(texts)))
    say("unembedded_fonts", 1000, "count", *(bare_fonts(folder / f"{way}-1000.pdf") for way in ("ours", "naive")))
    if shutil.which("qpdf"):
        checked = subprocess.run(["qpdf", "--check", file], check=False, capture_output=True, text=True)
        say("qpdf_findings", 1000, "count", checked.stderr.count("WARNING") + (checked.returncode not in (0, 3)))


def say(bench: str, n: int, unit: str, ours: float, baseline: float | None = None, **more: Any) -> None:
    """One line of figures; the ratio says how many times better ours is."""
    line: dict[str, Any] = {"bench": bench, "n": n, "unit": unit, "ours": round(ours, 3)}
    rising = more.pop("rising", False)
    if baseline is not None:
        line["baseline"] = round(baseline, 3)
        if rising is not None and ours:
            line["ratio"] = round(baseline / ours, 1)
    print(json.dumps(line | more), flush=True)


def median_ms(act: Callable[[int], Any], times: int) -> float:
    measured = []
    for i in range(times):
        began = time.perf_counter()
        act(i)
        measured.append((time.perf_counter() - began) * 1000)
    return statistics.median(measured)


def line_starts(file: Path, pages: int) -> int:
    """Lines that begin with a mark that may not begin one."""
    import pypdfium2

    from printing.setting.kinsoku import NO_START

    document = pypdfium2.PdfDocument(file)
    lines = (line for i in range(pages) for line in document[i].get_textpage().get_text_range().splitlines())
    return sum(1 for line in lines if line[:1] in NO_START and line)


def bare_fonts(file: Path) -> int:
    """Fonts that the file names without holding them."""
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject

    def held(font: Any) -> bool:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        return "/FontFile2" in inner.get("/FontDescriptor", DictionaryObject())

    reader = PdfReader(file)
    fonts = (reader.get_object(i) for i in range(1, reader.trailer["/Size"]))
    named = [f for f in fonts if isinstance(f, DictionaryObject) and f.get("/Type") == "/Font" and "/Encoding" in f]
    return sum(1 for font in named if not held(font))


if __name__ == "__main__":
    main()
