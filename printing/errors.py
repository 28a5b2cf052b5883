"""What can be wrong with a letter before it is paper: one class per way, each with a code screens translate."""

from collections.abc import Iterable


class PrintingError(ValueError):
    """Base of all: `code` is a stable word for catalogues, `details` the values a message may quote."""

    code = "printing-error"

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(f"{self.code}: {details}" if details else self.code)


class FontsMissing(PrintingError):
    """A face that Yaji ships is not in printing/setting/fonts (a broken installation)."""

    code = "fonts-missing"


class MissingGlyphs(PrintingError):
    """Characters that no face can draw; a letter with a box in a name is never printed.

    details: characters; and, where it is known, whose (the name or the field that has them).
    """

    code = "missing-glyphs"

    @property
    def named(self) -> str:
        """The characters with their code points, as a person or a font's maker can look them up: 😀 (U+1F600)."""
        characters: Iterable[str] = self.details["characters"]  # type: ignore[assignment]
        # Half of a surrogate pair, as a broken list may hold, can't even be shown.
        return ", ".join(
            f"U+{ord(char):04X}" if "\ud800" <= char <= "\udfff" else f"{char} (U+{ord(char):04X})"
            for char in characters
        )


class LetterOverflow(PrintingError):
    """A letter that doesn't fit one page even at the smallest permitted setting. details: over_mm."""

    code = "letter-overflow"


class NameTooLong(PrintingError):
    """A name that no size people can read sets on a card. details: name."""

    code = "name-too-long"


class QrPayloadInvalid(PrintingError):
    """A payload that would not give the small upper-case code our paper is measured for. details: reason."""

    code = "qr-payload-invalid"


class NaiveTime(PrintingError):
    """A time without a zone: the weekday on the letter could be a day off, so it is refused."""

    code = "naive-time"


class UnknownPlaceholder(PrintingError):
    """A template names a field that doesn't exist. details: name, at (character offset), nearest (a name or "")."""

    code = "unknown-placeholder"


class EmptyPlaceholder(PrintingError):
    """A field the template needs has no value for this client. details: name."""

    code = "empty-placeholder"


class BrokenTemplate(PrintingError):
    """Optional-passage marks that don't pair up. details: at (character offset)."""

    code = "broken-template"


class EmptyText(PrintingError):
    """A text that says nothing: there is no page to make of it."""

    code = "empty-text"


class SalutationUnknown(PrintingError):
    """Neither gender nor title nor an own form of address is known, so that nobody can say 女士 or Mr."""

    code = "salutation-unknown"


class PictureMissing(PrintingError):
    """A branch's logo or seal is gone from the disk."""

    code = "picture-missing"
