"""Which face draws which character, that none is drawn by none, and that what is drawn can be read back."""

import hashlib
import io
import re
import struct
import subprocess
import sys
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from printing.documents.blocks import Style, text_block
from printing.errors import FontsMissing, MissingGlyphs
from printing.health import check_faces
from printing.press.page import Page, Placed
from printing.press.paper import A4, mm_to_pt
from printing.press.printer import pdf_of
from printing.setting import faces
from printing.setting.faces import KAI, LATIN, SONG


@pytest.mark.parametrize(
    "name", ["单志刚", "䶮", "𬱖", "𠅤", "𫖯", "珺喆堃祎", "阿依古丽·买买提", "欧阳娜娜", "二〇二七"]
)
def test_rare_names_have_a_face(name):
    assert faces.missing(name) == []


def test_what_no_face_has_is_named():
    assert faces.missing("王😀文\U0003134a😀静") == ["😀", "\U0003134a"]

    with pytest.raises(MissingGlyphs) as refused:
        faces.require("王😀")
    assert refused.value.details["characters"] == ["😀"]


@pytest.mark.parametrize("char", ["\ufffd", "\ue000", "\ue863", "\U000f0000"])
def test_what_stands_for_no_character_is_never_drawn(char):
    assert faces.missing(f"王{char}静") == [char]


def test_latin_in_a_chinese_text_is_set_in_the_latin_face():
    assert faces.runs("于2027年在Bank举行", KAI) == [
        (KAI, "于"),
        (LATIN, "2027"),
        (KAI, "年在"),
        (LATIN, "Bank"),
        (KAI, "举行"),
    ]


def test_curly_quotes_are_wide_in_chinese_and_narrow_in_english():
    assert faces.runs("讲“茶”", KAI) == [(KAI, "讲"), (SONG, "“"), (KAI, "茶"), (SONG, "”")]
    assert faces.width("“", KAI, 10) == 10
    assert faces.runs("on “tea”", LATIN) == [(LATIN, "on “tea”")]


def test_the_apostrophe_of_a_latin_name_stays_latin():
    assert faces.runs("请O’Brien来", KAI) == [(KAI, "请"), (LATIN, "O’Brien"), (KAI, "来")]


def test_a_chinese_name_in_an_english_letter_falls_back_to_kai():
    assert faces.runs("Dear 王", LATIN) == [(LATIN, "Dear "), (KAI, "王")]


def test_runs_lose_nothing_and_widths_add_up():
    text = "尊敬的𠅤女士，“Tea” 14:30"

    assert "".join(part for _, part in faces.runs(text, KAI)) == text
    assert faces.width("王文静", KAI, 14) == 42


@pytest.mark.parametrize(
    ("pasted", "drawn"),
    [
        ("王\u200b文\ufeff静", "王文静"),
        ("e\u0301", "é"),
        ("葛\U000e0100", "葛"),
        ("王\n文\t静", "王 文 静"),
        ("\u202e王", "王"),
        ("a\xa0b", "a\xa0b"),
        ("王\u2003文\u2028静\u202f", "王 文 静 "),
        ("王\u3000文静", "王\u3000文静"),
        ("Zoe\u0308", "Zoë"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\U0001f469"),
    ],
)
def test_pasted_text_is_cleaned_of_what_has_no_width(pasted, drawn):
    assert faces.clean(pasted) == drawn


ROOT = Path(__file__).resolve().parents[2]
FONTS = Path(faces.__file__).parent / "fonts"
TABLE = "".join(
    line
    for line in (Path(__file__).parent / "data" / "table_of_2013.txt").read_text().splitlines()
    if not line.startswith("#")
)
# Characters of real names that usual faces lack, from Unihan's extensions A to H, as far as ours have them.
RARE = "䶮𬱖𠅤𫖯珺喆堃祎㛃𠮷昇玥赟翀煊彧晟睿妤琰旻頔㐱㑇䴙䲟𨱏𩽾𪩘𫍯𬍛𬴂𬭸𬭛𬶋𬳵𬣙𬇕𬀩𬘭𫄧"


def page_of(text, face=KAI, size_pt=8.0):
    return Page(A4, "zh", (Placed(text_block(text, Style(face, size_pt), mm_to_pt(190), 3.2), 10, 10),))


def read_back(pages):
    """The text of the pages as two other people's programs read it, without blanks."""
    pdf = pdf_of(pages, title="字")
    document = pypdfium2.PdfDocument(pdf)
    texts = (
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages),
        "".join(document[i].get_textpage().get_text_bounded() for i in range(len(document))),
    )
    return ["".join(text.split()) for text in texts]


def test_every_character_of_the_table_of_2013_has_a_face_and_is_read_back_from_the_page():
    assert len(TABLE) == len(set(TABLE)) == 8105
    assert faces.missing(TABLE) == []

    pages = [page_of(TABLE[start : start + 4000]) for start in range(0, 8105, 4000)]

    assert read_back(pages) == [TABLE, TABLE]


def test_rare_names_have_a_face_and_are_read_back_from_the_page():
    assert faces.missing(RARE) == []
    assert read_back([page_of(RARE)]) == [RARE, RARE]


@pytest.mark.parametrize("name", ["Zoë", "Nguyễn", "Łukasz", "Ægir", "Müller-Lüdenscheidt", "Москва", "Αθηνά"])
def test_names_of_other_alphabets_are_set_in_one_face(name):
    assert faces.runs(name, KAI) == [(LATIN, name)]


