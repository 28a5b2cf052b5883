"""The rule of a segment: a tree of conditions, as it is read from JSON and kept there.

{"all" | "any": [node, …]}, {"not": node}, {"field": code, "op": code, "value": …, "further": …}
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from invitations.segments.catalogue import PLAIN, Catalogue
from invitations.segments.operators import Op, Refused

MOST_DEPTH = 5
MOST_CONDITIONS = 40


class Join(enum.Enum):
    """How the parts of a group belong together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


Value = tuple[str, ...] | int | None


@dataclass(frozen=True)
class Condition:
    """One question to a client: a field, how it is asked, and what with."""

    field: str
    op: Op
    value: Value = None
    further: int | None = None

    def stored(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        whole = {"field": self.field, "op": self.op.value, "value": value, "further": self.further}
        return {name: part for name, part in whole.items() if part is not None}


@dataclass(frozen=True)
class Group:
    """Parts of which all, any or none must hold. Groups without parts ask for nothing and are not kept."""

    join: Join
    nodes: tuple[Group | Condition, ...] = ()

    def stored(self) -> dict[str, Any]:
        nodes = [node.stored() for node in self.nodes]
        return {"not": {"any": nodes}} if self.join is Join.NONE else {self.join.value: nodes}


Node = Group | Condition


@dataclass(frozen=True)
class Rule:
    """Whom to invite together. Without conditions it selects everybody."""

    root: Group = Group(Join.ALL)
    catalogue: Catalogue = field(default=PLAIN, compare=False, repr=False)  # the fields that it was read with

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return self.root.stored()

    @property
    def empty(self) -> bool:
        return not self.root.nodes

    def conditions(self) -> Iterator[Condition]:
        yield from _leaves(self.root)

    def fields(self) -> frozenset[str]:
        return frozenset(condition.field for condition in self.conditions())


def _leaves(node: Node) -> Iterator[Condition]:
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.nodes:
            yield from _leaves(part)


def make_rule(root: Group, catalogue: Catalogue = PLAIN) -> Rule:
    """The rule without its empty groups. Raises Refused: too_deep, too_many."""
    kept = pruned(root)
    rule = Rule(kept if isinstance(kept, Group) else Group(Join.ALL), catalogue)
    if depth_of(rule.root) > MOST_DEPTH:
        raise Refused("too_deep", most=MOST_DEPTH)
    if sum(1 for _condition in rule.conditions()) > MOST_CONDITIONS:
        raise Refused("too_many", most=MOST_CONDITIONS)
    return rule


def pruned(node: Node) -> Node | None:
    if isinstance(node, Condition):
        return node
    parts = tuple(part for part in map(pruned, node.nodes) if part is not None)
    return Group(node.join, parts) if parts else None


def depth_of(node: Node) -> int:
    """How many groups lie in one another."""
    return 0 if isinstance(node, Condition) else 1 + max((depth_of(part) for part in node.nodes), default=0)


@dataclass(frozen=True)
class Read:
    """A stored rule as far as it is understood, and what of it is not any more."""

    rule: Rule
    dropped: tuple[str, ...] = ()


def read_rule(stored: Any, catalogue: Catalogue = PLAIN) -> Read:
    """The rule that a segment keeps; what is unknown by now is dropped and told, and the rest still selects.

    Rules of earlier versions, {"types": […], "tiers": […]}, are read as trees.
    """
    dropped: list[str] = []
    node = _node(_tree(stored), catalogue, dropped, 0)
    root = node if isinstance(node, Group) else Group(Join.ALL, (node,) if node else ())
    try:
        return Read(make_rule(root, catalogue), tuple(dropped))
    except Refused as refused:
        return Read(Rule(catalogue=catalogue), (*dropped, refused.code))


_FLAT = {"types": ("primary_type", Op.ANY), "tiers": ("tier", Op.ANY), "interests": ("interest", Op.ANY)}
_FLAT_HOLDINGS = {"holdings": ("holding", Op.ANY), "min_holdings": ("holdings", Op.AT_LEAST)}


def _tree(stored: Any) -> Any:
    """A flat rule as a tree; a tree as it is."""
    if not isinstance(stored, Mapping) or not stored.keys() & {*_FLAT, *_FLAT_HOLDINGS}:
        return stored
    return {
        "all": [
            {"field": field, "op": op.value, "value": stored[name]}
            for name, (field, op) in {**_FLAT, **_FLAT_HOLDINGS}.items()
            if stored.get(name)
        ]
    }


def _node(stored: Any, catalogue: Catalogue, dropped: list[str], depth: int) -> Node | None:
    if not isinstance(stored, Mapping) or depth > 2 * MOST_DEPTH:  # a negated group is two steps of JSON
        if stored:
            dropped.append(str(stored)[:60])
        return None
    if "not" in stored:
        node = _node(stored["not"], catalogue, dropped, depth + 1)
        if isinstance(node, Group) and node.join is Join.ANY:
            return Group(Join.NONE, node.nodes)
        return Group(Join.NONE, (node,)) if node else None
    for join in (Join.ALL, Join.ANY):
        if join.value in stored:
            parts = stored[join.value]
            if not isinstance(parts, list):
                dropped.append(str(parts)[:60])
                return None
            nodes = (_node(part, catalogue, dropped, depth + 1) for part in parts)
            return Group(join, tuple(node for node in nodes if node is not None))
    return _condition(stored, catalogue, dropped) if stored else None


def _condition(stored: Mapping[str, Any], catalogue: Catalogue, dropped: list[str]) -> Condition | None:
    code, value, further = str(stored.get("field")), stored.get("value"), stored.get("further")
    asks = catalogue.field(code)
    try:
        op = Op(stored.get("op"))
        if asks is None:
            raise ValueError(code)
        texts = [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]
        known = asks.known(texts)
        if len(known) < len(texts):
            dropped.append(f"{code}: {', '.join(text for text in texts if text not in known)[:60]}")
        asked, more = asks.read(op, known, "" if further is None else str(further))
    except ValueError:
        if not dropped or not dropped[-1].startswith(f"{code}:"):
            dropped.append(code[:60])
        return None
    return Condition(code, op, asked, more)


def simple_rule(
    *,
    types: Any = (),
    tiers: Any = (),
    interests: Any = (),
    holdings: Any = (),
    min_holdings: int = 0,
) -> Rule:
    """One of the types, and one of the tiers, and one of the interests, and one of the holdings, and enough of them."""
    parts = {"types": types, "tiers": tiers, "interests": interests, "holdings": holdings}
    flat: dict[str, Any] = {name: [member.value for member in members] for name, members in parts.items()}
    return read_rule(flat | {"min_holdings": min_holdings}).rule
