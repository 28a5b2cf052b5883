"""The branch's envelopes: what was measured is kept for the branch, and the calibration page says how to measure."""

from __future__ import annotations

import io

import pypdf
import pytest
import sqlalchemy as sa

from core.db import db
from printing.models import EnvelopeStock


def kept(cast) -> dict:
    with cast.app.app_context():
        rows = db.session.scalars(sa.select(EnvelopeStock)).all()
        return {(row.branch_id, row.envelope): (row.dx_mm, row.dy_mm) for row in rows}


def test_what_was_measured_is_kept_for_the_branch_and_can_be_changed(cast):
    li = cast.signed_in("li")

    first = li.post("/letters/envelopes/DL", data={"DL-dx_mm": "1.5", "DL-dy_mm": "-1"}, follow_redirects=True)
    cast.signed_in("zhao").post("/letters/envelopes/DL", data={"DL-dx_mm": "0.5", "DL-dy_mm": "0"})
    cast.signed_in("stranger").post("/letters/envelopes/DL", data={"DL-dx_mm": "4", "DL-dy_mm": "4"})

    assert "按此校正打印" in first.text
    assert kept(cast) == {(cast.branch_id, "DL"): (0.5, 0.0), (cast.other_branch_id, "DL"): (4.0, 4.0)}
    page = li.get("/letters/envelopes").text
    assert 'value="0.5"' in page
    assert 'value="4.0"' not in page


@pytest.mark.parametrize(
    ("dx", "dy", "said"), [("", "0", "没有偏差就填 0"), ("99", "0", "最多 15.0 毫米"), ("x", "0", "is-invalid")]
)
def test_a_miss_that_cannot_be_is_said_at_its_field(cast, dx, dy, said):
    answer = cast.signed_in("li").post("/letters/envelopes/B6", data={"B6-dx_mm": dx, "B6-dy_mm": dy})

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{dx}"' in answer.text
    assert kept(cast) == {}


def test_an_envelope_that_we_do_not_know_is_404(cast):
    li = cast.signed_in("li")

    assert li.post("/letters/envelopes/C4", data={}).status_code == 404
    assert li.get("/letters/envelopes/C4/calibration.pdf").status_code == 404


def test_door_staff_have_nothing_to_do_with_envelopes(cast):
    assert cast.signed_in("door").get("/letters/envelopes").status_code == 403


def test_the_calibration_page_explains_itself_in_the_readers_language(cast):
    li = cast.signed_in("li")

    for language, words in (("zh", ("实际大小", "30毫米", "50毫米")), ("en", ("actualsize", "30mm", "50mm"))):
        answer = li.get(f"/letters/envelopes/ZL/calibration.pdf?lang={language}")
        page = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0]
        text = "".join(page.extract_text().split())
        assert all(word in text for word in words), text
        assert round(float(page.mediabox.width) / 72 * 25.4) == 230


def test_the_corrected_page_is_moved_and_the_plain_one_is_not(cast):
    li = cast.signed_in("li")
    path = "/letters/envelopes/DL/calibration.pdf"
    before = li.get(path).data

    li.post("/letters/envelopes/DL", data={"DL-dx_mm": "1.5", "DL-dy_mm": "-1"})

    assert li.get(path).data == before
    assert li.get(path + "?corrected=1").data != before
