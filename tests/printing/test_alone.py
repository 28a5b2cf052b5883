"""`python -m printing`: letters from a list with no database, and a clear sentence for whatever is wrong."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import xlsxwriter
import zxingcpp
from PIL import Image

from printing.__main__ import main
from printing.alone.words import _SENTENCES
from tests.printing.nasty_names import nasty_names

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
LETTER = """\
标题：邀请函
地点：湖滨
结尾：敬请 / 光临
署名：{经理}　敬邀
经理：李明

{称谓}，请到{地点}来坐坐。[[{一事}。]]
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    return Desk(tmp_path)


class Desk:
    """A folder with a list and a letter, and what comes of printing."""

    def __init__(self, folder):
        self.folder = folder
        self.out = folder / "letters.pdf"
        self.letter(LETTER)

    def letter(self, text, encoding="utf-8"):
        (self.folder / "letter.txt").write_bytes(text.encode(encoding))

    def list(self, *rows, name="guests.csv", encoding="utf-8"):
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        (self.folder / name).write_bytes(text.getvalue().encode(encoding))

    def prints(self, *more, guests="guests.csv"):
        paths = [str(self.folder / guests), "--letter", str(self.folder / "letter.txt"), "--out", str(self.out)]
        return main([*paths, *more])

    def pages(self, path=None):
        return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(path or self.out).pages]


def test_the_example_of_the_handbook_prints_as_it_says(tmp_path):
    """Word for word the command of docs/printing.md, in a process of its own that may know no application."""
    guide = (ROOT / "docs" / "printing.md").read_text()
    command = next(line.strip() for line in guide.splitlines() if line.strip().startswith("python -m printing docs/"))
    words = command.replace("letters.pdf", str(tmp_path / "letters.pdf")).split()[1:]
    watch = "import runpy, sys; sys.argv = sys.argv[1:]\ntry: runpy.run_module('printing', run_name='__main__')\n"
    watch += "finally: assert not {'flask', 'sqlalchemy', 'core.config'} & set(sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", watch, *words[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
    )

    assert (done.stderr, done.returncode) == ("已印 5 封。\n", 0)
    pages = Desk(tmp_path).pages(tmp_path / "letters.pdf")
    assert [next(part for part in (page[page.index("尊敬的") :].partition("：")[0] + "：",)) for page in pages] == [
        "尊敬的王女士：",
        "尊敬的欧阳教授：",
        "尊敬的李总：",
        "尊敬的阿依古丽·买买提女士：",
        "尊敬的陈先生：",
    ]
    document = pypdfium2.PdfDocument(tmp_path / "letters.pdf")
    codes = [zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())[0].text for page in document]
    assert codes[0] == "HTTPS://YAJI.EXAMPLE.CN/I/7KQ4MY8PXW3GHD2TNB6VCRAJ9F"
    assert len(set(codes)) == 5


def test_the_english_example_prints(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")  # the messages' language is not the letter's
    words = [str(EXAMPLES / "guests.csv"), "--letter", str(EXAMPLES / "salon.en.txt"), "--out", str(tmp_path / "a.pdf")]

    assert main(words) == 0

    page = Desk(tmp_path).pages(tmp_path / "a.pdf")[1]
    assert "DearProfessorOuyang," in page
    assert "OnSaturday,10April2027,at2:30pm" in page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_lists_of_every_encoding_are_read(desk, encoding):
    desk.list(["姓名", "性别"], ["王䶮", "女"], encoding=encoding)

    assert desk.prints() == 0
    assert "尊敬的王女士" in desk.pages()[0]


def test_a_workbook_is_read_from_the_sheet_with_the_guests_under_a_title_row(desk):
    with xlsxwriter.Workbook(str(desk.folder / "guests.xlsx")) as book:
        book.add_worksheet("说明").write_string(0, 0, "请勿修改")
        sheet = book.add_worksheet("名单")
        for row, cells in enumerate([["春日茶叙名单"], ["序号", "Name", "Gender"], ["1", "王文静", "F"]]):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)

    assert desk.prints(guests="guests.xlsx") == 0
    assert "尊敬的王女士" in desk.pages()[0]


@pytest.mark.parametrize(
    ("cells", "called"),
    [
        ({"姓名": "王文静", "性别": "女"}, "尊敬的王女士"),
        ({"姓名": "欧阳文静", "性别": "F"}, "尊敬的欧阳女士"),
        ({"姓名": "李强", "头衔": "总"}, "尊敬的李总"),
        ({"姓名": "陈敏", "职务": "教授"}, "尊敬的陈教授"),
        ({"姓名": "李强", "职务": "董事长", "性别": "男"}, "尊敬的李先生"),
        ({"姓": "单于", "名": "飞", "性别": "先生"}, "尊敬的单于先生"),
        ({"姓名": "王文静", "称谓": "女士"}, "尊敬的王女士"),
        ({"姓名": "王文静", "称谓": "亲爱的文静："}, "亲爱的文静"),
        ({"称谓": "尊敬的李先生暨夫人"}, "尊敬的李先生暨夫人"),
    ],
)
def test_the_salutation_is_what_the_list_says_or_the_rules_make(desk, cells, called):
    desk.letter("请来坐坐。\n")
    desk.list(list(cells), list(cells.values()))

    assert desk.prints() == 0
    assert desk.pages()[0].startswith(f"{called}：请来坐坐。")


