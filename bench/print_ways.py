"""The ways that bench/print.py compares, each a process of its own: ours, ours with letters all unlike, the usual one.

    python bench/print_ways.py ours 1000 letters.pdf

A process imports what its way needs and no more, as start-up is part of what is measured; it prints its peak memory.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.guests import Guest, guests

LETTERHEAD = ("江南银行私人银行", "JIANGNAN PRIVATE BANK")
TITLE = "邀请函"
FIRST = (
    "您好。二〇二七年四月十日（星期六）下午二时三十分，我们在湖滨财富中心三楼茶室办一场小小的雅集，名叫“春日茶叙”，"
    "请周怀远老师来和大家聊聊，约一个半小时。"
)
LAST = (
    "座位不多，烦请在四月二日前告诉我您方便不方便，我好为您留座。您愿意的话，可以带一位家人同来。扫一扫信末的二维码就能"
    "回复，打电话给我也一样。"
)
CLOSING = ("敬请", "光临")
SIGNATURE = ("江南银行湖滨支行", "李明")
DATE = "二〇二七年三月二十日"
FACTS = (
    ("时间", "2027年4月10日（星期六）14:30"),
    ("地点", "湖滨财富中心三楼茶室"),
    ("地址", "湖滨路18号"),
    ("停车", "地下二层，报您的姓名即可"),
)
REPLY = ("扫码即可回复", "回函码", "电话 138-0000-0000")


def letter_of(guest: Guest) -> Any:
    from printing.documents.letter import Letter, Reply

    reply = Reply(guest.payload, guest.short_code, *REPLY)
    return Letter(
        lang="zh",
        letterhead=LETTERHEAD,
        title=TITLE,
        salutation=guest.salutation,
        paragraphs=(FIRST, guest.personal, LAST),
        closing=CLOSING,
        signature=SIGNATURE,
        date=DATE,
        facts=FACTS,
        reply=reply,
        keep=(guest.called, "四月十日", "下午二时三十分"),
    )


def ours(n: int, file: Path) -> None:
    streamed(guests(n), file)


def unlike(n: int, file: Path) -> None:
    streamed(guests(n, unlike=True), file)


def streamed(invited: Iterator[Guest], file: Path) -> None:
    from printing.documents.document import fit
    from printing.press.printer import print_pages

    pages: Iterator[Any] = (fit(letter_of(guest)) for guest in invited)
    with file.open("wb") as out:
        print_pages(pages, out, title=TITLE)


def naive(n: int, file: Path) -> None:
    import io

    import qrcode
    from reportlab.lib.enums import TA_CENTER, TA_RIGHT
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import HRFlowable, Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    fonts = Path(__file__).parent.parent / "printing" / "setting" / "fonts"
    pdfmetrics.registerFont(TTFont("Kai", str(fonts / "LXGWWenKai-Regular.ttf")))
    body = ParagraphStyle("body", fontName="Kai", fontSize=14, leading=24.5, firstLineIndent=28, wordWrap="CJK")
    flush = ParagraphStyle("flush", parent=body, firstLineIndent=0)
    centred = ParagraphStyle("centred", parent=flush, alignment=TA_CENTER)
    title = ParagraphStyle("title", parent=centred, fontSize=22, leading=40)
    right = ParagraphStyle("right", parent=flush, alignment=TA_RIGHT)
    small = ParagraphStyle("small", parent=flush, fontSize=11, leading=16)
    story: list[Any] = []
    for guest in guests(n):
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        code.add_data(guest.payload)
        picture = io.BytesIO()
        code.make_image().save(picture, "PNG")
        picture.seek(0)
        facts = [[Paragraph(label, small), Paragraph(value, small)] for label, value in FACTS]
        story += [
            *(Paragraph(line, centred) for line in LETTERHEAD),
            HRFlowable(width="100%"),
            Paragraph(TITLE, title),
            Paragraph(guest.salutation, flush),
            *(Paragraph(text, body) for text in (FIRST, guest.personal, LAST)),
            Paragraph(CLOSING[0], body),
            Paragraph(CLOSING[1], flush),
            *(Paragraph(line, right) for line in (*SIGNATURE, DATE)),
            Spacer(1, 8 * mm),
            Table([[Image(picture, 36 * mm, 36 * mm), Table(facts, colWidths=[18 * mm, 90 * mm])]]),
            *(Paragraph(line, small) for line in (REPLY[0], f"{REPLY[1]} {guest.short_code}", REPLY[2])),
            PageBreak(),
        ]
    SimpleDocTemplate(str(file), pagesize=A4, title=TITLE, topMargin=15 * mm, bottomMargin=15 * mm).build(story)


def main() -> None:
    way, n, file = sys.argv[1:]
    {"ours": ours, "unlike": unlike, "naive": naive}[way](int(n), Path(file))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__" and sys.argv[1:]:
    main()
