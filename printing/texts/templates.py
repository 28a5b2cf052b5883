"""A branch's own letter texts: written as versions, approved by the manager, and taken from here by every print run.

A version that was submitted never changes any more: whoever signed a text must find the very words signed. A change is
the next version and is approved anew. Letters themselves are frozen in their print run, so retiring a template changes
no letter that was ordered.
"""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from core.db import LARGEST_ID, db
from core.errors import DomainError
from printing.models import LetterTemplate, TemplateVersion
from printing.texts.model_texts import TEXTS, ModelText, model_text
from printing.texts.placeholders import fields_of
from printing.texts.style import DENY, check_style
from staff.audit import record
from staff.models import Role, Staff, StaffRole

MODEL = 0
"""Asked for instead of a version's id: the model text, though the branch has one of its own."""


class State(enum.Enum):
    """Where a version stands; computed from its row."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    OVERTAKEN = "overtaken"  # a later version was submitted before anybody had decided


def text_for(branch_id: int, kind: str, language: str, version_id: int | None = None) -> tuple[ModelText, int | None]:
    """The text that a letter of this kind is written with, and the id of its version; none when it is the model text.

    With `version_id` that version, also when its template has been retired since; `MODEL` asks for the model text.
    Without, the newest approved version of the branch's newest template that has one, and else the model text. Raises
    DomainError("template_not_approved") for a version that is not approved, of another branch, kind or language, and
    KeyError for a kind without a model text.
    """
    if version_id == MODEL:
        return model_text(kind, language), None
    if version_id is None:
        found = _approved(branch_id, kind, language)
        return (text_of(found[0]), found[0].id) if found else (model_text(kind, language), None)
    if not 0 < version_id <= LARGEST_ID:
        raise DomainError("template_not_approved")
    version = db.session.scalar(
        sa.select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(TemplateVersion.id == version_id, TemplateVersion.approved.is_(True))
        .where(_place(branch_id, kind, language))
    )
    if version is None:
        raise DomainError("template_not_approved")
    return text_of(version), version.id


def choices(branch_id: int, kind: str, language: str) -> list[tuple[int, str]]:
    """What a print run may choose from, the usual one first: (version's id, "name 3"), and last (MODEL, "")."""
    versions = _approved(branch_id, kind, language)
    return [*((version.id, f"{version.template.name} {version.number}") for version in versions), (MODEL, "")]


def text_of(version: TemplateVersion) -> ModelText:
    """What a version says, as the type that letters are composed of."""
    return ModelText(
        kind=version.template.kind,
        lang=version.template.language,
        title=version.title,
        body=version.body,
        closing=(version.closing_first, version.closing_second),
        suffix=version.suffix,
    )


def state_of(version: TemplateVersion) -> State:
    """Needs the template's versions, since a later one may have overtaken this one."""
    if version.approved is not None:
        return State.APPROVED if version.approved else State.SENT_BACK
    if version.submitted_at is None:
        return State.DRAFT
    later = (other for other in version.template.versions if other.number > version.number)
    return State.OVERTAKEN if any(other.submitted_at for other in later) else State.WAITING


def newest(template: LetterTemplate) -> TemplateVersion:
    """The version that is worked on: every template has at least one."""
    return template.versions[-1]


def create_template(actor: Staff, text: ModelText, *, name: str, now: datetime) -> LetterTemplate:
    """A template of the actor's branch that begins, as a draft, with what `text` (a model or a copy) says.

    Raises DomainError("template_name_taken") when one of the branch in use for this kind and language is called so.
    """
    same_name = (
        sa.select(LetterTemplate.id)
        .where(_place(actor.branch_id, text.kind, text.lang))
        .where(LetterTemplate.name == name, LetterTemplate.retired_at.is_(None))
    )
    if db.session.scalar(same_name) is not None:
        raise DomainError("template_name_taken")
    template = LetterTemplate(
        branch_id=actor.branch_id,
        kind=text.kind,
        language=text.lang,
        name=name,
        created_by_id=actor.id,
        created_at=now,
        retired_at=None,
    )
    db.session.add(template)
    _write(_next_version(template, number=1), actor, text, now)
    return template


def save_draft(template: LetterTemplate, actor: Staff, text: ModelText, *, now: datetime) -> TemplateVersion:
    """Keep `text`: in the newest version while that is a draft, else as the next version.

    A draft may be as unfinished as it likes; only submitting it asks for more. Raises DomainError("template_retired").
    """
    _in_use(template)
    version = newest(template)
    if version.submitted_at is not None:
        version = _next_version(template, number=version.number + 1)
    return _write(version, actor, text, now)


def submit(version: TemplateVersion, *, now: datetime) -> None:
    """Ask the manager to approve this version, which never changes from now on.

    Refuses what the manager could only send back: an empty body, a placeholder that doesn't exist (printing's
    UnknownPlaceholder and BrokenTemplate, before anything is changed) and words that no letter of ours may say.
    Raises DomainError("template_retired", "template_submitted", "template_empty", "template_denied").
    """
    _in_use(version.template)
    if version.submitted_at is not None:
        raise DomainError("template_submitted")
    if not version.body.strip():
        raise DomainError("template_empty")
    for part in (version.body, version.closing_first, version.closing_second):
        fields_of(part)
    kind, language = version.template.kind, version.template.language
    said = text_of(version).whole()
    if any(finding.severity == DENY for finding in check_style(said, kind=kind, language=language)):
        raise DomainError("template_denied")
    version.submitted_at = now


def decide(version: TemplateVersion, actor: Staff, *, approved: bool, comment: str, now: datetime) -> None:
    """The manager approves a version, or sends it back and says why.

    Four eyes: nobody approves what they wrote themselves while the branch has another manager. In a branch with only
    one, that rule would leave the manager's own letters unprinted for ever, and somebody else's name under the draft
    would be the way round it; so the manager then may, and the audit log has an entry of its own that says so.

    Raises DomainError("template_not_waiting") for a draft, a decided or an overtaken version, ("not_the_manager"),
    ("own_text") and ("comment_missing").
    """
    template = version.template
    if not actor.may(Role.MANAGER) or actor.branch_id != template.branch_id:
        raise DomainError("not_the_manager")
    if template.retired_at is not None or state_of(version) is not State.WAITING:
        raise DomainError("template_not_waiting")
    if not approved and not comment:
        raise DomainError("comment_missing")
    if approved and version.written_by_id == actor.id:
        if other_managers(actor):
            raise DomainError("own_text")
        record("approve_own", "template_version", version.id)
    version.approved = approved
    version.decided_by_id = actor.id
    version.decided_at = now
    version.comment = comment


def waiting(actor: Staff) -> list[TemplateVersion]:
    """The versions of the actor's branch that wait for a decision, the oldest first."""
    later = aliased(TemplateVersion)
    overtaken = sa.exists().where(
        later.template_id == TemplateVersion.template_id,
        later.number > TemplateVersion.number,
        later.submitted_at.is_not(None),
    )
    query = (
        sa.select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(LetterTemplate.branch_id == actor.branch_id, LetterTemplate.retired_at.is_(None))
        .where(TemplateVersion.submitted_at.is_not(None), TemplateVersion.approved.is_(None), ~overtaken)
        .order_by(TemplateVersion.submitted_at, TemplateVersion.id)
        .options(contains_eager(TemplateVersion.template), joinedload(TemplateVersion.written_by))
    )
    return list(db.session.scalars(query))


def other_managers(actor: Staff) -> bool:
    """Whether the actor's branch has an active manager beside the actor."""
    others = sa.select(Staff.id).where(
        Staff.branch_id == actor.branch_id,
        Staff.active,
        Staff.is_device.is_(False),
        Staff.id != actor.id,
        Staff.roles.any(StaffRole.name == Role.MANAGER.value),
    )
    return db.session.scalar(others.limit(1)) is not None


def retire(template: LetterTemplate, *, now: datetime) -> None:
    """No letter is written with this template from now on; what was ordered with it stays as it was.

    Raises DomainError("template_retired").
    """
    _in_use(template)
    template.retired_at = now


def kinds() -> list[str]:
    """The kinds of text that there is a model of, in their usual order."""
    return list(dict.fromkeys(text.kind for text in TEXTS))


def _approved(branch_id: int, kind: str, language: str) -> list[TemplateVersion]:
    """The newest approved version of each template in use, that of the newest template first."""
    numbers = (
        sa.select(TemplateVersion.template_id, sa.func.max(TemplateVersion.number).label("number"))
        .where(TemplateVersion.approved.is_(True))
        .group_by(TemplateVersion.template_id)
        .subquery()
    )
    query = (
        sa.select(TemplateVersion)
        .join(
            numbers,
            sa.and_(numbers.c.template_id == TemplateVersion.template_id, numbers.c.number == TemplateVersion.number),
        )
        .join(TemplateVersion.template)
        .where(_place(branch_id, kind, language), LetterTemplate.retired_at.is_(None))
        .order_by(LetterTemplate.id.desc())
        .options(joinedload(TemplateVersion.template))
    )
    return list(db.session.scalars(query))


def _place(branch_id: int, kind: str, language: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        LetterTemplate.branch_id == branch_id, LetterTemplate.kind == kind, LetterTemplate.language == language
    )


def _in_use(template: LetterTemplate) -> None:
    if template.retired_at is not None:
        raise DomainError("template_retired")


def _next_version(template: LetterTemplate, *, number: int) -> TemplateVersion:
    version = TemplateVersion(
        number=number, submitted_at=None, decided_by_id=None, decided_at=None, approved=None, comment=""
    )
    template.versions.append(version)
    return version


def _write(version: TemplateVersion, actor: Staff, text: ModelText, now: datetime) -> TemplateVersion:
    version.title, version.body, version.suffix = text.title, text.body, text.suffix
    version.closing_first, version.closing_second = text.closing
    version.written_by_id, version.written_at = actor.id, now
    return version