def stand_in(path, code):
    """A face that draws one character, with Garamond's A: a TrueType file with a character map of one entry."""
    source = (FONTS / "EBGaramond_400Regular.ttf").read_bytes()
    (count,) = struct.unpack_from(">H", source, 4)
    tables = {}
    for i in range(count):
        tag, _sum, start, size = struct.unpack_from(">4sIII", source, 12 + 16 * i)
        if tag in (b"head", b"hhea", b"hmtx", b"maxp", b"loca", b"glyf"):
            tables[tag] = source[start : start + size]
    glyph = faces._glyphs(LATIN)[ord("A")]
    groups = struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, code, code, glyph)
    tables[b"name"] = struct.pack(">HHH", 0, 0, 6)  # no name: ReportLab takes two faces of one name for the same
    tables[b"cmap"] = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0)
    at, body = 12 + 16 * len(tables), b""
    for tag in sorted(tables):
        head += struct.pack(">4sIII", tag, 0, at + len(body), len(tables[tag]))
        body += tables[tag] + bytes(-len(tables[tag]) % 4)
    path.write_bytes(head + body)


def with_hanamin_in(folder):
    """What a fresh process, which has remembered no face yet, makes of a name when HanaMin lies in the folder."""
    code = f"""
import sys
from pathlib import Path
from printing.setting import faces
for face in (faces.HANA_A, faces.HANA_B):
    faces._FILES[face] = Path({str(folder)!r}) / (face + ".ttf")
from printing.errors import MissingGlyphs
from tests.printing.test_faces import page_of, read_back
name = "王\U0003134a静"
try:
    faces.require(name)
    print([face for face, _ in faces.runs(name, faces.KAI)], read_back([page_of(name)]) == [name, name])
except MissingGlyphs as missing:
    print(missing.named)
"""
    command = [sys.executable, "-X", "utf8", "-c", code]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8"
    ).stdout.strip()


def test_a_character_that_only_hanamin_has_is_drawn_by_it_where_it_is_installed(tmp_path):
    stand_in(tmp_path / "YajiHanaB.ttf", 0x3134A)

    assert with_hanamin_in(tmp_path) == "['YajiKai', 'YajiHanaB', 'YajiKai'] True"


def test_where_hanamin_is_not_installed_the_character_is_named_with_its_code_point(tmp_path):
    assert with_hanamin_in(tmp_path) == "\U0003134a (U+3134A)"


def test_half_a_surrogate_pair_is_named_and_can_be_shown():
    with pytest.raises(MissingGlyphs) as refused:
        faces.require("王\ud842")

    assert refused.value.named.encode() == b"U+D842"


def test_a_shipped_face_that_is_absent_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(faces._FILES, "YajiNone", tmp_path / "none.ttf")
    monkeypatch.setattr(faces, "_SHIPPED", ("YajiNone",))

    with pytest.raises(FontsMissing):
        faces.load()


def test_the_files_are_those_that_the_readme_names():
    readme = (FONTS / "README.md").read_text()
    listed = dict(re.findall(r"`(\S+\.ttf)`.*?([0-9a-f]{64})", readme))

    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.ttf")}
    assert all((FONTS / name).exists() for name in re.findall(r"`(OFL-\S+\.txt)`", readme))


def test_no_face_is_read_before_it_is_asked_for():
    code = "import printing.setting.typeset; from reportlab.pdfbase.pdfmetrics import _fonts; print(list(_fonts))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert output.strip() == "[]"


def test_among_chinese_the_marks_stand_where_mainland_readers_expect_them():
    for mark in "，。、；：！？（）《》“”‘’——……":
        assert faces.width(mark, KAI, 1) == pytest.approx(1 if len(mark) == 1 else 2)
    assert faces.runs("〇·—…", KAI) == [(KAI, "〇·—…")]
    for face, mark in ((KAI, "，"), (KAI, "。"), (KAI, "、"), (SONG, "”")):
        _left, _bottom, right, top = ink(face, mark)
        assert right <= 0.5, f"{mark} isn't at the left of its cell"
        assert top < 0.4 or mark == "”", f"{mark} isn't at the foot of its cell"
    for mark in "—…":
        _left, bottom, right, top = ink(KAI, mark)
        assert 0.2 < (bottom + top) / 2 < 0.55, f"{mark} isn't in the middle"


def ink(face, char):
    """The box of a glyph's ink, in em: left, bottom, right, top."""
    truetype = faces.font(face).truetype
    box = struct.unpack_from(">4h", truetype.outline(faces._glyphs(face)[ord(char)]), 2)
    return [value / truetype.units_per_em for value in box]


@pytest.mark.parametrize("content", [None, b"", b"no face", b"\0\1\0\0" + b"\xff" * 64])
def test_the_application_is_not_ready_while_a_face_is_absent_or_damaged(tmp_path, monkeypatch, content):
    file = tmp_path / "face.ttf"
    if content is not None:
        file.write_bytes(content)
    assert next(check_faces()).well
    monkeypatch.setitem(faces._FILES, "YajiDamaged", file)
    monkeypatch.setattr(faces, "_SHIPPED", ("YajiDamaged",))

    finding = next(check_faces())

    assert not finding.well
    assert "restore printing/setting/fonts/" in finding.advice
