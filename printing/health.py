"""Whether the faces can be loaded: without them no letter is printed, so the application is not ready."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from core.health import Finding
from printing.setting import faces

_ADVICE = "The faces in printing/setting/fonts/ are incomplete; restore them."


def check_faces() -> Iterator[Finding]:
    """One finding for all the faces that Yaji ships."""
    try:
        faces.load()
        missing = faces.missing("邀请函〇珺“”") or faces.missing("Dear Ms Wang", faces.LATIN)
    # What a file that is absent, cut short or no face at all makes of reading it.
    except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
        yield Finding(
            "faces", False, f"A face is unreadable ({type(error).__name__}); restore printing/setting/fonts/."
        )
    else:
        yield Finding("faces", not missing, _ADVICE)
