"""The words that a client agrees to, by purpose, in Chinese and English.

A text that somebody has agreed to is never changed: a new wording is a further version, added behind the earlier ones,
and the last one is shown. A test keeps the fingerprints.
"""

from __future__ import annotations

from dataclasses import dataclass

from clients.models import Purpose


@dataclass(frozen=True)
class ConsentText:
    """One wording; `version` stands in each consent that was given to it."""

    version: str
    zh: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language == "en" else self.zh


TEXTS: dict[Purpose, tuple[ConsentText, ...]] = {
    Purpose.INVITATION: (
        ConsentText(
            "invitation-1",
            "我同意贵行按我勾选的方式，向我发送沙龙、讲座等客户活动的邀请。"
            "我可以随时告知客户经理或致电网点撤回，撤回不影响其他服务。",
            "I agree that the bank invites me to salons, lectures and other client events by the way I have chosen. "
            "I may withdraw this at any time by telling my relationship manager or calling the branch; "
            "all other services stay as they are.",
        ),
    ),
    Purpose.GREETING: (
        ConsentText(
            "greeting-1",
            "我同意贵行按我勾选的方式，在生日、节日向我致以问候，或就活动与来访向我致谢。我可以随时撤回。",
            "I agree that the bank sends me good wishes on birthdays and festivals and its thanks for a visit, "
            "by the way I have chosen. I may withdraw this at any time.",
        ),
    ),
    Purpose.MARKETING: (
        ConsentText(
            "marketing-1",
            "我同意贵行按我勾选的方式，向我介绍金融产品与服务；贵行可为此使用我已持有产品的类别。"
            "我可以随时撤回，撤回后贵行不再以该方式向我推介。",
            "I agree that the bank tells me of its products and services by the way I have chosen, and for this uses "
            "the categories of products that I hold. I may withdraw this at any time; "
            "the bank then approaches me by that way no more.",
        ),
    ),
    Purpose.SERVICE: (
        ConsentText(
            "service-1",
            "我同意贵行按我勾选的方式，向我发送与我所办业务有关的服务通知。我可以随时更改接收方式。",
            "I agree that the bank sends me notices about the business I do with it by the way I have chosen. "
            "I may change the way at any time.",
        ),
    ),
    Purpose.PHOTO: (
        ConsentText(
            "photo-1",
            "我同意贵行在活动中为我拍照，并仅在我选择的范围内使用。我可以随时撤回，撤回后贵行停止使用并删除照片。",
            "I agree that the bank takes photographs of me at its events and uses them only as far as I have chosen. "
            "I may withdraw this at any time; the bank then stops using them and deletes them.",
        ),
    ),
    Purpose.HEALTH: (
        ConsentText(
            "health-1",
            "我单独同意贵行记录我告知的饮食忌口与健康状况，仅用于安排我参加的活动，活动结束三十日后删除。",
            "I agree separately that the bank notes what I tell it of my diet and health, only to prepare the events "
            "that I attend, and deletes it thirty days after the event.",
        ),
    ),
    Purpose.AGENCY: (
        ConsentText(
            "agency-1",
            "我单独同意贵行为安排本次出行，将我的姓名、电话及办理所需的证件信息提供给贵行告知我的旅行社或保险公司。",
            "I agree separately that, to arrange this trip, the bank passes my name, telephone number and the "
            "documents' details that are needed to the agency or insurer which it has named to me.",
        ),
    ),
    Purpose.COMPANION: (
        ConsentText(
            "companion-1",
            "我同意贵行就本人参加的活动与我同行的来宾联系；我已征得该来宾同意。",
            "I agree that the bank contacts whom I bring to an event that I attend; "
            "the guest has told me that they agree.",
        ),
    ),
}
"""By purpose, the oldest first."""


def present_text(purpose: Purpose) -> ConsentText:
    """The wording that is shown when consent is taken today."""
    return TEXTS[purpose][-1]


def text_of(version: str) -> ConsentText | None:
    """The wording of a consent that was given once; None for one taken elsewhere and brought in."""
    return next((text for texts in TEXTS.values() for text in texts if text.version == version), None)
