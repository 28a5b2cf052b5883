"""What bringing in a list costs: 100,000 rows of 15 columns from XLSX, read, checked, compared with the book, written.

Ours goes the application's way: upload into a store, plan, write, each as its job does, in a process of its own. The
baseline is what a first draft does: openpyxl row by row, a query for each row whether the client is known, an object
of the ORM with its interests and holdings, and a commit a row. It runs on fewer rows, and its time is told from them
(its time a row grows with the book, so that is in its favour).

    .venv/bin/python bench/clients_import.py [--rows 100000] [--postgres postgresql+psycopg://…]
"""

# ruff: noqa: PLC0415, S311

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

NAIVE_ROWS = 2_000
HEADER = (
    "客户号", "姓名", "性别", "称谓", "手机号码", "电子邮箱", "出生日期", "区域", "通讯地址", "邮编", "客户类型",
    "层级", "兴趣", "持有产品", "语言",
)  # fmt: skip


def rows(count: int) -> Any:
    """Clients as a bank's sheet lists them; the same ones each time."""
    from bench.guests import _COMMON, _SURNAMES

    dice = random.Random(20270320)
    pick = dice.choice
    for place in range(count):
        woman = dice.random() < 0.5
        yield (
            f"62{place:08d}",
            pick(_SURNAMES) + pick(_COMMON) + (pick(_COMMON) if dice.random() < 0.8 else ""),
            "女" if woman else "男",
            pick(("女士" if woman else "先生", "教授", "总", "董事长", "")),
            f"1{pick('3589')}{pick('0123')}{place:08d}",
            f"client{place}@example.com" if dice.random() < 0.5 else "",
            f"19{dice.randrange(40, 99)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}",
            pick(("滨江", "上城", "拱墅", "西湖", "萧山")),
            f"浙江省杭州市滨江路{dice.randrange(1, 999)}号{dice.randrange(1, 30)}幢{dice.randrange(101, 2900)}室",
            f"3100{dice.randrange(10, 99)}",
            pick(("退休", "企业主", "高管", "亲子家庭", "专业人士")),
            pick(("大众", "优先", "贵宾", "财富", "私人银行")),
            "、".join(dice.sample(("茶", "书法", "高尔夫", "养生", "旅游", "摄影"), dice.randrange(0, 4))),
            "、".join(dice.sample(("理财", "基金", "保险", "定期", "信用卡", "贷款"), dice.randrange(1, 5))),
            pick(("中文", "中文", "英文")),
        )


