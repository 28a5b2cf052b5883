"""Where a look's logo and seal lie: among the private files or, where there is no application, wherever one points."""

from __future__ import annotations

import hashlib
from pathlib import Path

from printing.designs.look import FILES, Look
from printing.errors import PictureMissing

_given: dict[str, Path] = {}


def give(path: Path) -> str:
    """A name under which looks of this process know a picture that is no private file. Raises OSError."""
    name = hashlib.sha256(path.read_bytes()).hexdigest()
    _given[name] = path
    return name


def picture(name: str) -> Path:
    """The file of a look's logo or seal. Raises PictureMissing when it is gone from the disk."""
    if name in _given:
        return _given[name]
    # Imported here, so that letters can be printed where there is no application.
    from core.files import find  # noqa: PLC0415

    try:
        return find(FILES, name)
    except FileNotFoundError:
        raise PictureMissing from None


def require_pictures(look: Look) -> None:
    """Raises PictureMissing, before anything is drawn, when one of the look's pictures is gone."""
    for name in (look.logo, look.seal):
        if name:
            picture(name)
