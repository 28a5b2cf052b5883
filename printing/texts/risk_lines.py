"""The small print of letters: the warning that each subject wants, what we never ask for, and how to hear no more.

The Chinese warnings are the wordings that regulators and the trade use; nobody rewords them for style.
"""

from __future__ import annotations

from collections.abc import Iterable

RISK_LINES: dict[str, dict[str, str]] = {
    "investment": {
        "zh": "投资有风险，入市需谨慎。",
        "en": "Investments carry risk. Please consider carefully before you invest.",
    },
    "wealth": {
        "zh": "理财非存款，产品有风险，投资须谨慎。",
        "en": "Wealth products are not deposits. They carry risk; please invest with care.",
    },
    "fund": {
        "zh": "基金过往业绩不代表未来表现。",
        "en": "A fund’s past performance does not foretell its future results.",
    },
    "insurance": {
        "zh": "本活动不构成保险销售。",
        "en": "This event is not a sale of insurance.",
    },
    "market": {
        "zh": "本次内容仅供交流，不构成投资建议。",
        "en": "What is said is for discussion only and is no investment advice.",
    },
}
"""By the code of the risk (events name theirs) and the letter's language."""


def fraud_line(language: str, phone: str) -> str:
    """What we never ask for, and the branch's own number to ask at; without a number, only the first."""
    if language == "en":
        asked = f" If in doubt, call the branch on {phone}." if phone else ""
        return f"We never ask for passwords or verification codes.{asked}"
    return f"我们不会向您索要密码、验证码。{f'如有疑问，请致电支行：{phone}。' if phone else ''}"


def opt_out_line(language: str) -> str:
    """How to hear no more from us, as whoever is written to must be told."""
    if language == "en":
        return "If you would rather not receive such letters, tell us and they will stop at once."
    return "您若不想再收到这样的信，请告诉我们，我们立刻停下。"


def small_print(risks: Iterable[str], language: str, phone: str) -> tuple[str, ...]:
    """All of a letter's small print, the warnings first in their usual order; an unknown risk is a KeyError."""
    named = set(risks)
    if unknown := named - RISK_LINES.keys():
        raise KeyError(sorted(unknown)[0])
    warnings = tuple(lines[language] for code, lines in RISK_LINES.items() if code in named)
    return (*warnings, fraud_line(language, phone), opt_out_line(language))
