"""A mail server that does what a test tells it: takes, puts off, refuses, hangs, or breaks off at a given step."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STEPS = {"MAIL": "mail", "RCPT": "rcpt", "DATA": "data"}
USUAL = {"mail": "250 ok", "rcpt": "250 ok", "data": "354 go on", "text": "250 taken"}


class Post(socketserver.ThreadingTCPServer):
    """`answers` says what each step is answered with; "hang" waits, "drop" hangs up. `taken` are the messages."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers: dict[str, str] = {}
        self.taken: list[tuple[str, str, bytes]] = []
        self.texts = 0  # whose last dot was read, whatever was answered
        self.got_text = threading.Event()
        self.reached = threading.Event()  # a step at which the server hangs
        self.go_on = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self.say("220 here")
        sender = reader = ""
        while line := self.rfile.readline():
            word = line[:4].decode().upper()
            step = STEPS.get(word)
            if word == "QUIT":
                self.say("221 bye")
                return
            if step is None:
                self.say("250 ok")
                continue
            if step == "mail":
                sender = line.decode().strip()
            if step == "rcpt":
                reader = line.decode().strip().removeprefix("rcpt TO:")
            if not self.answered(step):
                return
            if step == "data" and self.server.answers.get("data", USUAL["data"]).startswith("354"):
                text = self.read_text()
                if text is None:
                    return
                self.server.texts += 1
                self.server.got_text.set()
                if self.server.answers.get("text", USUAL["text"]).startswith("250"):
                    self.server.taken.append((sender, reader, text))
                if not self.answered("text"):
                    return

    def read_text(self) -> bytes | None:
        lines: list[bytes] = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(one[1:] if one.startswith(b"..") else one for one in lines)
            lines.append(line)
        return None

    def answered(self, step: str) -> bool:
        answer = self.server.answers.get(step, USUAL[step])
        if answer == "hang":
            self.server.reached.set()
            self.server.go_on.wait(20)
            return False
        if answer == "drop":
            return False
        self.say(answer)
        return True

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def post_office() -> Iterator[Post]:
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.go_on.set()
            server.shutdown()
            thread.join()
