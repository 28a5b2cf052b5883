"""One connection to the mail server, and handing one message to one reader by it.

What matters is the moment from which the server may have the message: before it, trying again is harmless; after it,
nobody but the server knows, and a second try could be a second mail.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

PATIENCE = 30
"""So many seconds each answer of the server is waited for."""
GO_ON, DONE = 354, (250, 251)
_LOCAL = ("127.0.0.1", "localhost", "::1")


class TryLater(Exception):
    """The server does not have the message, and may take it another time. `lost`: it can't be reached just now."""

    def __init__(self, reason: str, *, lost: bool = False) -> None:
        super().__init__(reason)
        self.lost = lost


class Refused(Exception):
    """The server does not have the message and will not take it."""


class Unsure(Exception):
    """The text was handed over and no answer came."""


class MailServer:
    """A connection that stays open from message to message; `url` is like smtps://user:password@host:465."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, sender: str, reader: str, text: bytes, *, before_text: Callable[[], None]) -> None:
        """Give one message for one reader. `before_text` runs when the server waits for the text: from then on it may
        have it; what it raises stops the message.

        Raises TryLater, Refused, or Unsure.
        """
        try:
            smtp = self._connected()
            self._ask(smtp, "MAIL FROM", lambda: smtp.mail(sender), DONE)
            self._ask(smtp, "RCPT TO", lambda: smtp.rcpt(reader), DONE)
            self._ask(smtp, "DATA", lambda: smtp.docmd("DATA"), (GO_ON,))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise TryLater(type(error).__name__, lost=True) from None
        try:
            before_text()
        except BaseException:
            self.close()  # without the final dot the server throws the text away
            raise
        try:
            smtp.send(dotted(text))
            code, _answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unsure(type(error).__name__) from None
        if code not in DONE:
            self._said_no(smtp, "text", code)

    def close(self) -> None:
        """Leave; the next message opens a new connection."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        host, secure = self._parts.hostname or "", ssl.create_default_context()
        if self._parts.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, self._parts.port or 465, timeout=PATIENCE, context=secure)
        else:
            smtp = smtplib.SMTP(host, self._parts.port or 25, timeout=PATIENCE)
        try:
            self._greet(smtp, host, secure)
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def _greet(self, smtp: smtplib.SMTP, host: str, secure: ssl.SSLContext) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._parts.scheme == "smtp" and smtp.has_extn("starttls"):
            smtp.starttls(context=secure)
            smtp.ehlo()
        elif self._parts.scheme == "smtp" and self._parts.username and host not in _LOCAL:
            raise smtplib.SMTPException("the password would cross the net in the open")
        if self._parts.username:
            smtp.login(unquote(self._parts.username), unquote(self._parts.password or ""))

    def _ask(
        self, smtp: smtplib.SMTP, step: str, ask: Callable[[], tuple[int, bytes]], wanted: tuple[int, ...]
    ) -> None:
        code, _answer = ask()
        if code not in wanted:
            self._said_no(smtp, step, code)

    def _said_no(self, smtp: smtplib.SMTP, step: str, code: int) -> None:
        """Raises what the server's number means; its words may name the reader and are not kept."""
        if code in (421, -1):
            self.close()
        else:
            try:
                smtp.rset()
            except (OSError, smtplib.SMTPException):
                self.close()
        if code == -1 and step == "text":
            raise Unsure("answer unread")
        if 500 <= code <= 599:
            raise Refused(f"{code} after {step}")
        raise TryLater(f"{code} after {step}")


def dotted(text: bytes) -> bytes:
    """The text as it goes over the wire: its lines' ends CR LF, a dot at a line's start doubled, a lone dot last."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", text)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines) + b".\r\n"
