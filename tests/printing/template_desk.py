"""Letter templates for tests: written, submitted, decided."""

from __future__ import annotations

from dataclasses import replace

from core.db import db
from printing.models import LetterTemplate
from printing.texts import templates
from printing.texts.model_texts import model_text
from staff.models import Role
from staff.team import add_staff
from tests.house import NOW, PASSWORD

BODY = "您好。{日期中}在{地点}喝茶。{一事}，所以先来问您。"


def write(cast, *, name="湖滨茶叙", who="li", body=BODY, now=NOW) -> int:
    """A draft of the branch's own, begun from the model; returns the template's id."""
    with cast.app.app_context():
        text = replace(model_text("salon", "zh"), body=body)
        template = templates.create_template(cast.staff(who), text, name=name, now=now)
        db.session.commit()
        return template.id


def step(cast, template_id, *, submit=False, approve=None, who="manager", comment="", draft=None, now=NOW):
    """Take a template further, as its people would."""
    with cast.app.app_context():
        template = db.session.get_one(LetterTemplate, template_id)
        if draft is not None:
            templates.save_draft(template, cast.staff("li"), replace(model_text("salon", "zh"), body=draft), now=now)
        if submit:
            templates.submit(templates.newest(template), now=now)
        if approve is not None:
            waiting = templates.newest(template)
            templates.decide(waiting, cast.staff(who), approved=approve, comment=comment, now=now)
        db.session.commit()


def in_use(cast, version_id=None, kind="salon", branch=None):
    with cast.app.app_context():
        return templates.text_for(branch or cast.branch_id, kind, "zh", version_id)


def second_manager(cast) -> None:
    with cast.app.app_context():
        add_staff(
            username="zhou",
            name="周行长",
            password=PASSWORD,
            branch_id=cast.branch_id,
            roles={Role.MANAGER},
            name_en="Zhou",
        )
        db.session.commit()
