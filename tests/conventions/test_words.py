"""Every text speaks both languages, and every refusal has a sentence."""

import ast
import re
from pathlib import Path

import app as application
from core.errors import WORDS
from invitations.segments.field_words import REFUSED
from tools.catalogues import missing, said, translated, unused

ROOT = Path(application.__file__).parent


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", text))


def test_every_text_has_chinese():
    assert missing() == {}


def test_no_chinese_is_left_over():
    assert unused() == []


def test_placeholders_are_the_same_in_both_languages():
    wrong = [
        (text, chinese)
        for text, strings in translated().items()
        for chinese in strings
        if chinese and placeholders(text) != placeholders(chinese)
    ]

    assert wrong == []


def test_texts_are_written_in_english():
    assert [text for text in said() if re.search(r"[㐀-鿿]", text)] == []


def test_chinese_texts_use_chinese_punctuation():
    """A half-width comma or question mark behind a Chinese character is a slip of the input method."""
    wrong = [text for strings in translated().values() for text in strings if re.search(r"[㐀-鿿][,;?!]", text or "")]

    assert wrong == []


def test_every_code_that_a_rule_raises_has_a_sentence():
    raised = set()
    for path in ROOT.glob("*/**/*.py"):
        if path.relative_to(ROOT).parts[0] in ("tests", "bench", "tools", ".venv", "node_modules"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            refusing = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("DomainError", "Refused")
            if refusing and node.args and isinstance(node.args[0], ast.Constant):
                raised.add(node.args[0].value)

    assert raised - set(WORDS) - set(REFUSED) == set()
    assert len(raised) > 20
