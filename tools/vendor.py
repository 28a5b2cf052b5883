"""Copy the front-end files we serve from node_modules into static/, with their licences and a manifest of hashes.

Run by a developer after changing package.json; the result is committed, so that neither setting up nor running
Yaji needs Node or the network:

    npm ci --ignore-scripts && python tools/vendor.py [NODE_MODULES]
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
SPRITE = ROOT / "static" / "shared" / "icons.svg"

# What we serve: our name → path below node_modules. The wasm is the one that barcode-detector itself was built with.
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "barcode-detector.js": "barcode-detector/dist/iife/ponyfill.js",
    "zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
}

# Licence texts the packages bring along. Those they lack (Tabler's core, Bootstrap inside it, zxing-cpp inside the
# wasm) were written by hand into static/vendor/licences/ and stay there.
LICENCES = {
    "htmx.txt": "htmx.org/LICENSE",
    "tabler-icons.txt": "@tabler/icons/LICENSE",
    "barcode-detector.txt": "barcode-detector/LICENSE",
    "zxing-wasm.txt": "zxing-wasm/LICENSE",
}

# The icons of the sprite, by Tabler's outline names. Add a name here and run this file again.
ICONS = [
    "adjustments-horizontal",
    "alert-triangle",
    "archive",
    "armchair",
    "arrow-back-up",
    "arrow-left",
    "arrow-right",
    "arrows-sort",
    "ban",
    "bell",
    "book",
    "bookmark",
    "briefcase",
    "building-bank",
    "bus",
    "cake",
    "calendar",
    "calendar-due",
    "calendar-event",
    "calendar-plus",
    "camera",
    "chart-bar",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "clipboard-list",
    "clock",
    "cloud-off",
    "coffee",
    "confetti",
    "copy",
    "crown",
    "currency-yuan",
    "device-laptop",
    "device-mobile",
    "door-enter",
    "dots",
    "download",
    "edit",
    "external-link",
    "eye",
    "eye-off",
    "file-spreadsheet",
    "file-text",
    "filter",
    "flag-3",
    "folder",
    "gift",
    "hand-stop",
    "heart",
    "heart-handshake",
    "help-circle",
    "history",
    "home",
    "hourglass",
    "id",
    "id-badge-2",
    "inbox",
    "info-circle",
    "key",
    "language",
    "layout-grid",
    "leaf",
    "link",
    "list-check",
    "lock",
    "logout",
    "mail",
    "mail-opened",
    "map",
    "map-pin",
    "menu-2",
    "message",
    "microphone",
    "mood-smile",
    "moon",
    "music",
    "note",
    "palette",
    "parking",
    "pencil",
    "phone",
    "photo",
    "plane",
    "player-play",
    "plus",
    "printer",
    "qrcode",
    "refresh",
    "report",
    "rotate",
    "scan",
    "school",
    "search",
    "send",
    "settings",
    "shield",
    "shield-check",
    "sparkles",
    "star",
    "sun",
    "table",
    "target",
    "thumb-up",
    "ticket",
    "tools-kitchen-2",
    "trash",
    "truck",
    "upload",
    "user",
    "user-check",
    "user-off",
    "user-plus",
    "user-question",
    "users",
    "users-group",
    "video",
    "wheelchair",
    "x",
]


def vendor(modules: Path) -> None:
    """Copy files and licences, write the manifest and the sprite."""
    (VENDOR / "licences").mkdir(parents=True, exist_ok=True)
    manifest = {}
    for name, source in FILES.items():
        path = _locate(modules, source)
        shutil.copyfile(path, VENDOR / name)
        manifest[name] = describe(VENDOR / name) | _package(path)
    for name, source in LICENCES.items():
        shutil.copyfile(_locate(modules, source), VENDOR / "licences" / name)
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    SPRITE.write_text(sprite(modules / "@tabler" / "icons" / "icons" / "outline"))


def describe(path: Path) -> dict[str, str | int]:
    """The integrity value for a script or link element, and the size."""
    content = path.read_bytes()
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return {"integrity": f"sha384-{digest}", "bytes": len(content)}


def sprite(outline: Path) -> str:
    """One SVG with a symbol per icon; the strokes take the colour of the text around them."""
    symbols = []
    for name in ICONS:
        text = (outline / f"{name}.svg").read_text()
        shapes = re.findall(r"<(?:path|circle|rect|line|polyline)[^>]*/>", text)
        drawn = "".join(" ".join(shape.split()) for shape in shapes if 'stroke="none"' not in shape)
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
            f' stroke-linecap="round" stroke-linejoin="round">{drawn}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _locate(modules: Path, source: str) -> Path:
    """A package's file; where npm nests a second version under barcode-detector, that one is meant."""
    nested = modules / "barcode-detector" / "node_modules" / source
    return nested if nested.exists() else modules / source


def _package(path: Path) -> dict[str, str]:
    folder = next(parent for parent in path.parents if (parent / "package.json").exists())
    while "version" not in (about := json.loads((folder / "package.json").read_text())):
        folder = folder.parent
    return {"package": about["name"], "version": about["version"]}


if __name__ == "__main__":
    vendor(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "node_modules")