def write_workbook(path: Path, count: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for line, row in enumerate(rows(count), start=1):
            sheet.write_row(line, 0, row)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--postgres", help="address of an empty database; else one is started for the time")
    options.add_argument("--do", choices=("house", "ours", "naive"))
    options.add_argument("--file", type=Path)
    chosen = options.parse_args()
    if chosen.do:
        print(json.dumps({"house": house, "ours": ours, "naive": naive}[chosen.do](chosen.file)))
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        long, short = Path(folder) / "long.xlsx", Path(folder) / "short.xlsx"
        write_workbook(long, chosen.rows)
        write_workbook(short, NAIVE_ROWS)
        for kind in ("sqlite", "postgresql"):
            told = run("ours", long, _database(kind, folder, chosen.postgres, stack))
            theirs = run("naive", short, _database(kind, folder, chosen.postgres, stack))
            say(f"import_{kind}", chosen.rows, "s", told["seconds"], theirs["seconds"] * chosen.rows / NAIVE_ROWS,
                parts=told["parts"], baseline_from=f"{NAIVE_ROWS} rows")  # fmt: skip
            say(f"import_{kind}_memory", chosen.rows, "MB", told["peak"], child=told["child"])


def _database(kind: str, folder: str, given: str | None, stack: ExitStack) -> str:
    """The address of an empty database of this kind."""
    name = f"bench_{random.randrange(10**9)}"
    if kind == "sqlite":
        return f"sqlite:///{folder}/{name}.db"
    import sqlalchemy as sa

    from tests import postgres

    url = given or stack.enter_context(postgres.server())
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def run(way: str, file: Path, database: str) -> dict[str, Any]:
    """One way in a process of its own."""
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {
            "DATABASE_URL": database, "DATA_DIR": data, "QUEUE_URL": "memory://", "LOG_LEVEL": "ERROR",
            "PUBLIC_BASE_URL": "http://localhost:8000",
        }  # fmt: skip
        for step in ("house", way):  # making the tables costs memory of its own
            command = [sys.executable, __file__, "--do", step, "--file", str(file)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def house(_file: Path) -> dict[str, Any]:
    """The application's tables in an empty database, with one branch and one manager."""
    from flask_migrate import upgrade

    from app import create_app
    from core.db import db
    from staff.models import Branch, Role
    from staff.team import add_staff

    app = create_app()
    with app.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
        branch = Branch(
            code="001", bank_name="江南银行", bank_name_en="J", name="滨江支行", name_en="B", address="", phone=""
        )
        db.session.add(branch)
        db.session.flush()
        add_staff(username="zhao", name="赵经理", password="tea-and-ink-2026", branch_id=branch.id, roles={Role.RM})  # noqa: S106
        db.session.commit()
    return {}


def ours(file: Path) -> dict[str, Any]:
    """Upload, plan and write, as the pages and their jobs do."""
    from app import create_app
    from clients.lists.import_jobs import PLAN, WRITE, ask_for
    from clients.lists.uploads import receive
    from clients.models import Client, ClientImport
    from core.db import db, now
    from core.jobs import run_job
    from staff.models import Staff

    with create_app().app_context():
        base = _peaks()["peak"]
        marks = [time.perf_counter()]
        actor = db.session.scalars(db.select(Staff)).one()
        with file.open("rb") as content:
            row = receive(actor, file.name, content, owner_id=None)
        for kind in (PLAN, WRITE):
            if kind == WRITE:
                row.confirmed_at = now()
            job = ask_for(kind, row)
            job_id, import_id = job.id, row.id
            db.session.commit()
            marks.append(time.perf_counter())
            run_job(job_id)
            row = db.session.get_one(ClientImport, import_id)
        marks.append(time.perf_counter())
        count = db.session.scalar(db.select(db.func.count()).select_from(Client))
        assert (row.done_at is not None, row.added, row.left_out) == (True, count, 0), (row.added, row.left_out, count)
    parts = dict(zip(("read", "plan", "write"), (round(b - a, 2) for a, b in pairwise(marks)), strict=True))
    return {"seconds": marks[-1] - marks[0], "parts": parts, "cpu": round(_cpu(), 2), "base": base, **_peaks()}


def _cpu() -> float:
    """Seconds of processor of this process and of those it started: what a loaded machine shows of the work."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peaks() -> dict[str, int]:
    """MB of this process and of the largest that it started."""
    own, child = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"peak": own, "child": child}


def naive(file: Path) -> dict[str, Any]:
    """Row by row: openpyxl, a query, an object, a commit."""
    import openpyxl

    from app import create_app
    from clients.book.saving import save_client
    from clients.lists.cells import birth_date, guess_title
    from clients.lists.vocabulary import member_of, members_of
    from clients.models import Client, ClientType, Gender, Holding, Interest, Tier, TitleKind
    from core.db import db, now
    from staff.models import Staff

    with create_app().app_context():
        began = time.perf_counter()
        actor = db.session.scalars(db.select(Staff)).one()
        today = now().date()
        for row in list(openpyxl.load_workbook(file, read_only=True).active.iter_rows(values_only=True))[1:]:
            told = dict(zip(HEADER, (str(cell or "") for cell in row), strict=True))
            client = db.session.scalar(db.select(Client).where(Client.number == told["客户号"]))
            client = client or Client(rm_id=actor.id, branch_id=actor.branch_id)
            title = guess_title(told["称谓"], "") if told["称谓"] else {}
            save_client(
                client,
                number=told["客户号"],
                surname=told["姓名"][:1],
                given_name=told["姓名"][1:],
                gender=member_of(Gender, told["性别"]),
                title=title.get("title", ""),
                title_kind=TitleKind(title["title_kind"]) if "title_kind" in title else None,
                phone=told["手机号码"],
                email=told["电子邮箱"],
                birth_date=birth_date(told["出生日期"], today),
                district=told["区域"],
                postal_address=told["通讯地址"],
                postcode=told["邮编"],
                client_type=member_of(ClientType, told["客户类型"]),
                tier=member_of(Tier, told["层级"]),
                interests=members_of(Interest, told["兴趣"]),
                holdings=members_of(Holding, told["持有产品"]),
                language={"中文": "zh", "英文": "en"}[told["语言"]],
            )
            db.session.commit()
        return {"seconds": time.perf_counter() - began, **_peaks()}


def say(bench: str, n: int, unit: str, ours: float, baseline: float | None = None, **more: Any) -> None:
    """One line of figures; the ratio says how many times better ours is."""
    line: dict[str, Any] = {"bench": bench, "n": n, "unit": unit, "ours": round(ours, 2)}
    if baseline is not None:
        line |= {"baseline": round(baseline, 2), "ratio": round(baseline / ours, 1)}
    print(json.dumps(line | more), flush=True)


if __name__ == "__main__":
    main()
