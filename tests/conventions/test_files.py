"""What lies beside the code agrees with it: vendored files, the settings' documentation."""

import base64
import hashlib
import inspect
import json
import re
from pathlib import Path

from core import config

ROOT = Path(config.__file__).parent.parent


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
