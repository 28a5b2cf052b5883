"""What of a text its lines depend on: its shape, in which one Chinese character stands for all that are set alike.

Most characters of a Chinese text are one em wide and drawn by the text's own face. Two paragraphs that differ only in
such characters, and may be parted at the same places, as with two guests' names, break into lines with the same gaps;
so lines are remembered by shape and break points, and few of a run's paragraphs need setting anew.
"""

from __future__ import annotations

from printing.setting import faces
from printing.setting.cells import is_han
from printing.setting.kinsoku import NO_END_STRICT, NO_START
from printing.setting.wholes import INSPECTED

_ANY = "永"
# Where a text may be parted depends on these too.
_MEANT = INSPECTED | NO_START | NO_END_STRICT
assert _ANY not in _MEANT


class _Sound(dict[int, str]):
    """Character to what stands for it when break points are asked for: itself, if any rule might ask for it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        sound = self[code] = _ANY if char not in _MEANT and is_han(char) else char
        return sound


class _Shape(dict[int, str]):
    """Character to what stands for it in a line set in `base`."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def __missing__(self, code: int) -> str:
        char = chr(code)
        shape = self[code] = _ANY if is_han(char) and faces.fills_em(char, self.base) else char
        return shape


class _Form(dict[int, str]):
    """Character to what stands for it in sound and shape."""

    def __init__(self, shape: _Shape) -> None:
        super().__init__()
        self.shape = shape

    def __missing__(self, code: int) -> str:
        form = self[code] = _ANY if self.shape[code] == _ANY == _SOUND[code] else chr(code)
        return form


_SOUND = _Sound()
_SHAPES = {base: _Shape(base) for base in (faces.KAI, faces.SONG)}
_FORMS = {base: _Form(shape) for base, shape in _SHAPES.items()}


def sound_of(text: str) -> str:
    """A text that may be parted where this one may, see `kinsoku.break_points`."""
    return text.translate(_SOUND)


def shape_of(text: str, base: str) -> str:
    """A text whose lines look like this one's; of a Latin text, whose letters all differ in width, the text itself."""
    return text.translate(_SHAPES[base]) if base in _SHAPES else text


def form_of(text: str, base: str) -> str:
    """A text with the same sound and the same shape: all there is to know of a text before its lines are set."""
    return text.translate(_FORMS[base]) if base in _FORMS else text
