"""A list that would hold others up is refused in words before anything is kept; a long one takes few queries."""

import io

import sqlalchemy as sa

from clients.lists import uploads
from clients.lists.uploads import FOLDER
from clients.models import ClientImport
from core import files
from core.db import db


def upload(cast, rows: int):
    lines = ["客户号,姓名,性别", *(f"{number},王{number},女" for number in range(rows))]
    sheet = (io.BytesIO("\n".join(lines).encode()), "名单.csv")
    return cast.signed_in("zhao").post("/clients/import", data={"file": sheet}, content_type="multipart/form-data")


def test_a_list_of_the_greatest_length_is_taken_and_one_more_is_not(cast, app, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_ROWS", 3_000)
    assert upload(cast, 3_000).status_code == 302

    answer = upload(cast, 3_001)

    assert answer.status_code == 422
    assert "一次最多导入3000位客户" in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ClientImport)) == 1
        [kept] = files.folder(FOLDER).iterdir()
        kept.unlink()
