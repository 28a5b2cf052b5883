"""Whether the faces can be loaded: without them no letter is printed, so the application is not ready."""

from __future__ import annotations

from collections.abc import Iterator

from core.health import Finding
from printing.errors import PrintingError
from printing.setting import faces


def check_faces() -> Iterator[Finding]:
    try:
        missing = faces.missing("邀请函〇珺")
    except (OSError, PrintingError) as error:
        yield Finding(
            "faces", False, f"A face is unreadable ({type(error).__name__}); restore printing/setting/fonts/."
        )
    else:
        yield Finding("faces", not missing, "The faces in printing/setting/fonts/ are incomplete; restore them.")
