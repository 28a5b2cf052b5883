"""The art of a page, under its text: the design's ornaments, the branch's logo and seal, marks for folding."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from printing.designs import festive, ink_wash, laid, modern
from printing.designs.look import Look
from printing.designs.pen import Pen, grey, proportions
from printing.designs.pictures import picture
from printing.designs.plan import CardPlan, Plan
from printing.press.paper import A4, A5, Paper
from printing.press.sheet import Sheet

DESIGNS: dict[str, ModuleType] = {"laid": laid, "ink_wash": ink_wash, "festive": festive, "modern": modern}

_LOGO_OVER_MM = 6.0  # from its lower edge to the letterhead's baseline
_FOLDS = {A4: (99.0, 198.0), A5: (105.0,)}


def folds_of(paper: Paper) -> tuple[float, ...]:
    """Where a sheet is folded for its envelope, in mm from the top: A4 in three for DL, A5 in half for B6 or C6."""
    return _FOLDS.get(paper, ())


@dataclass(frozen=True, slots=True)
class Art:
    """What stands under the text of one kind of page; `seal_at` is the middle of the seal."""

    look: Look
    plan: Plan | CardPlan
    folded: bool = False
    back: bool = False
    seal_at: tuple[float, float] | None = None

    def draw(self, sheet: Sheet) -> None:
        """Draw on an empty page. Raises PictureMissing when the branch's logo or seal is gone from the disk."""
        pen, design, plan = Pen(sheet), DESIGNS[self.look.design], self.plan
        if isinstance(plan, CardPlan):
            design.draw_card(pen, self.look.accent)
            return
        if self.back:
            design.draw_back(pen, plan, self.look.accent)
            return
        design.draw_letter(pen, plan, self.look.accent)
        if self.look.logo:
            self._logo(pen, plan)
        if self.folded:
            for fold in folds_of(plan.paper):
                pen.line((4.3, fold), (7.3, fold), 0.25, grey(0.4))
        if self.look.seal and self.seal_at:
            self._seal(pen, self.seal_at)

    def _logo(self, pen: Pen, plan: Plan) -> None:
        file = str(picture(self.look.logo))
        ratio = proportions(file)
        height = min(plan.logo_mm, plan.room_mm * 0.45 / ratio)
        width = height * ratio
        left = plan.left_mm if plan.flush_left or plan.head_left else pen.width / 2 - width / 2
        pen.picture(file, left, plan.head_mm - _LOGO_OVER_MM - height, width, height)

    def _seal(self, pen: Pen, centre: tuple[float, float]) -> None:
        file = str(picture(self.look.seal))
        ratio = proportions(file)
        side = self.look.seal_mm
        width, height = (side, side / ratio) if ratio >= 1 else (side * ratio, side)
        pen.picture(file, centre[0] - width / 2, centre[1] - height / 2, width, height)