def test_one_bad_row_in_a_thousand_is_listed_and_the_others_print(desk, capsys):
    names = [f"王{chr(0x4E00 + i)}" for i in range(999)]
    names.insert(500, "王😀")
    desk.list(["姓名", "性别"], *([name, "女"] for name in names))
    desk.letter(LETTER + "{姓名}，您好。\n")

    assert desk.prints() == 1

    assert len(pypdf.PdfReader(desk.out).pages) == 999
    assert capsys.readouterr().err.splitlines() == [
        "999 letters printed.",
        "1 not printed:",
        "Row 502 (王😀): no typeface here can draw 😀 (U+1F600).",
    ]


def test_every_nasty_name_is_printed_or_listed(desk, capsys):
    names = [name for name in nasty_names() if name.strip() and not set(name) & set("\0\ud842\udfb7")]
    desk.list(["姓名", "性别", "一事"], *([name, "女", f"{name}说过爱喝茶"] for name in names))

    assert desk.prints() == 1

    said = capsys.readouterr().err.splitlines()
    listed = [line for line in said if line.startswith("Row ")]
    printed = "".join(desk.pages())
    assert len(pypdf.PdfReader(desk.out).pages) + len(listed) == len(names)
    assert all("no typeface" in line or "too long" in line for line in listed)
    for name in ("<b>", "&lol;", "{{7*7}}", "{0.__class__}", "%s", "O’Neil", "Null", "𠮷野", "{称谓}", "</para>"):
        assert f"尊敬的{name[0] if name == '𠮷野' else name}女士" in printed


@pytest.mark.parametrize(
    ("header", "row", "problem"),
    [
        (["姓名"], ["林晓晨"], "how to address this guest isn't known"),
        (["姓名", "性别", "地点"], ["林晓晨", "女", "\U0003134a阁"], "\U0003134a (U+3134A)"),
        (["姓名", "性别", "一事"], ["林晓晨", "女", "您说过的那件小事" * 300], "mm too long for its page"),
        (["姓名", "性别", "网址"], ["林晓晨", "女", ""], "the address for the code is empty"),
        (
            ["姓名", "性别", "网址"],
            ["林晓晨", "女", "https://a.cn/lower"],
            "HTTPS://A.CN/lower makes no code for paper",
        ),
        (["姓名", "性别", "网址"], ["林晓晨", "女", "HTTPS://A.CN/" + "A" * 90], "makes no code for paper"),
        (["性别", "一事", "姓名"], ["女", "茶", ""], "the name is empty"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_wrong_with_a_guest_is_said_with_row_and_name(
    desk, capsys, monkeypatch, header, row, problem, language
):
    desk.list(header, row)

    monkeypatch.setenv("LC_ALL", language)

    assert desk.prints() == 1

    said = capsys.readouterr().err
    assert ("Row 2" if language == "en" else "第 2 行") in said
    assert language == "zh" or problem in said
    assert not desk.out.exists()


def test_a_required_field_that_one_guest_lacks_is_named(desk, capsys):
    desk.letter("您好，{一事}。\n")
    desk.list(["姓名", "性别", "一事"], ["王文静", "女", "茶"], ["李强", "男", ""])

    assert desk.prints("--language", "zh") == 1
    assert "第 3 行（李强）：{一事} 是空的。" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("letter", "problem"),
    [
        ("请{称乎}来。\n", "line 1: there is no placeholder {称乎}. Is {称谓} meant?"),
        ("请{7*7}来。\n", "there is no placeholder {7*7}."),
        ("标题：邀\n\n请来。\n[[{一事}\n", "line 4: the marks [[ and ]] don't pair"),
        ("在{地点}见。\n", "The letter uses {venue}, but the list has no such column"),
        ("标题：邀\n随便一行\n\n请来。\n", "line 2: “随便一行” is no line of the head"),
        ("标题：邀\n时间：明天下午\n\n请来。\n", "line 2: “明天下午” can't be read"),
        ("标题：邀\n时区：月球\n时间：2027-04-10 14:30\n\n请来。\n", "line 2: “月球” can't be read"),
        ("标题：邀\n要项：地点\n\n请来。\n", "line 2: “地点” can't be read"),
        ("标题：邀\n", "has no text"),
        ("", "has no text"),
    ],
)
def test_a_letter_that_cannot_be_understood_is_refused_with_its_line(desk, capsys, letter, problem):
    desk.list(["姓名", "性别"], ["王文静", "女"])
    desk.letter(letter)

    assert desk.prints() == 2
    assert problem in capsys.readouterr().err
    assert not desk.out.exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "has no guests"),
        (b"\xe5\xa7\x93\xe5\x90\x8d\n", "has no guests"),
        ("甲,乙\n1,2\n".encode(), "No row of"),
        (b"PK\x03\x04broken", "can't be opened"),
        (b"%PDF-1.7 \x00\x01", "can't be opened"),
    ],
)
def test_a_list_that_is_none_is_refused(desk, capsys, content, problem):
    (desk.folder / "guests.csv").write_bytes(content)

    assert desk.prints() == 2
    assert problem in capsys.readouterr().err


