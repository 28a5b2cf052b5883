"""The finished PDF: its text, its code, its faces, its one page."""

import io
import itertools
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
import zxingcpp

from printing.documents.letter import fit, render, render_to
from printing.documents.letter_layout import Setting
from printing.errors import LetterOverflow, MissingGlyphs, QrPayloadInvalid
from printing.press import qr
from tests.printing import letter_samples as samples

NAMES = ["单志刚", "王䶮", "李𬱖", "𠅤𫖯", "阿依古丽·买买提", "欧阳娜娜", "<b>{{7*7}}</b>", "O’Brien &amp; 王"]


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
    quiet = int(qr.quiet_zone_mm(29, right - left)) - 2  # px; the corners found are a pixel off

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
            assert "FontFile2" in str(font["/FontDescriptor"].keys())
            assert "Helvetica" not in font["/BaseFont"]


def test_the_file_tells_its_language_and_event_but_no_client():
    document = reader(render([samples.zh("王文静")], title="春日茶叙"))

    assert document.trailer["/Root"]["/Lang"] == "zh-CN"
    assert document.metadata.title == "春日茶叙"
    assert "王" not in str(document.metadata)


def test_one_page_a_letter_and_progress_after_each(tmp_path):
    done = []

    count = render_to(
        tmp_path / "run.pdf", (samples.zh(name) for name in NAMES[:4]), title="茶叙", progress=done.append
    )

    assert count == len(pypdf.PdfReader(tmp_path / "run.pdf").pages) == 4
    assert done == [1, 2, 3, 4]
    assert [path.name for path in tmp_path.iterdir()] == ["run.pdf"]


def test_a_run_that_fails_leaves_no_file_and_tells_which_letter(tmp_path):
    with pytest.raises(MissingGlyphs) as refused:
        render_to(tmp_path / "run.pdf", [samples.zh(), samples.zh("王😀", surname="王😀")], title="茶叙")

    assert refused.value.details == {"characters": ["😀"], "index": 1}
    assert list(tmp_path.iterdir()) == []


def test_the_same_letters_give_the_same_bytes():
    first, second = (render([samples.zh(), samples.en(), samples.zh("𠅤𫖯")], title="茶叙") for _ in range(2))

    assert first == second


@pytest.mark.parametrize("kind", ["salon", "lecture", "trip", "banquet"])
@pytest.mark.parametrize("large", [False, True])
def test_every_model_text_fits_at_full_size(kind, large):
    assert fit(samples.zh(kind=kind, large=large)).setting.size_pt == (16 if large else 14)
    assert fit(samples.en(kind=kind, large=large)).setting.size_pt == (15 if large else 13)


def test_a_longer_letter_first_tightens_its_lines_then_its_type():
    settings = []
    for n in itertools.count(1):
        try:
            settings.append(fit(samples.zh(detail="您说过的那件小事我一直记得，" * n)).setting)
        except LetterOverflow:
            break

    assert settings == sorted(settings, key=lambda setting: (-setting.size_pt, -setting.leading_em))
    assert settings[0] == Setting(14.0, 1.75)
    assert Setting(14.0, 1.7) in settings
    assert {setting.leading_em for setting in settings if setting.size_pt < 14} == {1.65}
    assert 12 <= settings[-1].size_pt < 14


def test_a_letter_that_does_not_fit_one_page_is_refused():
    with pytest.raises(LetterOverflow) as refused:
        render([samples.zh(detail="您说过的那件小事我一直记得，" * 60)], title="茶叙")

    assert refused.value.details["over_mm"] > 0
    assert refused.value.details["index"] == 0


@pytest.mark.parametrize("change", [{"letterhead": ("行" * 40,)}, {"title": "邀" * 30}])
def test_a_line_that_cannot_be_wrapped_and_is_too_wide_is_refused(change):
    with pytest.raises(LetterOverflow):
        fit(replace(samples.zh(), **change))


def test_nothing_of_the_letter_reaches_into_the_foot_or_beyond_the_margins():
    page = pypdfium2.PdfDocument(render([samples.zh(large=True, kind="trip")], title="茶叙"))[0]
    image = page.render(scale=1).to_pil().convert("L")
    box = image.point(lambda value: 255 if value < 200 else 0).getbbox()

    assert box[0] >= 28 * 72 / 25.4
    assert box[2] <= (210 - 28) * 72 / 25.4
    assert box[3] <= (297 - 15) * 72 / 25.4


def test_a_letter_without_reply_or_facts_is_only_a_letter():
    letter = replace(samples.zh(), reply=None, facts=())

    assert "回函码" not in reader(render([letter], title="谢")).pages[0].extract_text()


@pytest.mark.parametrize("payload", ["https://lower.example/i/x", "", "HTTPS://王", "A" * 91])
def test_a_payload_that_would_not_print_well_is_refused(payload):
    with pytest.raises(QrPayloadInvalid):
        qr.matrix(payload)


def test_our_address_needs_no_more_than_version_3():
    assert len(qr.matrix(samples.QR)) == 29
    assert len(qr.matrix("A" * 90)) == 33


def test_no_letters_make_no_document():
    with pytest.raises(ValueError, match="no letters"):
        render([], title="茶叙")
