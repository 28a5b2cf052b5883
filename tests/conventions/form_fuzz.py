"""Forms filled with what nobody would type: each answers with a page and a sentence, never with a fault of ours.

    python -m tests.conventions.form_fuzz [--who li] [--tries 10000] [--seed 1] [--postgres]

The forms are those that the application's own pages show, with the values that stand in them; in each try one field
holds something else: too long, of another kind, another alphabet, the code of somebody else's language, or nothing.
Prints each address that failed once, and one line of sums.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.house import Cast, build_app, settle

NASTY = (
    "\x00", "a\x00b", "x" * 41, "x" * 121, "x" * 301, "y" * 5000, "名" * 20_000, "9" * 400, "99999999999999999999",
    "2147483648", "-1", "0", "1e9", "NaN", "Infinity", "0x10", "١٢", "²", "①", "２０２７-０１-０１", "0001-01-01",
    "9999-12-31", "10000-01-01", "2027-02-30", "2027-02-30T25:61", "[]", "{}", "null", "'\"><script>alert(1)</script>",
    "{{7*7}}", "%(name)s", "%s%n", "{0.__class__}", "=cmd|' /C calc'!A0", "\r\nSet-Cookie: x=1", "../../etc/passwd",
    "\U0010ffff", "\u202eevil", "a\u0301" * 300, "%00", "_", "\\", "''", "; DROP TABLE client", "𠮷", "，,、", "+", "@",
    "a@" + "b" * 300 + ".com", "undo", "true", "",
)  # fmt: skip
ARGUMENTS = (
    "page", "q", "rm", "branch", "level", "status", "due", "m", "who", "all", "kind", "show", "view", "sort", "tier",
    "type", "interest", "holding", "month", "year", "day", "segment", "event", "which", "copy", "subject", "staff",
    "lang", "from", "until", "purpose", "next", "tab", "reply", "rule", "since", "before", "more", "step",
)  # fmt: skip
_FILES = re.compile(r"\.(pdf|png|zip|csv|ics|xlsx|vcf)$")


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str | None]] = field(default_factory=list)  # name, value; None: not ticked


class _Forms(HTMLParser):
    """The forms of a page with the values that stand in them."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self.select = path, list[Form](), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            action = told.get("action") or told.get("hx-post") or self.path
            self.found.append(Form(action, (told.get("method") or "get").lower()))
        elif not self.found:
            return
        elif tag in ("input", "textarea") and told.get("name"):
            ticked = told.get("type") not in ("checkbox", "radio") or "checked" in told
            self.found[-1].fields.append((told["name"] or "", (told.get("value") or "") if ticked else None))
        elif tag == "select" and told.get("name"):
            self.select = told["name"] or ""
            self.found[-1].fields.append((self.select, ""))
        elif tag == "option" and self.select and ("selected" in told or not self.found[-1].fields[-1][1]):
            self.found[-1].fields[-1] = (self.select, told.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


def forms_of(browser: Any, paths: list[tuple[str, str]]) -> list[Form]:
    """The different forms of these pages, at most three pages of an endpoint."""
    opened: dict[str, int] = {}
    found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for endpoint, path in paths:
        opened[endpoint] = opened.get(endpoint, 0) + 1
        if opened[endpoint] > 3 or _FILES.search(path):
            continue
        answer = browser.get(path)
        if answer.status_code != 200 or "html" not in answer.mimetype:
            continue
        parser = _Forms(path)
        parser.feed(answer.text)
        for form in parser.found:
            if "sign-out" not in form.action and "password" not in form.action:
                shape = (form.method, re.sub(r"\d+", "N", form.action.split("?")[0]), tuple(n for n, _ in form.fields))
                found.setdefault(shape, form)
    return [*found.values()]


def tries(forms: list[Form], dice: random.Random, each: int) -> Iterator[tuple[Form, MultiDict[str, str], str]]:
    """Each form with one field after the other spoilt by `each` of the nasty values, left out, and given four times."""
    for form in forms:
        honest = MultiDict([(name, value) for name, value in form.fields if value is not None])
        for name in dict.fromkeys(name for name, _value in form.fields):
            for value in dice.sample(NASTY, min(each, len(NASTY))):
                spoilt = honest.copy()
                spoilt.setlist(name, [value])
                yield form, spoilt, f"{name}={value[:20]!r}"
            spoilt = honest.copy()
            spoilt.setlist(name, ["a", "b", "1", "1"])
            yield form, spoilt, f"{name} four times"
            spoilt.poplist(name)
            yield form, spoilt, f"{name} left out"


def failures(app: Flask, cast: Cast, who: str, *, seed: int, most: int) -> tuple[int, list[str]]:
    """How much was sent, at most so many drawn from all tries there are, and what failed: the address and why."""
    from tests.conventions.test_taint import addresses

    dice, sent, failed = random.Random(seed), 0, dict[str, str]()
    browser = cast.signed_in(who)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    paths = addresses(app, "GET")
    forms = forms_of(browser, paths)
    asked = [Form(path, "get", [(name, "") for name in ARGUMENTS]) for path in dict(paths).values()]
    further = (
        (one, MultiDict([(name, nasty) for name, _ in one.fields]), nasty) for one in asked for nasty in NASTY[1:3]
    )
    every = [*further, *tries(forms, dice, len(NASTY))]
    for form, values, what in dice.sample(every, min(most, len(every))):
        key = {"query_string": values} if form.method == "get" else {"data": values}
        answer = browser.open(form.action, method=form.method.upper(), **key)
        sent += 1
        if answer.status_code >= 500:
            failed.setdefault(re.sub(r"\d+", "N", form.action.split("?")[0]), f"{form.method} {form.action} {what}")
        elif answer.status_code == 302 and "/sign-in" in answer.headers.get("Location", ""):
            browser = cast.signed_in(who)
    app.config["PROPAGATE_EXCEPTIONS"] = None
    return sent, [*failed.values()]


def main() -> None:
    from tests import postgres
    from tests.conventions.marked_house import furnish

    options = argparse.ArgumentParser()
    options.add_argument("--who", default="li")
    options.add_argument("--tries", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--postgres", action="store_true")
    chosen = options.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'yaji.db'}"
        if chosen.postgres:
            server = sa.make_url(stack.enter_context(postgres.server()))
            with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(sa.text("CREATE DATABASE fuzz"))
            url = server.set(database="fuzz").render_as_string(hide_password=False)
        app = build_app(url, folder)
        with app.app_context():
            cast = settle(app)
        furnish(cast)
        sent, failed = failures(app, cast, chosen.who, seed=chosen.seed, most=chosen.tries)
    for one in failed:
        print(one)
    print(json.dumps({"who": chosen.who, "postgres": chosen.postgres, "sent": sent, "failed": len(failed)}))


if __name__ == "__main__":
    main()
