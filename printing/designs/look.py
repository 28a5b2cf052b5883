"""A branch's look: which design, its one spot colour, its logo and seal, and how it likes its formal cards."""

from __future__ import annotations

from dataclasses import dataclass, replace

FILES = "stationery"
"""The kind of private file that logos and seals are."""

DEFAULT_ACCENT = "#8A1C1C"


@dataclass(frozen=True, slots=True)
class Look:
    """All that a branch decides about its paper; `logo` and `seal` name private files, or are empty.

    `seal_mm` is the seal's height on paper: 40 for a branch's round seal, about half for a person's square one. A card
    says the guest's name when `card_named` (otherwise only its envelope does) and has punctuation when
    `card_punctuated`; `card_paper` is "card" (165 × 115 mm) or "dl" (210 × 99 mm).
    """

    design: str = "laid"
    accent: str = DEFAULT_ACCENT
    logo: str = ""
    seal: str = ""
    seal_mm: int = 40
    card_paper: str = "card"
    card_named: bool = True
    card_punctuated: bool = False


def look_of(branch_id: int, **changes: str) -> Look:
    """The branch's look as it stands now, with changes to try; the default one for a branch that never chose."""
    # Imported here, so that letters can be printed where there is no database.
    from core.db import db  # noqa: PLC0415
    from printing.models import Stationery  # noqa: PLC0415

    chosen = db.session.get(Stationery, branch_id)
    if chosen is None:
        return Look(**changes)  # type: ignore[arg-type]
    look = Look(
        design=chosen.design.value,
        accent=chosen.accent,
        logo=chosen.logo or "",
        seal=chosen.seal or "",
        seal_mm=chosen.seal_mm,
        card_paper=chosen.card_paper,
        card_named=chosen.card_named,
        card_punctuated=chosen.card_punctuated,
    )
    return replace(look, **changes)  # type: ignore[arg-type]
