"""A list that would hold everybody else up is refused in words, before anything is kept."""

import io

import sqlalchemy as sa

from clients.lists.uploads import FOLDER, MOST_ROWS
from clients.models import ClientImport
from core import files
from core.db import db


def upload(cast, rows: int):
    lines = ["客户号,姓名,性别", *(f"{number},王{number},女" for number in range(rows))]
    sheet = (io.BytesIO("\n".join(lines).encode()), "名单.csv")
    return cast.signed_in("zhao").post("/clients/import", data={"file": sheet}, content_type="multipart/form-data")


def test_five_thousand_clients_are_taken_and_one_more_is_not(cast, app):
    assert upload(cast, MOST_ROWS).status_code == 302

    answer = upload(cast, MOST_ROWS + 1)

    assert answer.status_code == 422
    assert "一次最多导入5000位客户" in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ClientImport)) == 1
        [kept] = files.folder(FOLDER).iterdir()
        kept.unlink()
