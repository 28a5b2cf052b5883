"""The stationery page: who may change what, what pictures are taken, and the samples."""

import io
import re
import zlib

import pytest
import sqlalchemy as sa
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core import files
from core.db import db
from printing.designs.images import LEAST_PX, MOST_BYTES
from printing.designs.look import FILES, Look, look_of
from printing.models import Design, Stationery
from staff.models import AuditEntry

URL = "/letters/stationery"


def entries(**changes):
    """What the form sends when nothing is changed."""
    return {
        "design": "laid",
        "accent": "#8A1C1C",
        "own_accent": "#5a2a2a",
        "seal_mm": "40",
        "card_paper": "card",
        "card_named": "y",
    } | changes


def picture(kind="PNG", size=(400, 200), mode="RGBA", **options):
    buffer = io.BytesIO()
    colour = (160, 20, 20, 128)[: len(mode)] if mode != "L" else 90
    Image.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(content, name="logo.png"):
    return io.BytesIO(content), name


def stored(cast, branch_id=None):
    with cast.app.app_context():
        return db.session.get(Stationery, branch_id or cast.branch_id)


@pytest.mark.parametrize("who", ["li", "manager"])
def test_organisers_and_managers_choose_their_branchs_look(cast, who):
    browser = cast.signed_in(who)

    answer = browser.post(URL, data=entries(design="ink_wash", accent="#234D3B", card_paper="dl", seal_mm="22"))

    assert answer.status_code == 302
    with cast.app.app_context():
        assert look_of(cast.branch_id) == Look(
            design="ink_wash", accent="#234D3B", seal_mm=22, card_paper="dl", card_named=True
        )
        assert look_of(cast.other_branch_id) == Look()


def test_the_page_shows_what_is_chosen(cast):
    browser = cast.signed_in("li")
    browser.post(URL, data=entries(design="festive", accent="own", own_accent="#5a2a2a"))

    page = browser.get(URL).text

    assert re.search(r'<input checked [^>]*value="festive"', page)
    assert stored(cast).accent == "#5A2A2A"
    assert 'value="#5A2A2A"' in page


@pytest.mark.parametrize("who", ["zhao", "sun", "door"])
def test_others_do_not_keep_the_stationery(cast, who):
    browser = cast.signed_in(who)

    assert browser.get(URL).status_code == 403
    assert browser.post(URL, data=entries()).status_code == 403
    assert browser.get(f"{URL}/{cast.branch_id}/sample.png").status_code == 403


def test_another_branchs_stationery_is_404_but_an_administrators(cast):
    foreign = f"{URL}/{cast.other_branch_id}"
    for path in ("", "/sample.png", "/logo.png", "/seal.png"):
        assert cast.signed_in("li").get(foreign + path).status_code == 404
    assert cast.signed_in("li").post(foreign, data=entries(design="modern")).status_code == 404
    assert stored(cast, cast.other_branch_id) is None

    answer = cast.signed_in("admin").post(foreign, data=entries(design="modern"))

    assert answer.status_code == 302
    assert stored(cast, cast.other_branch_id).design is Design.MODERN
    assert cast.signed_in("admin").get(f"{URL}/99").status_code == 404


def test_a_colour_too_pale_is_refused_with_its_contrast_and_nothing_is_lost(cast):
    answer = cast.signed_in("li").post(URL, data=entries(design="modern", accent="own", own_accent="#E8C9A0"))

    assert answer.status_code == 422
    assert "too pale" in answer.text or "太淡" in answer.text
    assert 'value="#E8C9A0"' in answer.text
    assert stored(cast) is None


@pytest.mark.parametrize("colour", ["red", "#12", "#GGGGGG", "", "url(x)"])
def test_what_is_no_colour_is_refused(cast, colour):
    assert cast.signed_in("li").post(URL, data=entries(accent="own", own_accent=colour)).status_code == 422
    assert cast.signed_in("li").post(URL, data=entries(accent=colour)).status_code == 422


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("which", ["logo", "seal"])
def test_a_picture_is_kept_anew_as_a_private_png_and_shown_to_its_branch_only(cast, which, kind):
    content = picture(kind, mode="RGBA" if kind == "PNG" else "RGB")
    browser = cast.signed_in("li")

    answer = browser.post(URL, data=entries(**{which: upload(content, "../../etc/passwd.html")}))

    assert answer.status_code == 302
    name = getattr(stored(cast), which)
    with cast.app.app_context():
        kept = files.find(FILES, name).read_bytes()
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.mode) == ("PNG", "RGBA" if kind == "PNG" else "RGB")
    shown = browser.get(f"{URL}/{cast.branch_id}/{which}.png")
    assert (shown.data, shown.mimetype) == (kept, "image/png")
    assert cast.signed_in("zhao").get(f"{URL}/{cast.branch_id}/{which}.png").status_code == 403


def test_what_a_picture_hides_is_not_kept(cast):
    notes = PngInfo()
    notes.add_text("Comment", "secret place")
    browser = cast.signed_in("li")

    browser.post(URL, data=entries(logo=upload(picture(pnginfo=notes) + b"PK\x03\x04 secret place")))

    assert b"secret place" not in browser.get(f"{URL}/{cast.branch_id}/logo.png").data


