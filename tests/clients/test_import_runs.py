"""A run of a list: duplicates are decided on, columns remembered, killed workers continued, all of it undone."""

import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from clients.book.saving import save_client
from clients.lists.import_jobs import WRITE, ask_for
from clients.models import (
    Client,
    ClientImport,
    ClientKey,
    ClientType,
    ContactPoint,
    Gender,
    Holding,
    Household,
    Interest,
    RiskLevel,
    Tier,
)
from core.db import db, now
from core.jobs import Job
from staff.models import AuditEntry
from tests.clients.lists import clients, confirm, upload

ROOT = Path(__file__).parent.parent.parent


def test_what_a_list_adds_is_what_the_form_would_save(cast):
    browser = cast.signed_in("zhao")
    confirm(
        browser,
        upload(
            browser,
            "客户号,姓名,性别,称谓,手机,办公电话,邮箱,生日,农历生日,客户类型,其他类型,层级,兴趣,持有产品,家庭,风险等级,通讯地址,邮编\n"
            "1001,欧阳文静,女,教授,13800001234,0571-88880000,W@Example.com,1962-03-04,八月十五,退休,亲子家庭,财富,"
            "茶、威士忌,理财;基金,欧阳家,C3,滨江路18号,310051\n",
        ),
    )
    with cast.app.app_context():
        listed = db.session.scalar(sa.select(Client))
        owner = cast.staff("zhao")
        typed = save_client(
            Client(rm_id=owner.id, branch_id=owner.branch_id),
            number="1002", surname="欧阳", given_name="文静", gender=Gender.FEMALE, title="教授",
            title_kind=listed.title_kind, phone="13800001234", email="W@example.com", birth_date=listed.birth_date,
            lunar_month=8, lunar_day=15, client_type=ClientType.RET, further_types=[ClientType.FAM], tier=Tier.T3,
            interests=[Interest.TEA, Interest.WHISKY], holdings=[Holding.WEALTH, Holding.FUND],
            risk_level=RiskLevel.C3, postal_address="滨江路18号", postcode="310051", household=listed.household,
        )  # fmt: skip
        db.session.add(ContactPoint(client=typed, channel="phone", value="+8657188880000", kind="work"))
        db.session.commit()
        db.session.refresh(typed)
        names = set(Client.__table__.c.keys()) - {"id", "number", "created_at"}
        assert {name: getattr(listed, name) for name in names} == {name: getattr(typed, name) for name in names}
        keys = {
            one.id: set(db.session.scalars(sa.select(ClientKey.key).where(ClientKey.client_id == one.id)))
            for one in (listed, typed)
        }
        assert keys[listed.id] - {"1001"} == keys[typed.id] - {"1002"}
        assert db.session.scalar(sa.select(Household.name)) == "欧阳家"
        added = sa.select(AuditEntry).where(AuditEntry.subject == "client", AuditEntry.subject_id == listed.id)
        assert [entry.action for entry in db.session.scalars(added)] == ["add"]


def test_a_possible_duplicate_waits_for_a_choice_and_follows_it(cast):
    known = cast.add_client("王", "文静", phone="13800001234", district="滨江")
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名,手机,区域\n王文婧,13800001234,上城\n")

    page = browser.get(address).text
    assert "疑似已有" in page
    assert "没有可以导入的行" in page

    browser.post(f"{address}/decide", data={"line": "2", "choice": "update"})
    assert "导入 1 行" in browser.get(address).text
    confirm(browser, address)

    [client] = clients(cast)
    assert (client.id, client.given_name, client.district) == (known, "文婧", "上城")


def test_possible_duplicates_are_taken_as_new_all_together(cast):
    cast.add_client("王", "文静", phone="13800001234")
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名,手机\n王文婧,13800001234\n")
    browser.post(f"{address}/decide", data={"line": "*", "choice": "new"})

    confirm(browser, address)

    assert [client.given_name for client in clients(cast)] == ["文静", "文婧"]


