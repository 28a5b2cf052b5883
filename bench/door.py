"""What a check-in at the door costs: the median of a POST in process, beside a Flask page that does nothing.

Each POST is a new guest's token, as the door page sends it: find the code, write the ledger, let the guest in, draw the
verdict, and commit durably to a SQLite file (synchronous=FULL). The baseline answers "hello" in the same process.
"""

from __future__ import annotations

import json
import sys
import tempfile
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from flask import Flask

from bench.replies import GUESTS, guests, median_ms
from tests.house import build_app, settle


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{Path(folder) / 'yaji.db'}", Path(folder))
        with app.app_context():
            cast = settle(app)
        soon = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
        event_id = cast.add_event(capacity=GUESTS, starts_at=soon)
        with app.app_context():
            tokens = guests(cast, event_id)
        browser = cast.signed_in("door")

        def check_in(number: int) -> int:
            fields = {"code": tokens[number], "scan_id": str(uuid.uuid4()), "by": "camera"}
            return browser.post(f"/door/{event_id}", data=fields, headers={"Accept": "application/json"}).status_code

        ours = median_ms(check_in, expect=200)
    nothing = Flask("nothing")
    nothing.add_url_rule("/", "hello", lambda: "hello", methods=["POST"])
    plain = nothing.test_client()
    baseline = median_ms(lambda _number: plain.post("/", data={"code": "x"}).status_code, expect=200)
    line = {"bench": "check_in_post", "n": GUESTS, "unit": "ms, median", "ours": round(ours, 3)}
    print(json.dumps(line | {"baseline": round(baseline, 3), "ratio": round(ours / baseline, 1)}))


if __name__ == "__main__":
    main()