def test_a_photograph_with_broken_exif_is_taken_as_it_is(cast):
    broken = picture("JPEG", mode="RGB", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")

    assert cast.signed_in("li").post(URL, data=entries(logo=upload(broken))).status_code == 302


def test_a_large_picture_is_made_as_small_as_paper_needs(cast):
    browser = cast.signed_in("li")

    browser.post(URL, data=entries(seal=upload(picture(size=(3000, 2000), mode="L"))))

    image = Image.open(io.BytesIO(browser.get(f"{URL}/{cast.branch_id}/seal.png").data))
    assert image.size == (1600, 1067)


def bomb():
    """A small file that would become 30,000 × 30,000 pixels."""
    content = bytearray(picture(mode="L", size=(200, 200)))
    content[16:24] = (30_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


BAD = {
    "text": (b"hello", "PNG"),
    "html": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "PNG"),
    "gif": (picture("GIF", mode="RGB"), "PNG"),
    "cut": (picture(size=(900, 900))[:200], "PNG"),
    "bomb": (bomb(), "25"),
    "small": (picture(size=(LEAST_PX - 1, 40)), "120"),
    "long": (picture(size=(2000, 100)), "eight|八"),
    "large": (picture() + b"\0" * MOST_BYTES, "2 MB"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("which", ["logo", "seal"])
def test_a_bad_picture_is_refused_with_a_clear_sentence_at_its_field(cast, which, case):
    content, said = BAD[case]
    browser = cast.signed_in("li")

    answer = browser.post(URL, data=entries(design="modern", **{which: upload(content)}))

    assert answer.status_code == 422
    part = answer.text.split(f'id="{which}-error"')[1][:600]
    assert any(word in part for word in said.split("|"))
    assert 'value="modern"' in answer.text
    assert stored(cast) is None
    with cast.app.app_context():
        assert not list(files.folder(FILES).glob("*.part"))


def test_a_file_field_left_empty_changes_nothing_and_a_picture_can_be_taken_away(cast):
    browser = cast.signed_in("li")
    browser.post(URL, data=entries(logo=upload(picture()), seal=upload(picture(size=(500, 500)))))
    before = stored(cast)

    browser.post(URL, data=entries(design="modern", logo=upload(b"", "")))
    kept = stored(cast)
    browser.post(URL, data=entries(design="modern", remove_seal="y"))

    assert (kept.logo, kept.seal) == (before.logo, before.seal)
    assert (stored(cast).logo, stored(cast).seal) == (before.logo, None)
    assert browser.get(f"{URL}/{cast.branch_id}/seal.png").status_code == 404
    with cast.app.app_context():  # a letter printed with it must print the same again
        assert files.find(FILES, before.seal).is_file()


def test_a_colleagues_change_is_not_overwritten_unseen(cast):
    li, boss = cast.signed_in("li"), cast.signed_in("manager")
    li.post(URL, data=entries())
    page = li.get(URL).text
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    boss.post(URL, data=entries(design="festive"))

    answer = li.post(URL, data=entries(design="modern", seen=seen))

    assert answer.status_code == 422
    assert stored(cast).design is Design.FESTIVE


def test_a_change_is_in_the_audit_log(cast):
    cast.signed_in("li").post(URL, data=entries(design="modern"))

    with cast.app.app_context():
        entries_of = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "stationery")).all()
        assert {entry.staff_id for entry in entries_of} == {cast.staff_ids["li"]}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("what", "width"), [("a4", 794), ("a5", 559), ("back", 559), ("card", 624), ("nonsense", 794)])
def test_a_sample_is_a_picture_of_the_page(cast, what, width, language):
    query = {"what": what, "language": language, "design": "festive", "accent": "#234D3B"}

    answer = cast.signed_in("li").get(f"{URL}/{cast.branch_id}/sample.png", query_string=query)

    image = Image.open(io.BytesIO(answer.data))
    assert answer.mimetype == "image/png"
    if not (what == "card" and language == "en"):
        assert abs(image.width - width) <= 2


@pytest.mark.parametrize("query", ["design=none", "accent=%23FFFFFF", "accent=x", "paper=none", "design=../../x"])
def test_a_sample_of_what_does_not_exist_is_the_branchs_own(cast, query):
    browser = cast.signed_in("li")
    own = browser.get(f"{URL}/{cast.branch_id}/sample.png").data

    assert browser.get(f"{URL}/{cast.branch_id}/sample.png?{query}").data == own


def test_samples_are_limited(cast):
    cast.app.config["LIMITS_ENABLED"] = True
    browser = cast.signed_in("li")
    answers = {browser.get(f"{URL}/{cast.branch_id}/sample.png?small=1").status_code for _ in range(122)}

    assert answers == {200, 429}


def test_a_letter_has_the_branchs_logo_and_seal(cast):
    browser = cast.signed_in("li")
    plain = browser.get(f"{URL}/{cast.branch_id}/sample.png").data
    browser.post(URL, data=entries(logo=upload(picture()), seal=upload(picture(size=(500, 500)))))

    assert browser.get(f"{URL}/{cast.branch_id}/sample.png").data != plain
