"""Four hundred names that break programs, through everything that is printed: read back as given, or named before.

Whoever is called <b>, {{7*7}} or Null gets a letter; whose name no face draws is named; nothing else may happen, and
nothing but the page may be touched meanwhile.
"""

import itertools
import sys
import unicodedata
from dataclasses import replace

import pypdfium2
import pytest

from printing.documents.badge import Badge, badge_pages
from printing.documents.document import sides
from printing.documents.door_list import DoorGuest, DoorWords, door_list
from printing.documents.envelope import STOCKS, Envelope, abroad, by_hand, by_post
from printing.documents.fitted import legible
from printing.documents.handover_list import Handed, HandoverWords, Pile, handover_pages
from printing.documents.label import SHEETS, Label, label_pages
from printing.documents.place_card import place_card
from printing.documents.separator import separator_page
from printing.errors import LetterOverflow, MissingGlyphs
from printing.press.printer import pdf_of
from printing.setting import faces
from tests.printing import letter_samples as samples
from tests.printing.nasty_names import nasty_names

NAMES = nasty_names()


def letter_zh(name):
    return sides(samples.zh(name, surname=name or " ", detail=f"{name}说过想喝茶"))


def letter_a5(name):
    return sides(replace(samples.zh(name, surname=name or " "), format="a5"))


def letter_en(name):
    return sides(samples.en(f"Dear {name}", personal_detail=f"{name} likes tea"))


KINDS = {
    "letter zh": letter_zh,
    "letter zh a5": letter_a5,
    "letter en": letter_en,
    "card zh": lambda name: sides(samples.card(card_name=f"{name}女士")),
    "card en": lambda name: sides(samples.card("en", card_name=name)),
    "envelope by post": lambda name: [by_post(Envelope(name, "女士", "收", (name,), "310000"), STOCKS["DL"])],
    "envelope by hand": lambda name: [by_hand(Envelope(name, "女士", "亲启"), STOCKS["ZL"])],
    "envelope abroad": lambda name: [abroad(Envelope(name, address=(name, "LONDON"), lang="en"), STOCKS["C5"])],
    "label": lambda name: label_pages([Label(name, ("湖滨路18号",))], SHEETS["3x8"]),
    "place card": lambda name: [place_card(name)],
    "badge": lambda name: badge_pages([Badge(name, name, "江南银行")]),
}
DOOR = DoorWords("签到名单", (), "宾客", "回函码", "回复", "人数", "理财经理", "备注")
HANDOVER = HandoverWords("交接单", "序号", "宾客", "送达方式", "交付日期", "签名", ("移交人",))
LISTS = {
    "door list": lambda name: door_list(
        [DoorGuest(name, "w", "7KQ4-MY8P", "会到场", "1", name)], DOOR, "{}/{}".format, "zh"
    ),
    "hand-over list": lambda name: handover_pages(
        [Pile(name, (), (Handed(1, name, "面呈"),))], HANDOVER, "{}/{}".format, "zh"
    ),
    "separator": lambda name: [separator_page(run="春日茶叙", manager=name, lines=(name,))],
}


_FORBIDDEN = ("open", "socket.", "subprocess.", "os.system", "os.exec", "shutil.", "urllib.")


class Guard:
    """Refuses files, processes and the network while a page is made."""

    up = False

    def __call__(self, event, arguments):
        if self.up and event.startswith(
            ("open", "socket.", "subprocess.", "os.system", "os.exec", "shutil.", "urllib.")
        ):
            self.up = False  # whoever reports this has files to open
            raise AssertionError(f"{event} while rendering: {arguments}")

    def __enter__(self):
        self.up = True

    def __exit__(self, *_):
        self.up = False


GUARD = Guard()
sys.addaudithook(GUARD)


@pytest.fixture(scope="module", autouse=True)
def warm():
    """Faces and modules are loaded before; from then on only the page may be touched."""
    for lay_out in (*KINDS.values(), *LISTS.values()):
        pdf_of(lay_out("王䶮 Zoë"), title="x")


def spaceless(text):
    return "".join(text.split())


def as_read(text):
    """The text as PDFium reports it when all is well: without blanks, ligatures (ﬁ) taken apart."""
    apart = (unicodedata.normalize("NFKC", char) if "ﬀ" <= char <= "ﬆ" else char for char in text)
    return spaceless("".join(apart))


def read(pdf):
    return [spaceless(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf)]


def test_there_are_four_hundred_of_them():
    assert len(NAMES) >= 400
    assert {unicodedata.category(char)[0] for name in NAMES for char in name} == set("LMNPSZC")


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_read_back_as_given_or_named_before_printing(kind):
    printed, refused = [], []
    for name in NAMES:
        try:
            with GUARD:
                laid = KINDS[kind](name)
                if faces.missing(name):
                    pdf_of(laid, title="春日茶叙")
            printed.append((name, laid))
        except (MissingGlyphs, LetterOverflow) as error:
            refused.append((name, error))
    with GUARD:
        pdf = pdf_of([page for _, laid in printed for page in laid], title="春日茶叙")

    texts = iter(read(pdf))
    for name, laid in printed:
        assert faces.missing(name) == []
        assert as_read(faces.clean(name)) in "".join(itertools.islice(texts, len(laid))), repr(name)
    for name, error in refused:
        if isinstance(error, LetterOverflow):
            assert len(name) >= 40
            assert error.details["over_mm"] > 0
        else:
            undrawn = error.details["characters"]  # a letter's check names all of them, the press the first it meets
            assert set() < set(undrawn) <= set(faces.missing(name))
            assert all(f"U+{ord(char):04X}" in error.named for char in undrawn)
    assert len(printed) > 300


@pytest.mark.parametrize("kind", LISTS)
def test_on_our_own_lists_everybody_stands_what_no_face_draws_being_spelt_out(kind):
    with GUARD:
        pages = [(name, LISTS[kind](name)) for name in NAMES]
        pdf = pdf_of([page for _, laid in pages for page in laid], title="春日茶叙")

    texts = iter(read(pdf))

    for name, laid in pages:
        text = "".join(itertools.islice(texts, len(laid)))
        assert as_read(faces.clean(legible(name))) in text, repr(name)


def test_the_guard_can_fail(tmp_path):
    with pytest.raises(AssertionError, match="while rendering"), GUARD:
        (tmp_path / "x").write_text("")
