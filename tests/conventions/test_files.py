"""What lies beside the code agrees with it: migrations, vendored files, the settings' documentation."""

import base64
import hashlib
import inspect
import json
import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from core import config
from core.db import Base, db, own_transaction

ROOT = Path(config.__file__).parent.parent
MIGRATIONS = str(ROOT / "migrations")


def test_migrations_lead_to_what_the_models_say(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, *_: not str(name).startswith("huey"),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_lead_down_and_up_again(app):
    with app.app_context():
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="base")
        with own_transaction() as connection:
            assert {name for name in db.inspect(connection).get_table_names() if not name.startswith("huey")} <= {
                "alembic_version"
            }
        upgrade(directory=MIGRATIONS)


def test_vendored_files_are_what_the_manifest_says():
    folder = ROOT / "static" / "vendor"
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, entry in manifest.items():
        content = (folder / name).read_bytes()
        assert entry["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode(), name
    served = {path.name for path in folder.iterdir() if path.suffix in (".js", ".css", ".wasm")}
    assert served == {name for name in manifest if "/" not in name and not name.endswith(".txt")}


def test_every_setting_is_explained_in_the_operations_guide():
    asked = set(re.findall(r'env(?:\.get)?\(?\[?"?\(?"([A-Z_]+)"', inspect.getsource(config)))
    asked |= set(re.findall(r'_integer\(env, "([A-Z_]+)"', inspect.getsource(config)))
    guide = (ROOT / "docs" / "operations.md").read_text()

    assert {name for name in asked if f"`{name}`" not in guide} == set()
    assert {"DATABASE_URL", "PUBLIC_BASE_URL", "PORT", "TRUSTED_PROXIES"} <= asked


def test_requirements_are_pinned_with_hashes_and_name_no_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^[a-z0-9][^\s;]*", text, flags=re.M | re.I)
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "http" not in text
