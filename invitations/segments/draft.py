"""A rule while somebody puts it together: what the fields of the page hold, right or wrong, and nothing of it is lost.

Each part has a place: the whole is "0", its second part "0-1". Fields are named by it: join.0, field.0-1, op.0-1,
value.0-1 and further.0-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from invitations.segments.catalogue import Catalogue
from invitations.segments.field_words import refusal
from invitations.segments.kinds import Field
from invitations.segments.operators import Control, Op, Refused
from invitations.segments.rule import Condition, Group, Join, Node, Rule, make_rule

ROOT = "0"
MOST_PARTS = 120
LONGEST_TYPED = 400
FIRST_FIELD = "type"


@dataclass
class DraftCondition:
    """A condition as it was typed."""

    place: str
    asks: Field
    op: Op
    texts: list[str] = field(default_factory=list)
    further: str = ""
    error: str = ""

    @property
    def control(self) -> Control:
        return self.asks.control(self.op)

    def read(self) -> Condition:
        """Raises Refused."""
        value, further = self.asks.read(self.op, self.texts, self.further)
        return Condition(self.asks.code, self.op, value, further)


@dataclass
class DraftGroup:
    place: str
    join: Join
    nodes: list[DraftGroup | DraftCondition] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return self.place.count("-") + 1


@dataclass
class Draft:
    """The whole rule as typed; `error` is what is wrong with it beside its conditions."""

    root: DraftGroup
    catalogue: Catalogue
    error: str = ""
    focus: str = ""  # the place of what was added last

    def rule(self) -> Rule | None:
        """The rule, or None when something is wrong: then each wrong condition says what."""
        wrong = False
        for condition in _conditions(self.root):
            try:
                condition.read()
            except Refused as refused:
                condition.error, wrong = refusal(refused), True
        try:
            rule = self.finished()
        except Refused as refused:
            self.error = refusal(refused)
            return None
        return None if wrong else rule

    def finished(self) -> Rule:
        """As much of the rule as is finished, to count by while it is made. Raises Refused: too_deep, too_many."""
        return make_rule(Group(self.root.join, tuple(_readable(self.root))), self.catalogue)

    @property
    def unfinished(self) -> int:
        """How many conditions can't be counted by yet."""
        return sum(1 for condition in _conditions(self.root) if not _node(condition))


def _readable(group: DraftGroup) -> Iterator[Node]:
    for part in group.nodes:
        if isinstance(part, DraftGroup):
            yield Group(part.join, tuple(_readable(part)))
        elif node := _node(part):
            yield node


def _node(condition: DraftCondition) -> Condition | None:
    try:
        return condition.read()
    except Refused:
        return None


def _conditions(group: DraftGroup) -> Iterator[DraftCondition]:
    for part in group.nodes:
        if isinstance(part, DraftGroup):
            yield from _conditions(part)
        else:
            yield part


def draft_of(rule: Rule) -> Draft:
    """A saved rule, to be changed. An empty one begins with a condition."""
    draft = Draft(DraftGroup(ROOT, rule.root.join), rule.catalogue)
    _fill(draft, draft.root, rule.root.nodes)
    if not draft.root.nodes:
        add_condition(draft, ROOT)
        draft.focus = ""
    return draft


def _fill(draft: Draft, group: DraftGroup, nodes: tuple[Node, ...]) -> None:
    for number, node in enumerate(nodes):
        place = f"{group.place}-{number}"
        if isinstance(node, Group):
            inner = DraftGroup(place, node.join)
            _fill(draft, inner, node.nodes)
            group.nodes.append(inner)
        elif (asks := draft.catalogue.field(node.field)) is not None:
            value: Any = node.value
            texts = list(value) if isinstance(value, tuple) else [] if value is None else [str(value)]
            further = "" if node.further is None else str(node.further)
            group.nodes.append(DraftCondition(place, asks, node.op, texts, further))


def draft_from(form: MultiDict[str, str], catalogue: Catalogue) -> Draft:
    """What the page's fields hold. Whatever was meddled with is passed over."""
    places = sorted(
        {
            match[2]
            for key in list(form)[: 6 * MOST_PARTS]
            if (match := re.fullmatch(r"(join|field)\.(0(?:-\d{1,3}){0,8})", key))
        },
        key=_order,
    )
    groups: dict[str, DraftGroup] = {ROOT: DraftGroup(ROOT, _join(form.get(f"join.{ROOT}")))}
    for place in places[:MOST_PARTS]:
        parent = groups.get(place.rpartition("-")[0])
        if parent is None:
            continue
        if f"join.{place}" in form:
            groups[place] = DraftGroup(place, _join(form.get(f"join.{place}")))
            parent.nodes.append(groups[place])
        elif (asks := catalogue.field(form.get(f"field.{place}", ""))) is not None:
            parent.nodes.append(_typed(place, asks, form))
    draft = Draft(groups[ROOT], catalogue)
    _renumber(draft.root)
    return draft


def _order(place: str) -> list[int]:
    return [int(number) for number in place.split("-")]


def _join(code: str | None) -> Join:
    return Join(code) if code in {join.value for join in Join} else Join.ALL


def _typed(place: str, asks: Field, form: MultiDict[str, str]) -> DraftCondition:
    ops = {op.value: op for op in asks.ops}
    op = ops.get(form.get(f"op.{place}", ""), asks.ops[0])
    texts = [text[:LONGEST_TYPED].replace("\0", "") for text in form.getlist(f"value.{place}")]
    texts = [text for text in texts if text.strip()][:MOST_PARTS]
    return DraftCondition(place, asks, op, texts, form.get(f"further.{place}", "")[:20].strip())


def _renumber(group: DraftGroup) -> None:
    for number, part in enumerate(group.nodes):
        part.place = f"{group.place}-{number}"
        if isinstance(part, DraftGroup):
            _renumber(part)


def act(draft: Draft, wish: str) -> None:
    """What a button of the page asks for: add:0, group:0-1, remove:0-1. Anything else changes nothing."""
    verb, _colon, place = wish.partition(":")
    if verb == "add":
        add_condition(draft, place)
    elif verb == "group":
        add_group(draft, place)
    elif verb == "remove":
        remove(draft, place)


def add_condition(draft: Draft, place: str) -> None:
    group = _group_at(draft.root, place)
    if group is not None:
        asks = draft.catalogue.fields[FIRST_FIELD]
        group.nodes.append(DraftCondition(f"{place}-{len(group.nodes)}", asks, asks.ops[0]))
        draft.focus = group.nodes[-1].place


def add_group(draft: Draft, place: str) -> None:
    """A group with one condition: of one without any, nobody would know what it is for."""
    group = _group_at(draft.root, place)
    if group is not None:
        inner = DraftGroup(f"{place}-{len(group.nodes)}", Join.ANY)
        group.nodes.append(inner)
        add_condition(draft, inner.place)


def remove(draft: Draft, place: str) -> None:
    group = _group_at(draft.root, place.rpartition("-")[0])
    if group is not None:
        group.nodes = [part for part in group.nodes if part.place != place]
        _renumber(group)
        draft.focus = f"{group.place}-add"


def _group_at(group: DraftGroup, place: str) -> DraftGroup | None:
    if group.place == place:
        return group
    inner = (part for part in group.nodes if isinstance(part, DraftGroup) and f"{place}-".startswith(f"{part.place}-"))
    return next((found for part in inner if (found := _group_at(part, place)) is not None), None)
