"""The one-page brief: one page whatever the data, for whoever may read what stands on it."""

from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import EntryKind, Interest
from core.db import db
from printing.documents.brief_sheet import BriefSheet, Section, brief_page
from printing.press.printer import pdf_of
from staff.models import AuditEntry, Staff


def read(pdf):
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    return document[0].get_textpage().get_text_range()


def brief(cast, client_id, who="zhao"):
    answer = cast.signed_in(who).get(f"/clients/{client_id}/brief")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return read(answer.data)


def test_it_says_what_to_know_and_who_printed_it(cast):
    client_id = cast.add_client(
        interests=[Interest.TEA], talk_topics="孙子上小学", do_not_mention="那只基金", birth_date=date(1960, 5, 1)
    )
    with cast.app.app_context():
        now = datetime.now(UTC)
        tell(
            client_id,
            EntryKind.CALL,
            at=now,
            text="问起存单",
            suggestion="下午更好",
            next_step="回电",
            next_on=date(2027, 5, 1),
        )
        db.session.commit()

    page = "".join(brief(cast, client_id).split())

    for words in (
        "王文静",
        "尊敬的王女士",
        "茶",
        "孙子上小学",
        "那只基金",
        "问起存单",
        "下午更好",
        "回电",
        "5月1日",
        "赵经理",
    ):
        assert words in page
    with cast.app.app_context():
        entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "export"))
        assert (entry.subject, entry.subject_id, entry.staff_id) == ("client", client_id, cast.staff_ids["zhao"])


def test_confidences_are_only_for_those_who_talk_with_the_client(cast):
    client_id = cast.add_client(do_not_mention="那只基金", talk_topics="孙子上小学")

    page = brief(cast, client_id, "li")

    assert "那只基金" not in page
    assert "孙子上小学" not in page


def test_it_speaks_english_to_an_english_reader(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        db.session.get(Staff, cast.staff_ids["zhao"]).language = "en"
        db.session.commit()

    assert "Letters begin" in brief(cast, client_id)


def test_a_foreign_client_has_no_brief(cast):
    client_id = cast.add_client()

    assert cast.signed_in("sun").get(f"/clients/{client_id}/brief").status_code == 404


def test_it_is_one_page_with_the_longest_that_can_be_written(cast):
    client_id = cast.add_client(
        given_name="文" * 40,
        talk_topics="话" * 300,
        do_not_mention="勿" * 300,
        interests=[*Interest],
        district="区" * 20,
    )
    with cast.app.app_context():
        for days in range(12):
            tell(
                client_id, EntryKind.NOTE, at=datetime.now(UTC) - timedelta(days=days), text="说" * 2000,
                suggestion="议" * 200, next_step="步" * 120, next_on=date(2027, 5, 1),
            )  # fmt: skip
        db.session.commit()

    page = brief(cast, client_id)

    assert "……" in page
    assert "赵经理" in page


@pytest.mark.parametrize("sections", [0, 1, 12, 40])
def test_the_sheet_is_one_page_and_nothing_stands_below_its_foot(sections):
    items = tuple("word " * 400 for _item in range(30))
    sheet = BriefSheet(
        "A very long name " * 9, ("under " * 90,), (Section("Heading", items),) * sections, "mark", "%d more", "en"
    )

    page = brief_page(sheet)

    read(pdf_of([page], title="brief"))
    lowest = [placed.y_mm + placed.block.height_mm for placed in page.blocks[1:-1]]
    assert sections > 12 or all(y <= 277.5 for y in lowest)
