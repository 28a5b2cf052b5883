"""The finished PDF: its text, its code, its faces, its one page."""

import io
import itertools
import json
import re
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
import zxingcpp

from printing.designs.look import Look
from printing.documents.document import freeze, sides, thaw
from printing.documents.letter_layout import Setting, lay_out
from printing.errors import LetterOverflow, QrPayloadInvalid
from printing.press.page import QUIET, Code
from printing.press.printer import pdf_of
from printing.texts.model_texts import NOTICES, TEXTS, WITHOUT_EVENT
from printing.texts.placeholders import fields_of
from printing.texts.style import INVITATIONS
from tests.printing import letter_samples as samples

NAMES = ["单志刚", "王䶮", "李𬱖", "𠅤𫖯", "阿依古丽·买买提", "欧阳娜娜", "<b>{{7*7}}</b>", "O’Brien &amp; 王"]


def render(letters, title="茶叙") -> bytes:
    return pdf_of((page for letter in letters for page in sides(letter)), title=title)


def fit(letter):
    return lay_out(letter)


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_the_page_is_the_text_given(name):
    letter = samples.zh(name, surname=name)

    text = squeezed(reader(render([letter], title="茶叙")).pages[0].extract_text())

    assert squeezed(letter.salutation) in text
    for paragraph in letter.paragraphs:
        assert squeezed(paragraph) in text
    assert "".join((*letter.signature, letter.date)).replace("\u3000", "") in text
    for label, value in letter.facts:
        assert squeezed(label + value) in text


def test_the_text_of_an_english_letter_can_be_read_too():
    letter = samples.en()

    text = " ".join(reader(render([letter], title="Tea")).pages[0].extract_text().split())

    assert all(paragraph in text for paragraph in letter.paragraphs)
    assert "Yours sincerely, Li Ming Lakeside Branch, Jiangnan Bank" in text


@pytest.mark.parametrize("letter", [samples.zh(), samples.zh(large=True), samples.en()], ids=["zh", "large", "en"])
def test_the_code_is_read_back_from_the_page_at_200_dpi(letter):
    page = pypdfium2.PdfDocument(render([letter], title="茶叙"))[0]

    found = zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())

    assert [code.text for code in found] == [samples.QR]


def test_no_ink_stands_in_the_quiet_zone():
    page = pypdfium2.PdfDocument(render([samples.zh()], title="茶叙"))[0]
    image = page.render(scale=200 / 72).to_pil().convert("L")
    (code,) = zxingcpp.read_barcodes(image)
    left, top = code.position.top_left.x, code.position.top_left.y
    right, bottom = code.position.bottom_right.x, code.position.bottom_right.y
    quiet = int(4 * (right - left) / 29) - 2  # px; the corners found are a pixel off

    for box in (
        (left - quiet, top - quiet, left - 2, bottom + quiet),
        (right + 3, top - quiet, right + quiet, bottom + quiet),
        (left - quiet, top - quiet, right + quiet, top - 2),
        (left - quiet, bottom + 3, right + quiet, bottom + quiet),
    ):
        assert image.crop(box).getextrema() == (255, 255)


def test_every_face_is_embedded_and_none_is_helvetica():
    for page in reader(render([samples.zh("𠅤𫖯"), samples.en()], title="茶叙")).pages:
        for font in page["/Resources"]["/Font"].values():
            drawn = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
            assert "FontFile2" in str(drawn["/FontDescriptor"].keys())
            assert "Helvetica" not in font["/BaseFont"]


def test_the_file_tells_its_language_and_event_but_no_client():
    document = reader(render([samples.zh("王文静")], title="春日茶叙"))

    assert document.trailer["/Root"]["/Lang"] == "zh-CN"
    assert document.metadata.title == "春日茶叙"
    assert "王" not in str(document.metadata)


def test_the_same_letters_give_the_same_bytes():
    first, second = (render([samples.zh(), samples.en(), samples.zh("𠅤𫖯")], title="茶叙") for _ in range(2))

    assert first == second


@pytest.mark.parametrize("kind", sorted(INVITATIONS))
@pytest.mark.parametrize("large", [False, True])
def test_every_model_text_fits_at_full_size(kind, large):
    assert fit(samples.zh(kind=kind, large=large)).setting.size_pt == (16 if large else 14)
    assert fit(samples.en(kind=kind, large=large)).setting.size_pt >= (14 if large else 13)


