"""Pages of our own making for the press: a few paragraphs, a code, a background with text and transparency."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.colors import Color

from printing.press.page import Block, Code, Page, Placed, Rule, Text
from printing.press.paper import A4
from printing.setting import faces
from printing.setting.typeset import paragraph, single_line

SHARED = "天气渐暖，新茶也下来了。我们在湖滨备了几样好茶，想请您四月十日14:30来坐坐，听周老师讲一讲家里那些老壶的来历。"
TOKENS = "23456789ABCDEFGHJKMNPQRTUVWXY"


@dataclass(frozen=True)
class Letterhead:
    """Art with a text of its own, a rule and a translucent disc."""

    name: str = "江南银行"

    def draw(self, sheet):
        sheet.canvas.saveState()
        sheet.canvas.setFillColor(Color(0.5, 0.1, 0.1, alpha=0.3))
        sheet.canvas.circle(100, 700, 40, stroke=0, fill=1)
        sheet.canvas.restoreState()
        sheet.text_centred(single_line(self.name, base=faces.SONG, size_pt=13), sheet.paper.width_mm / 2, 19)
        sheet.rule(28, 120, 29)


def payload(number):
    """The invitation's address of guest `number`."""
    symbols = ""
    for place in range(26):
        symbols += TOKENS[(number * 7 + place * place + number // 29) % 29]
    return f"HTTPS://YAJI.EXAMPLE.CN/I/{symbols}"


def set_block(text, base=faces.KAI, size_pt=14.0):
    """A paragraph as a new block."""
    lines = paragraph(text, base=base, size_pt=size_pt, measure_pt=31 * 14, indent_em=2 if base == faces.KAI else 0)
    return Block(tuple(Text(line, 0, row * 8.6) for row, line in enumerate(lines)), len(lines) * 8.6)


@lru_cache(maxsize=256)
def kept_block(text, base=faces.KAI):
    """The same paragraph as the very same block."""
    return set_block(text, base)


def page(number=0, *, name="王文静", shared=kept_block, paper=A4, background=None, code=True):
    """A letter in short: a shared paragraph, one with the guest's name, a code."""
    blocks = [Placed(shared(SHARED), 28, 50), Placed(set_block(f"尊敬的{name}，您好。"), 28, 90)]
    if code:
        blocks.append(Placed(Block((Rule(0, -6, 100, -6), Code(payload(number), 0, 0, 25))), 28, 150))
    return Page(paper, "zh", tuple(blocks), background)


def text_page(text, base=faces.KAI, lang="zh"):
    """One text on A4."""
    return Page(A4, lang, (Placed(set_block(text, base), 28, 40),))
