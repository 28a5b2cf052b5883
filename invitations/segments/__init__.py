"""Segments: whom to invite together. A rule is a tree of conditions; it selects, says itself in words, and says why."""

from invitations.segments.catalogue import PLAIN, Catalogue, catalogue_of
from invitations.segments.conditions import conditions
from invitations.segments.draft import Draft, act, draft_from, draft_of
from invitations.segments.members import SAMPLE, Found, count, counts, find, members, page_of
from invitations.segments.operators import Op, Refused
from invitations.segments.rule import (
    MOST_CONDITIONS,
    MOST_DEPTH,
    Condition,
    Group,
    Join,
    Read,
    Rule,
    make_rule,
    read_rule,
    simple_rule,
)
from invitations.segments.sentence import sentence
from invitations.segments.why import Because, Match, in_words, why

__all__ = [
    "MOST_CONDITIONS",
    "MOST_DEPTH",
    "PLAIN",
    "SAMPLE",
    "Because",
    "Catalogue",
    "Condition",
    "Draft",
    "Found",
    "Group",
    "Join",
    "Match",
    "Op",
    "Read",
    "Refused",
    "Rule",
    "act",
    "catalogue_of",
    "conditions",
    "count",
    "counts",
    "draft_from",
    "draft_of",
    "find",
    "in_words",
    "make_rule",
    "members",
    "page_of",
    "read_rule",
    "sentence",
    "simple_rule",
    "why",
]