def test_a_row_left_out_by_choice_stays_out_and_says_so(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n李强\n")
    browser.post(f"{address}/decide", data={"line": "3", "choice": "leave"})

    page = confirm(browser, address).text

    assert [client.full_name for client in clients(cast)] == ["王文静"]
    assert "按您的选择未导入" in page


@pytest.mark.parametrize("told", [{"line": "x", "choice": "new"}, {"line": "2", "choice": "sell"}])
def test_a_choice_that_there_is_not_is_refused(cast, told):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")

    assert browser.post(f"{address}/decide", data=told).status_code == 400


def test_what_changes_is_shown_before_and_after(cast):
    cast.add_client(number="1001", district="滨江", tier=Tier.T2)
    browser = cast.signed_in("zhao")

    page = browser.get(upload(browser, "客户号,姓名,区域,层级\n1001,王文静,上城,财富\n")).text

    assert "<del>滨江</del> → <ins>上城</ins>" in page
    assert re.search(r"<del>\w+</del> → <ins>财富</ins>", page)


def test_a_value_for_all_rows_stands_where_a_row_says_nothing(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名,层级\n王文静,\n李强,私行\n")

    told = {"column-0": "name", "column-1": "tier", "more-field": "tier", "more-text": "财富"}
    browser.post(f"{address}/columns", data=told)
    wrong = browser.post(f"{address}/columns", data=told | {"more-text": "不知道"})
    confirm(browser, address)

    assert wrong.status_code == 422
    assert [client.tier for client in clients(cast)] == [Tier.T3, Tier.T4]


def test_the_columns_are_remembered_by_the_branch(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "甲,乙\n王文静,女\n")
    browser.post(f"{address}/columns", data={"column-0": "name", "column-1": "gender"})
    confirm(browser, address)
    colleague = cast.signed_in("sun")

    confirm(colleague, upload(colleague, "甲,乙\n李强,男\n"))

    assert [client.gender for client in clients(cast)] == [Gender.FEMALE, Gender.MALE]


def test_a_run_is_undone_but_for_what_happened_since(cast):
    known = cast.add_client(number="1001", district="滨江")
    browser = cast.signed_in("zhao")
    address = upload(browser, "客户号,姓名,区域\n1001,王文静,上城\n1002,李强,滨江\n1003,陈敏,滨江\n1004,吕燕,滨江\n")
    confirm(browser, address)
    ids = {client.number: client.id for client in clients(cast)}
    event_id = cast.add_event()
    cast.add_invitation(event_id, ids["1003"])
    with cast.app.app_context():
        save_client(db.session.get_one(Client, ids["1004"]), district="西湖")
        db.session.commit()

    page = browser.post(f"{address}/undo", follow_redirects=True).text

    assert {client.number: client.district for client in clients(cast)} == {
        "1001": "滨江", "1003": "滨江", "1004": "西湖"}  # fmt: skip
    assert "有 2 位客户予以保留" in page
    assert clients(cast)[0].id == known
    browser.post(f"{address}/undo")
    assert len(clients(cast)) == 3


def test_a_change_of_the_list_is_kept_when_somebody_changed_it_again(cast):
    client_id = cast.add_client(number="1001", district="滨江")
    browser = cast.signed_in("zhao")
    address = upload(browser, "客户号,姓名,区域\n1001,王文静,上城\n")
    confirm(browser, address)
    with cast.app.app_context():
        save_client(db.session.get_one(Client, client_id), district="西湖")
        db.session.commit()

    page = browser.post(f"{address}/undo", follow_redirects=True).text

    assert clients(cast)[0].district == "西湖"
    assert "有 1 位客户予以保留" in page


def test_nobody_else_undoes_or_decides(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")
    confirm(browser, address)

    for action in ("undo", "decide", "retry"):
        assert cast.signed_in("sun").post(f"{address}/{action}").status_code == 404
    assert len(clients(cast)) == 1


WORKER = """
import os, signal, sys
from app import create_app
from core.jobs import Progress, run_job
from clients.lists import run
run.BLOCK = 40
job_id, stop, when = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
commit, calls = Progress.__call__, []
def killed(self, done, total):
    calls.append(done)
    if len(calls) == stop and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    commit(self, done, total)
    if len(calls) == stop and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
Progress.__call__ = killed
app = create_app()
with app.app_context():
    run_job(job_id)
"""


def work(app, job_id, stop=0, when=""):
    """Run the job in a process of its own, killed before or after it commits its so-manieth block; its exit code."""
    settings = app.extensions["settings"]
    return subprocess.run(
        [sys.executable, "-c", WORKER, str(job_id), str(stop), when],
        cwd=ROOT,
        check=False,
        env=os.environ
        | {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "PUBLIC_BASE_URL": settings.public_base_url,
            "QUEUE_URL": "memory://",
            "LOG_LEVEL": "ERROR",
        },
    ).returncode


def test_workers_may_be_killed_at_any_moment_and_everybody_is_written_once(app, cast):
    browser = cast.signed_in("zhao")
    text = "客户号,姓名,手机\n" + "".join(f"{1000 + one},王客{one},138{one:08d}\n" for one in range(400))
    address = upload(browser, text)
    with app.app_context():
        row = db.session.scalar(sa.select(ClientImport))
        row.confirmed_at = now()
        job_id = ask_for(WRITE, row).id
        db.session.commit()
    reached = []
    for stop, when in ((3, "before"), (2, "after")):
        assert work(app, job_id, stop, when) == -signal.SIGKILL
        with app.app_context():
            reached.append(db.session.scalar(sa.select(Job.done).where(Job.id == job_id)))
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Client)) == reached[-1]
            db.session.execute(sa.update(Job).where(Job.id == job_id).values(heartbeat=now() - timedelta(minutes=2)))
            db.session.commit()
    assert work(app, job_id) == 0

    assert reached == [80, 160]
    numbers = [client.number for client in clients(cast)]
    assert sorted(numbers) == sorted(str(1000 + one) for one in range(400))
    with app.app_context():
        row = db.session.scalar(sa.select(ClientImport))
        assert (row.added, row.changed, row.left_out, row.file) == (400, 0, 0, None)
    again = browser.get(upload(browser, text)).text
    assert "没有可以导入的行" in again
    assert address
