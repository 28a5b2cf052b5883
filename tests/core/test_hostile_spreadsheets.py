"""Files made to break whoever opens them: each is refused in words, soon, and in a process of its own."""

import io
import time
import zipfile

import pytest
import xlsxwriter

from core.errors import DomainError
from core.spreadsheets import read_rows

SECONDS = 6
"""Two on an idle machine; this one may be doing other things."""


def workbook() -> dict[str, bytes]:
    """The parts of an honest workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_column(0, 0, ["姓名", "王文静"])
    with zipfile.ZipFile(buffer) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


def with_sheet(xml: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return packed(workbook() | {"xl/worksheets/sheet1.xml": head + xml + b"</sheetData></worksheet>"})


def cell(place: str, text: bytes = b"x") -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place.encode(), text)


def far_corner() -> bytes:
    first = b'<row r="1">' + cell("A1") + b"</row>"
    return with_sheet(first + b'<row r="1048576">' + cell("XFD1048576") + b"</row>")


def far_columns() -> bytes:
    return with_sheet(b"".join(b'<row r="%d">' % row + cell(f"XFD{row}") + b"</row>" for row in range(1, 3001)))


def great_cell() -> bytes:
    return with_sheet(b'<row r="1">' + cell("A1", b"x" * 290_000_000) + b"</row>")


def many_rows() -> bytes:
    return with_sheet(b'<row><c t="n"><v>1</v></c></row>' * 2_000_000)


def laughs(first: bytes) -> bytes:
    parts = workbook()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"?>", b"?>" + first, 1)
    return packed(parts)


def billion_laughs() -> bytes:
    entities = [b'<!ENTITY a0 "ha">']
    entities += [b'<!ENTITY a%d "%s">' % (one, b"&a%d;" % (one - 1) * 10) for one in range(1, 10)]
    return laughs(b"<!DOCTYPE x [" + b"".join(entities) + b"]>")


def outside_entity() -> bytes:
    return laughs(b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>')


def nested() -> bytes:
    inner = packed({"zeros": b"\0" * 10_000_000})
    for _ in range(4):
        inner = packed({f"{place}.zip": inner for place in range(10)})
    return packed({"a.zip": inner})


def a_million_parts() -> bytes:
    """An honest directory would take long to write: one entry of it, and an end that counts a million."""
    content = bytearray(packed(workbook()))
    end = content.rfind(b"PK\x05\x06")
    content[end + 8 : end + 12] = b"\xff\xff\xff\xff"
    content[end + 12 : end + 16] = (46_000_000).to_bytes(4, "little")
    return bytes(content)


def sixty_thousand_parts() -> bytes:
    return packed({f"xl/worksheets/sheet{place}.xml": b"" for place in range(60_000)})


def quine() -> bytes:
    """A package that holds itself, as droste.zip does: what it holds is no workbook."""
    return packed({"r/r.zip": packed({"r/r.zip": b"PK\x03\x04" + b"\0" * 26})})


def polyglot() -> bytes:
    return b"%PDF-1.4\n" + packed(workbook())


def twice_named() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("xl/workbook.xml", b"<workbook/>")
        target.writestr("xl/workbook.xmm", b"<workbook/>")
    return buffer.getvalue().replace(b"workbook.xmm", b"workbook.xml")


BOMBS = (
    far_corner, far_columns, great_cell, many_rows, billion_laughs, outside_entity, nested, a_million_parts,
    sixty_thousand_parts, quine, polyglot, twice_named,
)  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_a_hostile_file_is_refused_soon(tmp_path, bomb):
    path = tmp_path / "list.xlsx"
    path.write_bytes(bomb())
    began = time.monotonic()

    with pytest.raises(DomainError) as caught:
        read_rows(path, "workbook")

    assert time.monotonic() - began < SECONDS
    assert caught.value.code in ("spreadsheet_too_large", "spreadsheet_unreadable", "spreadsheet_encoding")


def test_an_entity_is_never_followed(tmp_path):
    """A list without a document type is read as ever, its signs as signs."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(
        with_sheet(b"<row>" + cell("A1", "姓名".encode()) + b"</row><row>" + cell("A2", b"&amp;x;") + b"</row>")
    )

    assert read_rows(path, "workbook") == [["姓名"], ["&x;"]]
