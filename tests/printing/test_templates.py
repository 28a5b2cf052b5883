"""A branch's own letter texts: written, submitted, approved, and what then becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from printing.errors import BrokenTemplate, UnknownPlaceholder
from printing.models import LetterTemplate
from printing.texts import templates
from printing.texts.difference import Piece, difference
from printing.texts.model_texts import model_text
from printing.texts.style import check_template
from printing.texts.templates import MODEL, State
from printing.texts.trial import marked
from staff.models import AuditEntry, Staff
from tests.house import NOW
from tests.printing.template_desk import BODY, in_use, second_manager, step, write


class TestWhichTextALetterIsWrittenWith:
    def test_without_one_of_its_own_a_branch_uses_the_model(self, cast):
        assert in_use(cast) == (model_text("salon", "zh"), None)

    def test_a_draft_and_a_submitted_version_are_not_used(self, cast):
        template = write(cast)
        assert in_use(cast)[1] is None
        step(cast, template, submit=True)
        assert in_use(cast)[1] is None

    def test_an_approved_version_is_used_until_the_next_one_is_approved(self, cast):
        template = write(cast)
        step(cast, template, submit=True, approve=True)
        text, first = in_use(cast)
        assert text.body == BODY

        step(cast, template, draft=BODY + "盼复。")
        assert in_use(cast) == (text, first), "a draft changes nothing"
        step(cast, template, submit=True, approve=True)
        newer, second = in_use(cast)

        assert newer.body == BODY + "盼复。"
        assert second != first
        assert in_use(cast, first) == (text, first), "a run keeps the version that it was ordered with"

    def test_the_newest_template_goes_first_and_the_choices_name_all(self, cast):
        first, second = write(cast, name="甲"), write(cast, name="乙")
        for template in (first, second):
            step(cast, template, submit=True, approve=True)
        with cast.app.app_context():
            offered = templates.choices(cast.branch_id, "salon", "zh")

        assert [label for _id, label in offered] == ["乙 1", "甲 1", ""]
        assert offered[-1][0] == MODEL
        assert in_use(cast)[1] == offered[0][0]
        assert in_use(cast, MODEL) == (model_text("salon", "zh"), None)

    def test_a_retired_template_is_not_used_but_what_was_ordered_with_it_still_is(self, cast):
        template = write(cast)
        step(cast, template, submit=True, approve=True)
        version = in_use(cast)[1]
        with cast.app.app_context():
            templates.retire(db.session.get_one(LetterTemplate, template), now=NOW)
            db.session.commit()

        assert in_use(cast)[1] is None
        assert in_use(cast, version)[0].body == BODY

    def test_a_version_of_another_branch_kind_or_state_is_refused(self, cast):
        template = write(cast)
        with cast.app.app_context():
            draft = db.session.get_one(LetterTemplate, template).versions[0].id
        with pytest.raises(DomainError, match="template_not_approved"):
            in_use(cast, draft)
        step(cast, template, submit=True, approve=True)
        with pytest.raises(DomainError, match="template_not_approved"):
            in_use(cast, draft, kind="trip")
        with pytest.raises(DomainError, match="template_not_approved"):
            in_use(cast, draft, branch=cast.other_branch_id)

    def test_an_unknown_kind_is_an_error(self, cast):
        with pytest.raises(KeyError):
            in_use(cast, kind="poem")


class TestWritingAndApproving:
    def test_a_draft_is_changed_in_place_and_a_submitted_version_never(self, cast):
        template = write(cast)
        step(cast, template, draft="第一稿")
        step(cast, template, draft=BODY, submit=True)
        step(cast, template, draft="又一稿")

        with cast.app.app_context():
            versions = db.session.get_one(LetterTemplate, template).versions
            assert [(one.number, one.body, templates.state_of(one)) for one in versions] == [
                (1, BODY, State.WAITING),
                (2, "又一稿", State.DRAFT),
            ]

    def test_a_later_submission_overtakes_the_waiting_one(self, cast):
        template = write(cast)
        step(cast, template, submit=True)
        step(cast, template, draft=BODY + "盼复。", submit=True)

        with cast.app.app_context():
            first, second = db.session.get_one(LetterTemplate, template).versions
            assert (templates.state_of(first), templates.state_of(second)) == (State.OVERTAKEN, State.WAITING)
            with pytest.raises(DomainError, match="template_not_waiting"):
                templates.decide(first, cast.staff("manager"), approved=True, comment="", now=NOW)

    def test_a_version_is_submitted_once(self, cast):
        template = write(cast)
        step(cast, template, submit=True)
        with pytest.raises(DomainError, match="template_submitted"):
            step(cast, template, submit=True)

    @pytest.mark.parametrize(
        ("body", "refusal"),
        [
            ("", "template_empty"),
            ("尊贵的客户", "template_denied"),
        ],
    )
    def test_what_could_only_be_sent_back_is_not_submitted(self, cast, body, refusal):
        with pytest.raises(DomainError, match=refusal):
            step(cast, write(cast, body=body), submit=True)

    @pytest.mark.parametrize(("body", "error"), [("{称乎}您好", UnknownPlaceholder), ("[[{一事}", BrokenTemplate)])
    def test_an_unsound_text_is_not_submitted(self, cast, body, error):
        with pytest.raises(error):
            step(cast, write(cast, body=body), submit=True)

    def test_a_denied_word_in_the_closing_counts_too(self, cast):
        template = write(cast)
        with cast.app.app_context():
            row = db.session.get_one(LetterTemplate, template)
            text = replace(model_text("salon", "zh"), body=BODY, closing=("恭请", "莅临"))
            version = templates.save_draft(row, cast.staff("li"), text, now=NOW)
            with pytest.raises(DomainError, match="template_denied"):
                templates.submit(version, now=NOW)

    def test_sending_back_needs_a_comment_and_says_who(self, cast):
        template = write(cast)
        step(cast, template, submit=True)
        with pytest.raises(DomainError, match="comment_missing"):
            step(cast, template, approve=False)
        step(cast, template, approve=False, comment="请短一些", now=NOW + timedelta(hours=1))

        with cast.app.app_context():
            [version] = db.session.get_one(LetterTemplate, template).versions
            assert templates.state_of(version) is State.SENT_BACK
            assert (version.comment, version.decided_by_id) == ("请短一些", cast.staff_ids["manager"])
            assert version.decided_at == NOW + timedelta(hours=1)

    @pytest.mark.parametrize("who", ["li", "zhao", "admin", "stranger"])
    def test_only_the_branchs_manager_decides(self, cast, who):
        template = write(cast)
        step(cast, template, submit=True)
        with pytest.raises(DomainError, match="not_the_manager"):
            step(cast, template, approve=True, who=who)

    def test_a_decision_is_taken_once(self, cast):
        template = write(cast)
        step(cast, template, submit=True, approve=True)
        with pytest.raises(DomainError, match="template_not_waiting"):
            step(cast, template, approve=False, comment="不")

    def test_the_only_manager_may_approve_the_own_text_and_the_audit_log_says_so(self, cast):
        template = write(cast, who="manager")
        step(cast, template, submit=True, approve=True)

        with cast.app.app_context():
            entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "approve_own"))
            assert entry is not None
            assert entry.subject == "template_version"

    def test_beside_another_manager_nobody_approves_the_own_text(self, cast):
        second_manager(cast)
        template = write(cast, who="manager")
        step(cast, template, submit=True)
        with pytest.raises(DomainError, match="own_text"):
            step(cast, template, approve=True)
        step(cast, template, approve=False, comment="再想想")

    def test_a_manager_who_left_is_no_other_manager(self, cast):
        second_manager(cast)
        template = write(cast, who="manager")
        with cast.app.app_context():
            db.session.scalar(sa.select(Staff).where(Staff.username == "zhou")).active = False
            db.session.commit()
        step(cast, template, submit=True, approve=True)

    def test_two_texts_in_use_do_not_share_a_name(self, cast):
        first = write(cast)
        with pytest.raises(DomainError, match="template_name_taken"):
            write(cast)
        with cast.app.app_context():
            templates.retire(db.session.get_one(LetterTemplate, first), now=NOW)
            db.session.commit()
        assert write(cast)

    def test_a_retired_template_takes_no_draft_and_no_submission(self, cast):
        template = write(cast)
        with cast.app.app_context():
            row = db.session.get_one(LetterTemplate, template)
            templates.retire(row, now=NOW)
            for attempt in (
                lambda: templates.save_draft(row, cast.staff("li"), model_text("salon", "zh"), now=NOW),
                lambda: templates.submit(row.versions[0], now=NOW),
                lambda: templates.retire(row, now=NOW),
            ):
                with pytest.raises(DomainError, match="template_retired"):
                    attempt()


class TestReading:
    def test_a_difference_is_told_by_characters_and_whole_placeholders(self):
        assert difference("在{地点}喝茶", "在{厅}喝新茶") == [
            Piece("", "在"),
            Piece("out", "{地点}"),
            Piece("in", "{厅}"),
            Piece("", "喝"),
            Piece("in", "新"),
            Piece("", "茶"),
        ]

    def test_an_english_difference_is_told_by_words(self):
        assert [piece for piece in difference("We hope so", "We trust so") if piece.change] == [
            Piece("out", "hope"),
            Piece("in", "trust"),
        ]

    @pytest.mark.parametrize(
        "text", ["", "尊贵的{地点}VIP！！{没有}", "<b>最佳</b>", "[[", "万事如意，春暖花开。" * 30]
    )
    def test_the_marked_passages_joined_are_the_text_again(self, text):
        found = check_template(text, kind="salon", language="zh")

        assert "".join(passage.text for passage in marked(text, found)) == text

    def test_placeholders_and_findings_are_marked_where_they_stand(self):
        text = "尊贵的{地点}{没有}"
        passages = marked(text, check_template(text, kind="salon", language="zh"))

        assert [(one.text, one.field, one.severity) for one in passages] == [
            ("尊贵的", "", "deny"),
            ("{地点}", "known", ""),
            ("{没有}", "unknown", ""),
        ]
