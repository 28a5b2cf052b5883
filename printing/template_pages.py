"""What the pages of letter templates show: the shelves of texts, a text read back, and a page tried."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import selectinload

from core.db import db
from printing.designs.look import look_of
from printing.models import LetterTemplate, TemplateVersion
from printing.text_words import GROUPS, LANGUAGES, OTHERS, STYLE, problem_words
from printing.texts.difference import Piece, difference
from printing.texts.model_texts import ModelText
from printing.texts.placeholders import FIELDS, name_of
from printing.texts.style import check_template, longest, measured
from printing.texts.templates import kinds, text_of
from printing.texts.trial import Trial, marked, try_text
from staff.models import Branch, Staff
from staff.scope import visible


@dataclass(frozen=True)
class Shelf:
    """All texts for one kind of letter in one language."""

    kind: str
    language: str
    in_use: TemplateVersion | None  # none: the model text
    templates: list[LetterTemplate]


def shelves(actor: Staff, kind: str, language: str, *, retired: bool) -> list[Shelf]:
    """The actor's branch's texts of all kinds, or of one kind or language; the retired ones, or those in use."""
    query = (
        visible(actor, LetterTemplate)
        .where(LetterTemplate.branch_id == actor.branch_id)
        .where(LetterTemplate.retired_at.is_not(None) if retired else LetterTemplate.retired_at.is_(None))
        .order_by(LetterTemplate.id.desc())
        .options(selectinload(LetterTemplate.versions).joinedload(TemplateVersion.written_by))
    )
    found = list(db.session.scalars(query))
    result = []
    for one_kind in [one for one in kinds() if kind in ("", one)]:
        for one_language in [one for one in LANGUAGES if language in ("", one)]:
            here = [row for row in found if (row.kind, row.language) == (one_kind, one_language)]
            approved = [version for row in here for version in reversed(row.versions) if version.approved]
            in_use = approved[0] if approved and not retired else None
            if here or not retired:
                result.append(Shelf(one_kind, one_language, in_use, here))
    return result


def changes(earlier: TemplateVersion, version: TemplateVersion) -> list[Piece]:
    """What this version says otherwise than the one before; empty when it says the same."""
    pieces = difference(text_of(earlier).whole(), text_of(version).whole())
    return pieces if any(piece.change for piece in pieces) else []


def read_back(text: ModelText) -> dict[str, Any]:
    """The text with its findings marked, their sentences, and its length."""
    said = text.whole()
    findings = check_template(said, kind=text.kind, language=text.lang)
    return {
        "passages": marked(said, findings),
        "findings": findings,
        "style": STYLE,
        "length": measured(said, text.lang),
        "longest": longest(text.kind, text.lang),
        "counted": text.lang,
    }


def palette(language: str) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    """(heading, [(code, name to insert, the other language's name)]); every placeholder is in one group."""
    other = "en" if language == "zh" else "zh"
    grouped = {code for _heading, codes in GROUPS for code in codes}
    rest = tuple(code for code, _chinese in FIELDS if code not in grouped)
    groups = [*GROUPS, *([(OTHERS, rest)] if rest else [])]
    known = {code for code, _chinese in FIELDS}
    return [
        (heading, [(code, name_of(code, language), name_of(code, other)) for code in codes if code in known])
        for heading, codes in groups
    ]


def own_values(branch: Branch, language: str) -> dict[str, str]:
    """The bank and the branch themselves instead of the samples', as far as their names are known."""
    if language == "en":
        names = {"unit": branch.bank_name_en, "branch": branch.name_en}
    else:
        names = {"unit": branch.bank_name, "branch": branch.name}
    return {code: name for code, name in names.items() if name}


def tried_page(
    branch: Branch, text: ModelText, values: dict[str, str], *, large: bool = False, paper: str | None = None
) -> Trial:
    """The text as a page of the branch's paper. Ends the session's transaction: nothing before it may want keeping."""
    letterhead = tuple(line for line in (branch.bank_name, branch.bank_name_en) if line)
    look = look_of(branch.id)
    # Drawing takes longer than anything the database does; a POST must not hold the lock of writing meanwhile.
    db.session.rollback()
    return try_text(text, values, letterhead=letterhead, look=look, large=large, format="a5" if paper == "a5" else "a4")


def shown(trial: Trial | None) -> dict[str, Any]:
    """A trial as the templates want it; none before anybody asked for one."""
    if trial is None:
        return {"tried": False, "pictures": [], "problem": ""}
    return {
        "tried": True,
        "pictures": [base64.b64encode(side).decode() for side in trial.pictures],
        "problem": problem_words(trial.problem) if trial.problem else "",
    }