def test_a_longer_letter_first_tightens_its_lines_then_its_type():
    settings = []
    for n in itertools.count(1):
        try:
            settings.append(fit(samples.zh(detail="您说过的那件小事我一直记得，" * n)).setting)
        except LetterOverflow:
            break

    assert settings == sorted(settings, key=lambda one: (-one.size_pt, one.compact, -one.leading_em))
    assert settings[0] == Setting(14.0, 1.75)
    assert Setting(14.0, 1.7) in settings
    assert {setting.leading_em for setting in settings if setting.size_pt < 14} == {1.65, 1.55}
    assert 12 <= settings[-1].size_pt < 14


def test_a_letter_that_does_not_fit_one_page_is_refused():
    with pytest.raises(LetterOverflow) as refused:
        render([samples.zh(detail="您说过的那件小事我一直记得，" * 60)], title="茶叙")

    assert refused.value.details["over_mm"] > 0


@pytest.mark.parametrize("change", [{"letterhead": ("行" * 40,)}, {"title": "邀" * 30}])
def test_a_line_that_cannot_be_wrapped_and_is_too_wide_is_refused(change):
    with pytest.raises(LetterOverflow):
        fit(replace(samples.zh(), **change))


def test_nothing_of_the_letter_reaches_into_the_foot_or_beyond_the_margins():
    page = pypdfium2.PdfDocument(render([samples.zh(large=True, kind="trip")], title="茶叙"))[0]
    image = page.render(scale=1).to_pil().convert("L")
    box = image.point(lambda value: 255 if value < 200 else 0).getbbox()

    assert box[0] >= int(28 * 72 / 25.4)
    assert box[2] <= (210 - 28) * 72 / 25.4 + 2  # the blank half of a mark
    assert box[3] <= (297 - 14) * 72 / 25.4


def test_a_letter_without_reply_or_facts_is_only_a_letter():
    letter = replace(samples.zh(), reply=None, facts=())

    assert "回函码" not in reader(render([letter], title="谢")).pages[0].extract_text()


def longest(lang, kind, *, large=False):
    """A letter in which everything is as long as it may plausibly be."""
    if lang == "en":
        letter = samples.en(kind=kind, large=large, **samples.LONGEST_EN)
        return replace(letter, small_print=samples.SMALL_PRINT_EN)
    values = dict(samples.LONGEST_ZH)
    letter = samples.zh(kind=kind, large=large, detail=values.pop("personal_detail"), **values)
    return replace(letter, small_print=samples.SMALL_PRINT)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("design", ["laid", "ink_wash", "festive", "modern"])
def test_every_letter_fits_its_paper_with_the_longest_plausible_data_and_a_seal(design, lang):
    for kind in sorted(INVITATIONS):
        for format, large in (("a4", False), ("a4", True), ("a5", False)):
            letter = longest(lang, kind, large=large)
            laid = lay_out(replace(letter, format=format, look=Look(design=design, seal="some.png")))

            assert laid.setting.size_pt >= 12
            assert len(laid.sides) == (2 if format == "a5" else 1)
            for page in laid.sides:
                assert max(lowest(page)) <= page.paper.height_mm - 9


def lowest(page):
    return [
        placed.y_mm + mark.baseline_mm for placed in page.blocks for mark in placed.block.marks if hasattr(mark, "line")
    ]


def test_a_letter_on_a5_has_its_text_on_the_front_and_facts_and_code_on_the_back():
    letter = replace(samples.zh(), format="a5")

    front, back = (page.extract_text() for page in reader(render([letter])).pages)

    assert squeezed(letter.paragraphs[0]) in squeezed(front)
    assert "二〇二七年三月二十日" in front
    assert "回函码" not in front
    assert "7KQ4-MY8P" in back
    assert "湖滨路18号" in squeezed(back)


def test_a_letter_on_a5_with_nothing_to_answer_has_one_side():
    assert len(sides(replace(samples.zh(), format="a5", reply=None, facts=()))) == 1


def code_of(page):
    return next(mark for placed in page.blocks for mark in placed.block.marks if isinstance(mark, Code))


