"""The code: qrcode's own matrix however it was made, and readable from paper."""

import random

import pypdfium2
import pytest
import zxingcpp
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M

from printing.errors import QrPayloadInvalid
from printing.press import qr
from printing.press.linear_qr import coded, packed, table_for
from printing.press.page import Block, Code, Page, Placed
from printing.press.paper import A4
from printing.press.printer import pdf_of
from tests.printing.press_pages import TOKENS, payload

HOSTS = ["YAJI.EXAMPLE.CN", "127.0.0.1:8000", "INVITE.JIANGNAN-BANK.COM", "A.CN"]


def tokens(count):
    chance = random.Random(7)
    return ["".join(chance.choices(TOKENS, k=26)) for _ in range(count)]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("level", "correction"), [("M", ERROR_CORRECT_M), ("H", ERROR_CORRECT_H)])
def test_codes_put_together_from_parts_are_those_of_qrcode_bit_for_bit(host, level, correction):
    for token in tokens(25):
        text = f"HTTPS://{host}/I/{token}"
        whole = coded(text, correction)
        if whole.version > qr.MAX_VERSION:
            whole = coded(text, ERROR_CORRECT_M)
        assert qr.symbol(text, level).rows == packed(whole.modules)


def test_invitations_are_put_together_and_other_payloads_go_through_qrcode():
    text = payload(5)
    table = table_for(text, ERROR_CORRECT_M, qr.MAX_VERSION)

    assert table is not None
    assert table.rows(text) == qr.symbol(text).rows
    other = "HTTPS://YAJI.EXAMPLE.CN/CODE"
    assert qr.symbol(other).rows == packed(coded(other, ERROR_CORRECT_M).modules)


def test_the_matrix_has_the_three_finders():
    matrix = qr.matrix(payload(1))

    assert len(matrix) == 29
    for row, column in ((0, 0), (0, 22), (22, 0)):
        assert all(matrix[row][column : column + 7])
        assert not any(matrix[row + 1][column + 1 : column + 6])


def test_an_invitation_on_flat_paper_is_version_3_and_on_folded_4_where_it_fits():
    assert qr.symbol("HTTPS://YAJI.CN/I/" + "A" * 26, "M").modules == 29
    assert qr.symbol("HTTPS://YAJI.CN/I/" + "A" * 26, "H").modules == 33
    # Too long for H in version 4: larger modules rather than a denser code.
    assert qr.symbol(payload(1), "H").modules == 29


@pytest.mark.parametrize("text", ["https://yaji.example.cn/i/abc", "HTTPS://YAJI.CN/I/王", ""])
def test_what_is_not_upper_case_is_refused(text):
    with pytest.raises(QrPayloadInvalid):
        qr.symbol(text)


def test_what_is_too_long_is_refused():
    with pytest.raises(QrPayloadInvalid) as refused:
        qr.symbol("HTTPS://" + "A" * 120)
    assert refused.value.details["reason"] == "too-long"


class Tinted:
    def draw(self, sheet):
        sheet.canvas.setFillColorRGB(0.6, 0.2, 0.2)
        sheet.canvas.rect(0, 0, *A4.size_pt, stroke=0, fill=1)


@pytest.mark.parametrize("dpi", [100, 110, 150, 300])
@pytest.mark.parametrize("size_mm", [20, 25, 28])
def test_codes_decode_from_the_page_also_on_tinted_paper(dpi, size_mm):
    pages = [
        Page(A4, "zh", (Placed(Block((Code(payload(n), 40.3, 60.7, size_mm),)), 0, 0),), Tinted() if n % 2 else None)
        for n in range(4)
    ]
    document = pypdfium2.PdfDocument(pdf_of(pages, title="x"))

    for number in range(4):
        picture = document[number].render(scale=dpi / 72, grayscale=True).to_pil()
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [payload(number)]


def test_a_code_is_black_on_white_with_a_quiet_zone_of_four_modules():
    block = Block((Code(payload(2), 0, 0, 29),))
    pdf = pdf_of([Page(A4, "zh", (Placed(block, 40, 60),), Tinted())], title="x")
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=600 / 72).to_pil().convert("RGB")

    def at(x_mm, y_mm):
        return picture.getpixel((round(x_mm / 25.4 * 600), round(y_mm / 25.4 * 600)))

    for x, y in ((36.2, 56.2), (72.8, 56.2), (36.2, 92.8), (54.5, 57), (38, 75)):
        assert at(x, y) == (255, 255, 255)
    assert at(35.5, 70) != (255, 255, 255)
    matrix = qr.matrix(payload(2))
    for row in range(29):
        for column in range(29):
            black = (0, 0, 0) if matrix[row][column] else (255, 255, 255)
            assert at(40.5 + column, 60.5 + row) == black
