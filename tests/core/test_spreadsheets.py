"""Strangers' spreadsheets are read in a limited child process; ours never hold a formula."""

import csv
import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
import xlsxwriter

from core.errors import DomainError
from core.spreadsheet_writing import harmless, unharmed, write_csv, write_xlsx
from core.spreadsheets import Sheet, kind_of, read_rows, told

TEXT = "姓名,手机\n王文静,13800001234\n"
FORMULAS = ["=1+1", "+86", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "\r=1"]


def test_a_reader_that_is_killed_in_the_midst_of_a_line_says_no_more():
    lines = ['{"sheet": "A", "from_1904": false}\n', '["王文静"]\n', '["李', '{"end": true}\n']

    assert list(told(lines)) == [Sheet("A", False), '["王文静"]\n']
    assert list(told([lines[0], lines[3]])) == [Sheet("A", False), None]


def kept(tmp_path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook(rows) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for (line, column), value in rows.items():
            sheet.write(line, column, value)
    return buffer.getvalue()


def refusal(path, kind) -> str:
    with pytest.raises(DomainError) as caught:
        read_rows(path, kind)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_usual_encoding(tmp_path, encoding):
    path = kept(tmp_path, "list.csv", TEXT.encode(encoding))

    assert read_rows(path, "csv") == [["姓名", "手机"], ["王文静", "13800001234"]]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_csv_may_be_parted_by_other_signs(tmp_path, delimiter):
    path = kept(tmp_path, "list.csv", TEXT.replace(",", delimiter).encode())

    assert read_rows(path, "csv")[1] == ["王文静", "13800001234"]


def test_rare_characters_survive(tmp_path):
    path = kept(tmp_path, "list.csv", "姓名,x\n䶮𬱖,1\n".encode("gb18030"))

    assert read_rows(path, "csv")[1][0] == "䶮𬱖"


def test_a_workbook_gives_numbers_as_their_digits_and_dates_as_days(tmp_path):
    from datetime import datetime

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["手机", "生日"])
        sheet.write_number(1, 0, 13800001234)
        sheet.write_datetime(1, 1, datetime(1962, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
    path = kept(tmp_path, "list.xlsx", buffer.getvalue())

    assert read_rows(path, "workbook")[1] == ["13800001234", "1962-03-04"]


def test_the_first_sheet_with_rows_is_read(tmp_path):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("空")
        book.add_worksheet("名单").write_column(0, 0, ["姓名", "王文静"])
    path = kept(tmp_path, "list.xlsx", buffer.getvalue())

    assert read_rows(path, "workbook") == [["姓名"], ["王文静"]]


def test_of_several_sheets_the_one_most_like_a_list_is_read_and_no_hidden_one(tmp_path):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("说明").write_column(0, 0, ["仅供内部使用", "请勿外传"])
        book.add_worksheet("名单").write_column(0, 0, ["姓名", "王文静"])
        hidden = book.add_worksheet("旧名单")
        hidden.write_column(0, 0, ["姓名", "李强", "陈敏"])
        hidden.hide()
    path = kept(tmp_path, "list.xlsx", buffer.getvalue())

    rows = read_rows(path, "workbook", likeness=lambda rows: len(rows) if rows[0] == ["姓名"] else 0)

    assert rows == [["姓名"], ["王文静"]]


def test_a_file_is_read_for_what_it_is_and_not_for_its_name(tmp_path):
    book = workbook({(0, 0): "姓名", (1, 0): "王文静"})
    text = TEXT.replace(",", "\t").encode("gb18030")

    assert read_rows(kept(tmp_path, "list.xls", book), "workbook")[1] == ["王文静"]
    assert read_rows(kept(tmp_path, "list.csv", book), "csv")[1] == ["王文静"]
    assert read_rows(kept(tmp_path, "bank.xls", text), "workbook")[0] == ["姓名", "手机"]
    marked = TEXT.replace(",", "\t").encode("utf-16")
    assert read_rows(kept(tmp_path, "unicode.xls", marked), "workbook")[0] == ["姓名", "手机"]


def test_a_web_page_named_as_a_workbook_is_refused(tmp_path):
    path = kept(tmp_path, "list.xls", "\n<html><table><tr><td>姓名</table>".encode())

    assert refusal(path, "workbook") == "spreadsheet_unreadable"


def test_an_empty_file_is_said_to_be_empty(tmp_path):
    assert refusal(kept(tmp_path, "list.xlsx", b""), "workbook") == "spreadsheet_empty"


def test_a_picture_named_as_a_workbook_is_refused(tmp_path):
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    picture = b"\x89PNG\r\n\x1a\n" + chunk

    assert refusal(kept(tmp_path, "list.xlsx", picture), "workbook") == "spreadsheet_unreadable"
    assert refusal(kept(tmp_path, "list.csv", picture), "csv") == "spreadsheet_unreadable"


def test_a_truncated_workbook_is_refused(tmp_path):
    whole = workbook({(0, 0): "姓名", (1, 0): "王文静"})

    assert refusal(kept(tmp_path, "list.xlsx", whole[: len(whole) // 2]), "workbook") == "spreadsheet_unreadable"


def test_a_sheet_with_a_cell_in_the_very_last_row_is_refused(tmp_path):
    sparse = workbook({(0, 0): "姓名", (1_048_575, 0): "王文静"})

    assert refusal(kept(tmp_path, "list.xlsx", sparse), "workbook") == "spreadsheet_too_large"


def test_a_sheet_with_a_cell_in_the_very_last_corner_is_refused(tmp_path):
    sparse = workbook({(0, 0): "姓名", (1_048_575, 16_383): "王文静"})

    assert refusal(kept(tmp_path, "list.xlsx", sparse), "workbook") == "spreadsheet_too_large"


@pytest.mark.parametrize("honest_about_its_size", [True, False])
def test_a_zip_bomb_is_refused_and_costs_this_process_nothing(tmp_path, honest_about_its_size):
    """The bomb holds 300 MB of zeros in place of the sheet; a liar says in its directory that it is small."""
    source, buffer = zipfile.ZipFile(io.BytesIO(workbook({(0, 0): "姓名"}))), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        for info in source.infolist():
            inflated = b"<a>" + b"0" * 300_000_000 if info.filename.endswith("sheet1.xml") else source.read(info)
            bomb.writestr(info.filename, inflated)
    content = buffer.getvalue()
    if not honest_about_its_size:
        content = content.replace(struct.pack("<I", 300_000_003), struct.pack("<I", 3_000))
    path = kept(tmp_path, "list.xlsx", content)
    tracemalloc.start()

    code = refusal(path, "workbook")

    assert code in ("spreadsheet_too_large", "spreadsheet_unreadable")
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_too_many_rows_columns_and_characters_are_refused(tmp_path):
    rows = "a,b\n" + "1,2\n" * 202_000
    columns = ",".join("x" * 1 for _ in range(201)) + "\n1\n"
    cell = "姓名\n" + "王" * 33_000 + "\n"

    for content in (rows, columns, cell):
        assert refusal(kept(tmp_path, "list.csv", content.encode()), "csv") == "spreadsheet_too_large"


def test_a_list_without_rows_is_refused(tmp_path):
    assert refusal(kept(tmp_path, "list.csv", "姓名,手机\n\n".encode()), "csv") == "spreadsheet_empty"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    assert refusal(kept(tmp_path, "list.csv", b"\xff\xff\xff\xff\n"), "csv") == "spreadsheet_encoding"


def test_other_kinds_of_files_are_refused():
    assert kind_of("名单.XLSX") == "workbook"
    with pytest.raises(DomainError, match="spreadsheet_kind"):
        kind_of("list.pdf")


def test_no_cell_of_a_csv_becomes_a_formula():
    written = write_csv(["=a", *FORMULAS[1:]], [FORMULAS, [None, 1]])

    lines = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for line in lines for cell in line)
    assert lines[2][:2] == ["", "1"]


def test_no_cell_of_a_workbook_becomes_a_formula(tmp_path):
    file = io.BytesIO()
    rows = [["=1+1", "+86"], ["-1", "@SUM(A1)"]]
    write_xlsx(file, ["=a", "b"], rows, scratch=tmp_path, note="=who & when")

    content = file.getvalue()
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    rows = read_rows(kept(tmp_path, "list.xlsx", content), "workbook")
    assert rows[0][0] == "'=a"
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[-1][0] == "'=who & when"


@pytest.mark.parametrize(
    "text", [*FORMULAS, "'=1", "''=1", "'", "'13800001234", "\t", "=cmd|'/C calc'!A0", "－1", "a=b"]
)
def test_what_is_made_harmless_comes_back_unchanged(text):
    assert unharmed(harmless(text)) == text


def test_merged_cells_carry_their_value_down(tmp_path):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 1, ["姓名", "家庭"])
        sheet.write_column(1, 1, ["王文静", "李强", "陈敏"])
        sheet.merge_range(1, 2, 2, 2, "王家")
    path = kept(tmp_path, "list.xlsx", buffer.getvalue())

    assert [row[-1] for row in read_rows(path, "workbook")] == ["家庭", "王家", "王家", "陈敏"]


def test_days_counted_from_1904_are_the_same_days(tmp_path):
    from datetime import datetime

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "生日"])
        sheet.write(1, 0, "王文静")
        sheet.write_datetime(1, 1, datetime(1962, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
    path = kept(tmp_path, "list.xlsx", buffer.getvalue())

    assert read_rows(path, "workbook")[1] == ["王文静", "1962-03-04"]


CARD_21 = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=CD=F5;=CE=C4=BE=B2\r\n"
    b"TEL;CELL:13800001234\r\nTEL;HOME:0571-88880000\r\nEND:VCARD\r\n"
)
CARD_40 = (
    "BEGIN:VCARD\nVERSION:4.0\nFN:王文静\nN:王;文静;;;\nTEL;TYPE=cell;VALUE=uri:tel:+8613800001234\n"
    "TEL;TYPE=work;VALUE=uri:tel:+8657188880000\nEMAIL:a@b.cn\nBDAY:19620304\n"
    "ADR;TYPE=home:;;滨江路18号;杭州市;浙江省;310051;中国\nEND:VCARD\n"
).encode()


@pytest.mark.parametrize(("content", "phone"), [(CARD_21, "13800001234"), (CARD_40, "+8613800001234")])
def test_vcards_become_rows_with_further_numbers_apart(tmp_path, content, phone):
    heading, row = read_rows(kept(tmp_path, "cards.vcf", content), "cards")

    card = dict(zip(heading, [*row, *[""] * (len(heading) - len(row))], strict=True))
    assert (card["surname"], card["given_name"], card["phone"]) == ("王", "文静", phone)
    assert card["phones"].split(": ")[0] in ("home", "work")
    if content is CARD_40:
        assert (card["birth_date"], card["postcode"]) == ("19620304", "310051")
        assert card["postal_address"] == "浙江省杭州市滨江路18号"


def test_a_file_without_a_whole_card_is_refused(tmp_path):
    assert refusal(kept(tmp_path, "cards.vcf", b"BEGIN:VCARD\nN:a\n"), "cards") == "spreadsheet_unreadable"
