"""Taking the client book out: who may, what is in the file, and what the audit log keeps."""

import csv
import io
import re

import pytest
import sqlalchemy as sa

from clients.lists.columns import Column
from clients.lists.telling import exported_phone
from clients.models import Client, Holding, Interest
from core.db import db
from core.spreadsheets import read_rows
from staff.models import AuditEntry


def take(browser, kind="csv", reason="春茶活动备用名单", **data):
    page = browser.get("/clients/export").text
    fields = re.findall(r'name="fields"[^>]*value="([^"]+)"', page)
    told = {"format": kind, "reason": reason, "purpose": "records", "leave_out": "y", "fields": fields}
    return browser.post("/clients/export", data=told | data)


def rows_of(answer):
    """Headings and clients, without the two lines beneath that say who took the list."""
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))[:-2]


def exports(cast):
    with cast.app.app_context():
        return db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export")).all()


@pytest.mark.parametrize("who", ["li", "manager", "admin"])
def test_organisers_managers_and_administrators_take_the_book_out(cast, who):
    cast.add_client(interests=[Interest.TEA], holdings=[Holding.FUND], do_not_mention="那只基金", talk_topics="孙子")

    answer = take(cast.signed_in(who))

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=clients-")
    heading, row = rows_of(answer)
    cells = dict(zip(heading, row, strict=True))
    assert (cells["姓"], cells["名"], cells["电话"], cells["理财经理"]) == ("王", "文静", "138-0000-1234", "赵经理")
    assert (cells["兴趣"], cells["持有产品"], cells["层级"], cells["聊天话题"]) == ("茶", "基金", "财富", "孙子")
    assert ("那只基金" in answer.data.decode()) is (who == "manager")  # confidences are for those who talk with clients


def test_door_staff_take_no_list_out(cast):
    cast.add_client()
    browser = cast.signed_in("door")

    assert browser.get("/clients/export").status_code == 403
    assert take(browser).status_code == 403
    assert exports(cast) == []


def test_a_relationship_manager_takes_no_telephone_numbers_and_addresses_out(cast):
    cast.add_client(email="wang@example.cn", postal_address="滨江路18号", wechat_note="文静")
    cast.add_client("陈", "敏", rm="sun")
    browser = cast.signed_in("zhao")

    answer = take(browser, fields=["surname", "given_name", "phone", "email", "postal_address", "wechat_note"])
    assert answer.status_code == 422  # what can't be chosen is refused
    heading, row = rows_of(take(browser))

    assert row[heading.index("名")] == "文静"
    text = take(browser).data.decode()
    assert not any(word in text for word in ("1234", "wang@", "滨江路", "陈"))
    assert "只由活动专员和支行行长导出" in browser.get("/clients/export").text


def test_nobody_takes_out_clients_of_another_branch(cast):
    cast.add_client("外", "地客户", rm="stranger")

    assert len(rows_of(take(cast.signed_in("li")))) == 1
    assert "外地客户" not in take(cast.signed_in("li")).data.decode()


@pytest.mark.parametrize("reason", ["", "x", "长" * 201])
def test_an_export_needs_a_reason(cast, reason):
    answer = take(cast.signed_in("li"), reason=reason)

    assert answer.status_code == 422
    assert exports(cast) == []


def test_the_audit_log_keeps_who_how_many_and_why(cast):
    cast.add_client()

    take(cast.signed_in("manager"))

    [entry] = exports(cast)
    assert (entry.subject, entry.staff_id) == ("client", cast.staff_ids["manager"])
    assert (entry.details["rows"], entry.details["format"]) == (1, "csv")
    assert (entry.details["reason"], entry.details["purpose"]) == ("春茶活动备用名单", "records")