@pytest.mark.parametrize(("format", "folds"), [("a4", (99, 148.5, 198)), ("a5", (105,))])
def test_the_code_stays_twelve_millimetres_from_every_fold_and_bears_a_crease_when_folded(format, folds):
    for lang in ("zh", "en"):
        for letter in ((samples.zh if lang == "zh" else samples.en)(), longest(lang, "salon")):
            code = code_of(lay_out(replace(letter, format=format, folded=True)).sides[-1])

            assert code.level == "H"
            assert all(abs(edge - fold) >= 12 for fold in folds for edge in (code.y_mm, code.y_mm + code.size_mm))
            assert not any(code.y_mm < fold < code.y_mm + code.size_mm for fold in folds)
    assert code_of(lay_out(samples.zh()).sides[0]).level == "M"


def test_no_fold_goes_through_the_signature():
    for n in range(12):
        letter = replace(samples.zh(detail="您说过的那件小事我一直记得，" * n + "我记着"), folded=True)
        page = sides(letter)[0]
        signed = [
            placed.y_mm + mark.baseline_mm
            for placed in page.blocks
            for mark in placed.block.marks
            if hasattr(mark, "line") and mark.line.text in (*letter.signature, letter.date)
        ]

        assert len(signed) == 3
        assert not any(min(signed) - 5 < fold < max(signed) + 2 for fold in (99, 198))


def test_small_print_is_nine_points_and_dark_enough():
    letter = replace(samples.zh(), small_print=samples.SMALL_PRINT)
    marks = [mark for placed in sides(letter)[0].blocks for mark in placed.block.marks if hasattr(mark, "line")]

    small = [mark for mark in marks if mark.line.text and mark.line.text in "".join(samples.SMALL_PRINT)]

    assert "".join(mark.line.text for mark in small) == "".join(samples.SMALL_PRINT)
    assert all(piece.size_pt >= 9 for mark in small for piece in mark.line.pieces)
    assert {mark.colour for mark in small} == {QUIET}
    assert int(QUIET[1:3], 16) <= round(0.3 * 255) + 1


def test_letters_of_one_event_share_the_blocks_that_say_the_same():
    one, other = (sides(samples.zh(detail=f"您说过第{n}把老壶一直舍不得用"))[0] for n in range(2))

    shared = {id(placed.block) for placed in one.blocks} & {id(placed.block) for placed in other.blocks}

    assert len(one.blocks) - len(shared) == 2  # the personal paragraph, and the code


def test_a_letter_frozen_before_there_was_stationery_still_thaws():
    frozen = freeze(samples.zh())
    for later in ("format", "look", "small_print", "folded"):
        del frozen[later]

    assert thaw(frozen, qr_payload=samples.QR, short_code="7KQ4MY8P") == samples.zh()


def test_a_frozen_letter_thaws_to_the_same_page_and_holds_no_code():
    letter = replace(samples.zh(), look=Look(design="modern"), small_print=samples.SMALL_PRINT, folded=True)

    frozen = freeze(letter)

    assert samples.QR not in str(frozen)
    assert "7KQ4" not in str(frozen)
    assert thaw(json.loads(json.dumps(frozen)), qr_payload=samples.QR, short_code="7KQ4MY8P") == letter


@pytest.mark.parametrize(
    "text",
    [text for text in TEXTS if text.kind not in WITHOUT_EVENT | NOTICES | {"card"}],
    ids=lambda text: f"{text.kind}-{text.lang}",
)
def test_no_letter_goes_out_without_a_word_that_is_the_guests_own(text):
    assert fields_of(text.body)["personal_detail"]


def test_a_trip_needs_no_more_than_every_event_has_and_says_what_else_is_known():
    for lang, values in (("zh", samples.values_zh()), ("en", samples.values_en())):
        known = {code: values[code] for code in ("destination", "season_thing", "lunch_place", "agency")}
        known["walk_km"] = "五点五" if lang == "zh" else "five and a half"

        plain = (samples.zh if lang == "zh" else samples.en)(kind="trip", **dict.fromkeys(known, ""))
        full = (samples.zh if lang == "zh" else samples.en)(kind="trip", **known)

        assert all(word in "".join(full.paragraphs) for word in known.values())
        assert not any(word in "".join(plain.paragraphs) for word in known.values())
        assert not re.search(r"，，|。。|  |\[|\{", "".join(plain.paragraphs))


@pytest.mark.parametrize("payload", ["https://lower.example/i/x", "HTTPS://王", "A" * 91])
def test_a_payload_that_would_not_print_well_is_refused_before_there_is_ink(payload):
    for document in (samples.zh(qr=payload), replace(samples.card(), reply=samples.zh(qr=payload).reply)):
        with pytest.raises(QrPayloadInvalid):
            sides(document)
