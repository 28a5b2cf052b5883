"""The demo branch's own paper: a personal seal such as one has cut in stone, and letter texts of its own."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta

from PIL import Image, ImageDraw, ImageFont

from core.config import ROOT
from core.db import db
from core.files import keep
from printing.designs.look import FILES
from printing.models import Design, Stationery
from printing.texts.model_texts import model_text
from printing.texts.templates import create_template, decide, newest, save_draft, submit
from staff.models import Staff

_SEAL, _SEAL_PX, _SEAL_MM = "江南雅集", 400, 22  # a size that the form offers, or it could not be saved
_FACE = ROOT / "printing" / "setting" / "fonts" / "LXGWWenKai-Regular.ttf"
_RED = (166, 38, 30, 255)
_CHANGED = ("座位不多，烦请在", "茶席只摆一圈，烦请在")


def furnish(staff: dict[str, Staff], *, now: datetime) -> None:
    """Stationery with a seal; a text for salons in its second approved version, and one for lectures that waits."""
    organiser, manager = staff["organiser"], staff["manager"]
    seal = keep(FILES, _seal(), ".png")
    db.session.add(
        Stationery(branch_id=organiser.branch_id, design=Design.LAID, accent="#8A1C1C", seal=seal, seal_mm=_SEAL_MM)
    )
    text = model_text("salon", "zh")
    template = create_template(organiser, text, name="茶席雅集", now=now - timedelta(days=90))
    db.session.flush()
    submit(newest(template), now=now - timedelta(days=89))
    decide(newest(template), manager, approved=True, comment="", now=now - timedelta(days=88))
    save_draft(template, organiser, replace(text, body=text.body.replace(*_CHANGED)), now=now - timedelta(days=40))
    db.session.flush()
    submit(newest(template), now=now - timedelta(days=40))
    decide(newest(template), manager, approved=True, comment="这样更像我们说话。", now=now - timedelta(days=39))
    lecture = create_template(organiser, model_text("lecture", "zh"), name="家常讲座", now=now - timedelta(days=3))
    db.session.flush()
    submit(newest(lecture), now=now - timedelta(days=2))
    db.session.flush()


def _seal() -> bytes:
    """Four characters in red lines, read from the right as seals are; what lies beneath shows through."""
    picture = Image.new("RGBA", (_SEAL_PX, _SEAL_PX), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((6, 6, _SEAL_PX - 6, _SEAL_PX - 6), radius=30, outline=_RED, width=12)
    face = ImageFont.truetype(str(_FACE), 160)
    for place, char in enumerate(_SEAL):
        column, row = 1 - place // 2, place % 2
        pen.text((118 + column * 164, 116 + row * 164), char, font=face, fill=_RED, anchor="mm")
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()