def test_files_that_are_not_there_are_named(desk, capsys):
    desk.list(["姓名", "性别"], ["王文静", "女"])

    assert desk.prints(guests="none.csv") == 2
    assert desk.prints("--logo", str(desk.folder / "none.png")) == 2
    assert desk.prints("--logo", str(desk.folder / "letter.txt")) == 2
    assert desk.prints("--out", str(desk.folder / "no" / "folder.pdf")) == 2
    assert desk.prints("--accent", "red") == 2
    assert main([str(desk.folder / "guests.csv"), "--letter", str(desk.folder / "none.txt"), "--out", "x"]) == 2
    assert main([str(desk.folder / "guests.csv"), "--letter", str(desk.folder / "letter.txt")]) == 2

    said = capsys.readouterr().err
    for part in ("none.csv can't be read", "none.png can't be read", "is no PNG", "can't be written", "is no colour",
                 "none.txt", "--separate"):  # fmt: skip
        assert part in said


def test_logo_seal_design_and_formats_are_printed(desk):
    desk.list(["姓名", "性别"], ["王文静", "女"])
    Image.new("RGB", (60, 40), "#8A1C1C").save(desk.folder / "seal.png")
    seal = str(desk.folder / "seal.png")

    for design in ("laid", "ink_wash", "festive", "modern"):
        for paper in ("a4", "a5", "card"):
            assert desk.prints("--design", design, "--format", paper, "--logo", seal, "--seal", seal, "--folded") == 0
            assert "李明敬邀" in desk.pages()[0]


def test_each_guest_may_have_a_file_whose_name_leads_nowhere(desk):
    desk.list(["姓名", "性别"], ["../../etc/王文静", "女"], ["王文静", "女"], ["\U00020164\u202e.pdf", "男"])
    folder = desk.folder / "single"

    assert desk.prints("--separate", str(folder)) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["0002-etc王文静.pdf", "0003-王文静.pdf", "0004-𠅤pdf.pdf"]
    assert all(len(pypdf.PdfReader(path).pages) == 1 for path in folder.iterdir())


def test_large_type_is_for_whom_the_list_says(desk):
    desk.list(["姓名", "性别", "大字"], ["王文静", "女", "是"], ["李强", "男", ""])

    assert desk.prints() == 0
    large, usual = pypdfium2.PdfDocument(desk.out)
    assert [height(page, "请到湖滨来坐坐") for page in (large, usual)] == pytest.approx([16, 14], abs=0.5)


def height(page, words):
    """The size in pt of the words on a page: Chinese characters are as far apart as they are large."""
    text = page.get_textpage()
    start = text.get_text_range().index(words)
    return text.get_charbox(start + 1)[0] - text.get_charbox(start)[0]


def test_the_same_list_gives_the_same_bytes(desk):
    desk.list(["姓名", "性别"], ["王文静", "女"])
    desk.prints()
    first = desk.out.read_bytes()
    desk.prints()

    assert desk.out.read_bytes() == first


@pytest.mark.parametrize(("said", "first"), [("zh_CN.UTF-8", "已印"), ("en_GB.UTF-8", "1 letters"), ("C", "1 letters")])
def test_it_speaks_as_the_terminal_does(desk, capsys, monkeypatch, said, first):
    monkeypatch.setenv("LC_ALL", said)
    desk.list(["姓名", "性别"], ["王文静", "女"])

    assert desk.prints() == 0
    assert capsys.readouterr().err.startswith(first)


@pytest.mark.parametrize("code", sorted(_SENTENCES))
def test_every_sentence_has_the_same_values_in_both_languages(code):
    import re

    english, chinese = (
        sorted(re.findall(r"(?<!\{)\{(\w+)\}(?!\})|\{\{\{(\w+)\}\}\}", text)) for text in _SENTENCES[code]
    )

    assert english == chinese