def test_a_workbook_says_who_took_it_and_when(cast, tmp_path):
    cast.add_client(phone="+85291234567", talk_topics="=1+1")

    answer = take(cast.signed_in("li"), "xlsx")

    path = tmp_path / "clients.xlsx"
    path.write_bytes(answer.data)
    rows = read_rows(path, "workbook")
    assert "李组织 (li) · 20" in rows[-1][0]
    [entry] = exports(cast)
    assert entry.details["reference"] in rows[-1][0]
    assert rows[-1][0].endswith("春茶活动备用名单")
    assert "(+852) 9123 4567" in rows[1]
    assert "'=1+1" in rows[1]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_what_is_taken_out_can_be_brought_in_again(cast):
    cast.add_client(interests=[Interest.TEA, Interest.GOLF], holdings=[Holding.FUND], phone="+85291234567")
    content = take(cast.signed_in("li")).data
    browser = cast.signed_in("li")

    answer = browser.post("/clients/import", data={"file": (io.BytesIO(content), "clients.csv")})
    page = browser.get(answer.headers["Location"]).text

    assert "无变化" in page
    assert "以下各列不会导入" not in page


def test_a_foreign_phone_does_not_begin_like_a_formula(app):
    assert exported_phone("+85291234567") == "(+852) 9123 4567"
    assert exported_phone("+8613800001234") == "138-0000-1234"
    assert exported_phone("") == ""


def test_the_empty_list_names_all_columns(cast):
    browser = cast.signed_in("zhao")

    text = browser.get("/clients/empty-list.csv").data.decode("utf-8-sig")
    [heading] = csv.reader(io.StringIO(text, newline=""))

    assert "姓" in heading
    assert len(heading) == len({*Column}) - 1  # the whole name stands in its two parts


# The command line


def run(cast, *arguments):
    return cast.app.test_cli_runner().invoke(args=["clients", *arguments])


@pytest.fixture
def list_file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("姓名,手机,余额\n王文静,13800001234,1\n李强,12,1\n", encoding="utf-8")
    return str(path)


def test_the_command_says_what_each_row_would_do_and_writes_only_with_yes(cast, list_file):
    told = run(cast, "import", list_file, "--as", "zhao")

    assert told.exit_code == 0
    assert "line 2: new" in told.output
    assert "line 3: left out" in told.output
    assert "columns left out: 余额" in told.output
    with cast.app.app_context():
        assert db.session.scalar(sa.select(Client)) is None

    assert run(cast, "import", list_file, "--as", "zhao", "--yes").exit_code == 0
    with cast.app.app_context():
        client = db.session.scalar(sa.select(Client))
        assert (client.full_name, client.rm_id) == ("王文静", cast.staff_ids["zhao"])
        added = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.subject == "client"))
        assert added.staff_id == cast.staff_ids["zhao"]


def test_the_commands_refuse_strangers_broken_files_and_other_endings(cast, list_file, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"nothing")

    assert run(cast, "import", list_file, "--as", "nobody").exit_code != 0
    assert run(cast, "import", str(broken), "--as", "zhao").exit_code != 0
    assert run(cast, "export", str(tmp_path / "x.pdf"), "--as", "li", "--reason", "test").exit_code != 0
    assert run(cast, "export", str(tmp_path / "x.csv"), "--as", "li", "--reason", " ").exit_code != 0
    assert run(cast, "export", str(tmp_path / "x.csv"), "--as", "door", "--reason", "my own list").exit_code != 0
    assert not (tmp_path / "x.csv").exists()
    assert exports(cast) == []


def test_the_command_takes_the_book_out_with_a_reason(cast, tmp_path):
    cast.add_client()
    path = tmp_path / "clients.xlsx"

    answer = run(cast, "export", str(path), "--as", "manager", "--reason", "年度核对")

    assert answer.exit_code == 0
    assert read_rows(path, "workbook")[1][1:3] == ["王", "文静"]
    [entry] = exports(cast)
    assert (entry.staff_id, entry.details["reason"]) == (cast.staff_ids["manager"], "年度核对")
