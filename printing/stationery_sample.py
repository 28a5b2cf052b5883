"""A page to judge stationery by: a letter or card to nobody, from the branch itself."""

from __future__ import annotations

from printing.designs.look import Look
from printing.documents.document import sides
from printing.press.page import Page
from printing.texts.compose import compose
from printing.texts.model_texts import model_text
from printing.texts.samples import QR_PAYLOAD, SAMPLES
from staff.models import Branch


def sample_page(branch: Branch, look: Look, *, what: str, language: str) -> Page:
    """`what` is "a4", "a5", "back" (of A5) or "card"; anything else is a letter on A4."""
    english = language == "en"
    own = {
        "unit": branch.bank_name_en if english else branch.bank_name,
        "branch": branch.name_en if english else branch.name,
    }
    document = compose(
        model_text("card" if what == "card" else "salon", language),
        {**SAMPLES[language], **{code: text for code, text in own.items() if text}},
        letterhead=tuple(line for line in (branch.bank_name, branch.bank_name_en) if line),
        qr_payload=QR_PAYLOAD,
        look=look,
        format=what if what in ("a5", "card") else "a5" if what == "back" else "a4",
    )
    return sides(document)[-1 if what == "back" else 0]
