"""Random rules over every field, for hypothesis."""

from hypothesis import strategies as st

from invitations.segments import Condition, Group, Join, Rule
from invitations.segments.fields import FIELDS
from invitations.segments.operators import Control

DAYS = st.integers(1, 800)


@st.composite
def conditions(draw, fields):
    field = draw(st.sampled_from(fields))
    op = draw(st.sampled_from(field.ops))
    control = field.control(op)
    texts, further = [], ""
    if control in (Control.TICKS, Control.SURE_TICKS):
        codes = list(field.words) or ["1", "2"]
        texts = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True))
        further = str(draw(st.integers(1, 3))) if control is Control.SURE_TICKS else ""
    elif control is Control.ONE:
        texts = [draw(st.sampled_from(list(field.words)))]
    elif control is Control.NUMBER:
        texts = [str(draw(st.integers(getattr(field, "least", 0), min(getattr(field, "most", 90), 90))))]
    elif control is Control.RANGE:
        low = draw(st.integers(0, 90))
        texts, further = [str(low)], str(draw(st.integers(low, 110)))
    elif control is Control.DAYS:
        texts = [str(draw(DAYS))]
    elif control is Control.TIMES:
        texts, further = [str(draw(st.integers(1, 3)))], str(draw(DAYS))
    elif control is Control.TEXT:
        texts = draw(st.lists(st.sampled_from(["滨江", "上城", "%", "'"]), min_size=1, max_size=2, unique=True))
    value, more = field.read(op, texts, further)
    return Condition(field.code, op, value, more)


def rules(fields=None, most=4):
    leaf = conditions(list((fields or FIELDS).values()))
    node = st.recursive(
        leaf,
        lambda inner: st.builds(Group, st.sampled_from(Join), st.lists(inner, min_size=1, max_size=3).map(tuple)),
        max_leaves=most,
    ).filter(lambda one: _depth(one) < 4)
    return st.builds(
        lambda join, nodes: Rule(Group(join, tuple(nodes))),
        st.sampled_from(Join),
        st.lists(node, min_size=1, max_size=3),
    )


def _depth(node):
    return 0 if isinstance(node, Condition) else 1 + max(map(_depth, node.nodes))
