"""Lists that were brought in: what becomes of their files and of the rows that were left out."""

import csv
import io
from datetime import timedelta

import sqlalchemy as sa
import xlsxwriter

from clients.lists.uploads import FOLDER
from clients.models import ClientImport
from core import files
from core.db import db
from tests.clients.lists import clients, confirm, kept_files, upload


def workbook(**sheets):
    """An XLSX with these sheets, each a list of rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return buffer.getvalue()


def test_a_list_is_thrown_away_with_its_file(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")

    browser.post(f"{address}/discard")

    assert kept_files(cast) == []
    assert browser.get(address).status_code == 404


def test_left_out_rows_are_thrown_away_and_the_clients_stay(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名,手机\n王文静,\n李强,1\n")
    confirm(browser, address)

    browser.post(f"{address}/discard")

    assert kept_files(cast) == []
    assert "未导入的行已删除" in browser.get(address).text
    assert browser.get(f"{address}/left-out.csv").status_code == 404
    assert len(clients(cast)) == 1


def test_files_that_nobody_confirmed_go_after_a_week(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")
    with cast.app.app_context():
        row = db.session.scalar(sa.select(ClientImport))
        row.created_at -= timedelta(days=8)
        db.session.commit()

    later = upload(browser, "姓名\n李强\n")

    assert browser.get(address).status_code == 404
    assert len(kept_files(cast)) == 1
    assert browser.get(later).status_code == 200


def test_a_list_whose_file_is_gone_says_so(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")
    with cast.app.app_context():
        files.drop(FOLDER, db.session.scalar(sa.select(ClientImport.file)))

    answer = browser.get(address)

    assert answer.status_code == 409
    assert "这份名单的文件已不在这里" in answer.text


def test_left_out_cells_are_no_formulas(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "=cmd,姓名\n=1+1,123\n")
    browser.post(f"{address}/columns", data={"column-1": "name"})
    browser.post(f"{address}/confirm")

    page = browser.get(address).text
    assert "没有可以导入的行" not in page
    rows = list(csv.reader(io.StringIO(browser.get(f"{address}/left-out.csv").data.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["'=cmd", "'=1+1"]


def test_the_list_is_found_behind_a_sheet_of_notes_and_under_a_title(cast):
    book = workbook(
        说明=[["本表仅供内部使用"], ["请勿外传"], ["有问题请找办公室"]],
        名单=[["春茶会邀约名单"], ["序号", "姓名", "手机号码"], [1, "张\u3000伟", "13800001234"], ["", "合计", ""]],
    )
    browser = cast.signed_in("zhao")

    confirm(browser, upload(browser, book, "名单.xls"))

    assert [(client.full_name, client.phone) for client in clients(cast)] == [("张伟", "+8613800001234")]
