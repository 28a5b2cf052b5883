"""What feedback comes to: how often each mark was given, means, and the net promoter score. Pure arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from attendance.feedback.questions import LOW, MARKS, Topic, sounds_unhappy
from attendance.models import Ease, Feedback

LEAST_FOR_NPS = 8
"""Below so many answers a score says more of chance than of the evening (domain practice, measures)."""
PROMOTER = 9


@dataclass(frozen=True)
class Marks:
    """The marks of one question: how often each was given."""

    given: Mapping[int, int]

    @property
    def number(self) -> int:
        return sum(self.given.values())

    @property
    def total(self) -> int:
        return sum(mark * times for mark, times in self.given.items())

    @property
    def mean(self) -> float | None:
        return self.total / self.number if self.number else None


@dataclass(frozen=True)
class Tally:
    """All feedback on an evening, counted."""

    number: int = 0
    marks: Mapping[str, Marks] = field(default_factory=dict)  # by the names of MARKS
    recommend: Marks = field(default_factory=lambda: Marks({}))
    ease: Mapping[Ease, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    named: int = 0

    @property
    def promoters(self) -> int:
        return sum(times for mark, times in self.recommend.given.items() if mark >= PROMOTER)

    @property
    def detractors(self) -> int:
        return sum(times for mark, times in self.recommend.given.items() if mark <= LOW)

    @property
    def nps(self) -> int | None:
        """% of 9 and 10 minus % of 0 to 6; none below eight answers."""
        n = self.recommend.number
        return round(100 * (self.promoters - self.detractors) / n) if n >= LEAST_FOR_NPS else None


def tally(rows: Iterable[Feedback]) -> Tally:
    """Count the rows. A topic that we do not know any more counts as another one."""
    rows = list(rows)
    known = {topic.value for topic in Topic}
    codes = [code if code in known else Topic.OTHER.value for row in rows for code in row.topics]
    codes += [Topic.OTHER.value for row in rows if row.topic_note and Topic.OTHER.value not in row.topics]
    return Tally(
        number=len(rows),
        marks={name: _marks(getattr(row, name) for row in rows) for name in MARKS},
        recommend=_marks(row.recommend for row in rows),
        ease=Counter(row.ease for row in rows if row.ease is not None),
        topics=Counter(codes),
        named=sum(row.invitation_id is not None for row in rows),
    )


def _marks(values: Iterable[int | None]) -> Marks:
    return Marks(Counter(value for value in values if value is not None))


def best_and_worst(rows: Sequence[Feedback], most: int = 3) -> tuple[list[str], list[str]]:
    """What the most and the least content wrote, word for word, without names; nobody's in both."""
    said = [row for row in rows if row.words]

    def liking(row: Feedback) -> float:
        if sounds_unhappy(row.words):
            return 0.0  # high marks from politeness, and then the words
        marks = [mark for name in MARKS if (mark := getattr(row, name)) is not None]
        marks += [row.recommend / 2] if row.recommend is not None else []
        return sum(marks) / len(marks) if marks else 3.0

    ordered = sorted(said, key=lambda row: (-liking(row), row.id))
    best = [row.words for row in ordered if liking(row) > 3][:most]
    worst = [row.words for row in reversed(ordered) if liking(row) <= 3][:most]
    return best, worst
