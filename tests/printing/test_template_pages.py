"""The pages of letter templates: reading, writing with a preview, approving; and who may do what."""

from __future__ import annotations

import re

import sqlalchemy as sa

from core.db import db
from printing.models import TemplateVersion
from printing.texts.model_texts import TEXTS
from tests.house import queries
from tests.printing.template_desk import BODY, in_use, step, write


def fields(page: str) -> dict[str, str]:
    """What the editor's form would send as it is."""
    names = dict.fromkeys(("title", "closing_first", "closing_second", "suffix"), "")
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]*)"', page)
    assert seen
    return {
        "seen": seen.group(1),
        "title": "邀请函",
        "closing_first": "敬请",
        "closing_second": "光临",
        **{key: value for key, value in names.items() if key == "suffix"},
    }


class TestPages:
    def test_the_list_shows_every_kind_in_both_languages_with_what_letters_use(self, cast):
        template = write(cast)
        step(cast, template, submit=True)
        page = cast.signed_in("li").get("/letters?lang=en").text

        assert page.count("Model text<") == len(TEXTS)
        assert "湖滨茶叙" in page
        assert "Waiting for approval" in page
        step(cast, template, approve=True)
        assert "Letters use version 1" in cast.signed_in("zhao").get("/letters?lang=en").text
        assert "湖滨茶叙" not in cast.signed_in("stranger").get("/letters?lang=en").text
        assert "湖滨茶叙" not in cast.signed_in("li").get("/letters?lang=en&kind=trip").text

    def test_the_list_asks_a_fixed_number_of_queries(self, app, cast):
        write(cast, name="甲")
        browser = cast.signed_in("li")
        browser.get("/letters")
        with queries(app) as one:
            browser.get("/letters")
        for name in ("乙", "丙"):
            step(cast, write(cast, name=name), submit=True)
        with queries(app) as three:
            browser.get("/letters")

        assert len(three) == len(one)

    def test_an_organiser_writes_and_a_manager_approves(self, cast):
        li, manager = cast.signed_in("li"), cast.signed_in("manager")
        begun = li.post("/letters/new?kind=salon&language=zh", data={"kind": "salon", "language": "zh", "name": "茶叙"})
        address = begun.headers["Location"]
        data = fields(li.get(address).text) | {"body": BODY, "do": "submit"}
        assert li.post(address, data=data).status_code == 302
        show = address.removesuffix("/edit")
        assert "Your decision" in manager.get(f"{show}?lang=en").text
        assert "Your decision" not in li.get(f"{show}?lang=en").text

        assert manager.post(f"{show}/decide?version=1", data={"do": "back", "comment": ""}).status_code == 422
        assert manager.post(f"{show}/decide?version=1", data={"do": "approve", "comment": ""}).status_code == 302
        assert in_use(cast)[0].body == BODY

    def test_the_manager_finds_what_waits_on_the_first_page_and_nobody_else_does(self, cast):
        template = write(cast)
        manager = cast.signed_in("manager")
        assert "texts-to-approve" not in manager.get("/").text
        step(cast, template, submit=True)
        assert "湖滨茶叙" in manager.get("/").text
        assert "湖滨茶叙" not in cast.signed_in("li").get("/").text
        step(cast, template, draft=BODY + "盼复。", submit=True)
        assert manager.get("/").text.count("湖滨茶叙") == 1, "the overtaken version waits for nobody"
        step(cast, template, approve=True)
        assert "texts-to-approve" not in manager.get("/").text

    def test_what_may_not_be_submitted_comes_back_with_its_reason_and_nothing_lost(self, cast):
        li = cast.signed_in("li")
        address = f"/letters/{write(cast)}/edit"
        seen = fields(li.get(address).text)
        for body, reason in (
            ("{称乎}您好，这是我写了很久的", "{称乎}. Did you mean {称谓}?"),
            ("[[{一事}，这是我写了很久的", "do not pair up"),
            ("尊贵的客户，这是我写了很久的", "no letter of ours"),
        ):
            answer = li.post(f"{address}?lang=en", data=seen | {"body": body, "do": "submit"})

            assert answer.status_code == 422
            assert reason in answer.text
            assert "这是我写了很久的" in answer.text
        with cast.app.app_context():
            assert db.session.scalar(sa.select(TemplateVersion)).body == BODY, "nothing was kept"

    def test_a_colleagues_change_is_not_overwritten_unseen(self, cast):
        li = cast.signed_in("li")
        template = write(cast)
        address = f"/letters/{template}/edit"
        seen = fields(li.get(address).text)
        step(cast, template, draft="同事写的")
        answer = li.post(f"{address}?lang=en", data=seen | {"body": "我写的", "do": "save"})

        assert answer.status_code == 422
        assert "Somebody has changed this" in answer.text
        assert "我写的" in answer.text
        again = fields(answer.text)
        assert li.post(address, data=again | {"body": "我写的", "do": "save"}).status_code == 302

    def test_the_preview_is_the_page_itself_or_says_what_is_wrong(self, cast):
        li = cast.signed_in("li")
        address = f"/letters/{write(cast)}/preview?lang=en"
        parts = {"HX-Request": "true"}

        good = li.post(address, data={"body": BODY, "title": "邀请函"}, headers=parts).text
        assert "data:image/png;base64,iVBOR" in good
        assert "<html" not in good
        assert (
            "data:image/png" in li.post(address, data={"body": BODY, "paper": "a5", "large": "y"}, headers=parts).text
        )
        for body, reason in (
            ("{称乎}您好", "Did you mean {称谓}?"),
            ("{七零八落零七八碎}您好", "There is no placeholder {七零八落零七八碎}."),
            ("{", "A curly bracket stands alone"),
            ("[[{一事}", "do not pair up"),
            ("", "nothing to print yet"),
            ("茶。" * 1400, "mm too long"),
            ("您好\U0010fffd", "U+10FFFD"),
            ("{{7*7}}", "A curly bracket stands alone"),
        ):
            answer = li.post(address, data={"body": body}, headers=parts)
            assert answer.status_code == 200
            assert reason in answer.text, body[:20]
        with cast.app.app_context():
            assert db.session.scalar(sa.select(TemplateVersion)).body == BODY, "a preview keeps nothing"

    def test_without_a_script_the_preview_is_the_editor_with_the_page_beside_it(self, cast):
        page = cast.signed_in("li").post(f"/letters/{write(cast)}/preview", data={"body": "您好。写到一半"}).text

        assert "<html" in page
        assert "data:image/png" in page
        assert "写到一半</textarea>" in page

    def test_findings_are_marked_in_the_text_and_everything_is_escaped(self, cast):
        answer = (
            cast.signed_in("li")
            .post(
                f"/letters/{write(cast)}/preview?lang=en",
                data={"body": "<script>alert(1)</script>尊贵的客户"},
                headers={"HX-Request": "true"},
            )
            .text
        )

        assert "<script>" not in answer
        assert "&lt;script&gt;" in answer
        assert '<mark class="found found-deny">尊贵的<sup>1</sup></mark>' in answer

    def test_the_preview_is_limited(self, app, cast, monkeypatch):
        app.config["LIMITS_ENABLED"] = True
        monkeypatch.setattr("printing.template_views.PREVIEWS", "1 per minute")
        li, address = cast.signed_in("li"), f"/letters/{write(cast)}/preview"

        assert li.post(address, data={"body": BODY}).status_code == 200
        assert li.post(address, data={"body": BODY}).status_code == 429

    def test_the_picture_of_a_version_and_of_a_model(self, cast):
        zhao = cast.signed_in("zhao")
        template = write(cast)

        assert zhao.get(f"/letters/{template}/page.png?version=1").data.startswith(b"\x89PNG")
        assert zhao.get("/letters/model/salon/en.png").data.startswith(b"\x89PNG")
        assert zhao.get(f"/letters/{template}/page.png?version=2").status_code == 404
        assert zhao.get("/letters/model/poem/en.png").status_code == 404

    def test_a_preview_with_an_event_says_its_words_and_a_foreign_one_says_nothing(self, app, cast):
        event = cast.add_event(title="夜听古琴")
        with app.app_context():
            from invitations.letters.samples import EVENTS

            assert EVENTS.values(cast.staff("li"), str(event), "zh")["event_title"] == "夜听古琴"
            assert EVENTS.values(cast.staff("li"), str(event), "zh")["hall"] == "", "what it does not say is empty"
            assert EVENTS.values(cast.staff("stranger"), str(event), "zh") == {}
            assert EVENTS.values(cast.staff("li"), "9" * 40, "zh") == {}
            assert [label for _key, label in EVENTS.offer(cast.staff("li"), "trip")] == []
        page = cast.signed_in("li").get(f"/letters/{write(cast)}/edit").text
        assert "夜听古琴" in page

    def test_a_foreign_template_is_404_and_rms_only_read(self, cast):
        template = write(cast)
        stranger, zhao = cast.signed_in("stranger"), cast.signed_in("zhao")

        assert stranger.get(f"/letters/{template}").status_code == 404
        assert stranger.get(f"/letters/{template}/page.png?version=1").status_code == 404
        assert zhao.get(f"/letters/{template}").status_code == 200
        assert zhao.get(f"/letters/{template}/edit").status_code == 403
        assert zhao.post(f"/letters/{template}/retire").status_code == 403
        assert cast.signed_in("li").post(f"/letters/{template}/decide?version=1").status_code == 403
        assert cast.signed_in("door").get("/letters").status_code == 403

    def test_a_retired_text_leaves_the_list_and_is_found_among_the_retired(self, cast):
        li = cast.signed_in("li")
        template = write(cast)
        assert li.post(f"/letters/{template}/retire").status_code == 302

        assert "湖滨茶叙" not in li.get("/letters").text
        assert "湖滨茶叙" in li.get("/letters?show=retired").text
        assert li.get(f"/letters/{template}/edit").status_code == 409

    def test_a_copy_begins_with_what_the_other_says(self, cast):
        li = cast.signed_in("li")
        template = write(cast)
        answer = li.post(f"/letters/new?copy={template}", data={"kind": "salon", "language": "zh", "name": "又一个"})

        assert BODY in li.get(answer.headers["Location"]).text

    def test_the_versions_tell_what_changed(self, cast):
        template = write(cast)
        step(cast, template, submit=True, approve=True)
        step(cast, template, draft=BODY + "盼复。")
        page = cast.signed_in("li").get(f"/letters/{template}").text

        assert "<ins>盼复。</ins>" in page
