"""Trying a text: the page as it would be printed, what stands in its way, and the text with its findings marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from printing.designs.look import Look
from printing.documents.document import sides
from printing.errors import EmptyText, PrintingError
from printing.press.picture import picture_of
from printing.texts.compose import compose
from printing.texts.model_texts import WITHOUT_CODE, ModelText
from printing.texts.placeholders import code_of
from printing.texts.samples import CARD_NAMES, QR_PAYLOAD, SAMPLES
from printing.texts.style import Finding

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_WHOLE_TEXT = frozenset({"too_long", "no_detail"})
"""Findings about the text as a whole: marking them would mark everything."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The page's sides as pictures, or what kept it from being drawn."""

    pictures: tuple[bytes, ...]
    problem: PrintingError | None = None


def try_text(
    text: ModelText,
    values: Mapping[str, str],
    *,
    letterhead: tuple[str, ...],
    look: Look,
    large: bool = False,
    format: str = "a4",  # as compose() calls it
) -> Trial:
    """`text` as a page with sample values, `values` put over them. Raises nothing that the text could be blamed for."""
    if not text.body.strip():
        return Trial((), EmptyText())
    try:
        document = compose(
            text,
            SAMPLES[text.lang] | {"card_name": CARD_NAMES[text.lang]} | dict(values),
            letterhead=letterhead,
            qr_payload=None if text.kind in WITHOUT_CODE else QR_PAYLOAD,
            large=large,
            look=look,
            format="card" if text.kind == "card" else format,
        )
        return Trial(tuple(picture_of(side) for side in sides(document)))
    except PrintingError as problem:
        return Trial((), problem)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text for the screen: whether it is a placeholder (known or not), and which findings lie on it."""

    text: str
    field: str  # "", "known", "unknown"
    findings: tuple[int, ...]  # their numbers from 1, in the order of the list
    severity: str


def marked(text: str, findings: Sequence[Finding]) -> list[Passage]:
    """The text cut wherever a placeholder or a finding begins or ends; joined, it is the text again."""
    spans = [(number, one) for number, one in enumerate(findings, 1) if one.code not in _WHOLE_TEXT]
    fields = [(match.start(), match.end(), match.group(1)) for match in _FIELD.finditer(text)]
    edges = {0, len(text)}
    edges |= {edge for _, one in spans for edge in (one.start, one.end)}
    edges |= {edge for start, end, _ in fields for edge in (start, end)}
    cuts = sorted(edges)
    passages = []
    for start, end in pairwise(cuts):
        here = [(number, one.severity) for number, one in spans if one.start <= start and end <= one.end]
        name = next((name for first, last, name in fields if first <= start and end <= last), None)
        passages.append(
            Passage(
                text=text[start:end],
                field="" if name is None else "known" if code_of(name) else "unknown",
                findings=tuple(number for number, _ in here),
                severity="deny" if any(severity == "deny" for _, severity in here) else "warn" if here else "",
            )
        )
    return passages
