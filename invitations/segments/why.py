"""Why a client is of a segment: the rule judged in Python, condition by condition, with what stands at the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clients.models import Client
from invitations.segments.catalogue import PLAIN, Catalogue
from invitations.segments.conditions import profiles
from invitations.segments.facts import Facts, facts_of
from invitations.segments.operators import Asked
from invitations.segments.rule import Condition, Join, Node, Rule


@dataclass(frozen=True)
class Because:
    """One reason: the field, and what stood there. It is kept as JSON and said in the language of whoever reads it."""

    field: str
    at: Any

    def stored(self) -> dict[str, Any]:
        return {"field": self.field, "at": self.at}


@dataclass(frozen=True)
class Match:
    """Whether the rule selects the client, and why."""

    selected: bool
    because: tuple[Because, ...] = ()


def why(clients: Sequence[Client], rule: Rule, today: date) -> dict[int, Match]:
    """The rule judged for each client, by id; a fixed number of queries however many they are."""
    facts = facts_of(clients, rule.fields(), today)
    by_traits = profiles(rule)
    found = {}
    for client in clients:
        selected, because = _judge(rule.root, client, facts, rule.catalogue)
        if client.no_profiling and by_traits:
            selected = False
        found[client.id] = Match(selected, because if selected else ())
    return found


def _judge(node: Node, client: Client, facts: Facts, catalogue: Catalogue) -> tuple[bool, tuple[Because, ...]]:
    if isinstance(node, Condition):
        field = catalogue.field(node.field)
        if field is None:
            raise KeyError(node.field)
        at, asked = field.at(client, facts), Asked(node.op, node.value, node.further, facts.today)
        if not field.judge(at, asked):
            return False, ()
        return True, (Because(node.field, field.narrow(at, asked)),)
    judged = [_judge(part, client, facts, catalogue) for part in node.nodes]
    reasons = tuple(one for holds, because in judged if holds for one in because)
    if node.join is Join.ALL:
        return all(holds for holds, _because in judged), reasons
    some = any(holds for holds, _because in judged)
    return (not some, ()) if node.join is Join.NONE else (some, reasons)


def in_words(because: Sequence[Because] | Sequence[Mapping[str, Any]], catalogue: Catalogue = PLAIN) -> list[str]:
    """The reasons, each said in the reader's language; of fields that are no more, nothing."""
    said = []
    for one in because:
        code, at = (one.field, one.at) if isinstance(one, Because) else (str(one.get("field")), one.get("at"))
        field = catalogue.field(code)
        words = field.told(at) if field else ""
        if words and words not in said:
            said.append(words)
    return said
