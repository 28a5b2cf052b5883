"""What every response carries: security headers, a content policy without inline code, and known hosts only."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import secure
from flask import Flask, Response, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from core.config import Settings


def _policy(*, wasm: bool) -> secure.ContentSecurityPolicy:
    scripts = ("'self'", "'wasm-unsafe-eval'") if wasm else ("'self'",)
    return (
        secure.ContentSecurityPolicy()
        .default_src("'self'")
        .script_src(*scripts)
        .style_src("'self'")
        .img_src("'self'", "data:", "blob:")
        .connect_src("'self'")
        .object_src("'none'")
        .base_uri("'self'")
        .frame_ancestors("'none'")
        .form_action("'self'")
    )


def _headers(*, wasm: bool, private: bool, https: bool) -> secure.Secure:
    permissions = secure.PermissionsPolicy().microphone().geolocation()
    return secure.Secure(
        csp=_policy(wasm=wasm),
        hsts=secure.StrictTransportSecurity().max_age(31536000) if https else None,
        referrer=secure.ReferrerPolicy().no_referrer() if private else secure.ReferrerPolicy().same_origin(),
        xcto=secure.XContentTypeOptions().nosniff(),
        xfo=secure.XFrameOptions().deny(),
        permissions=permissions.camera("self") if wasm else permissions.camera(),
        coop=secure.CrossOriginOpenerPolicy().same_origin(),
    )


def init_security(app: Flask, settings: Settings) -> None:
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    # The QR on paper lasts for ever, so no forged Host header may ever get into an address we make.
    app.config["TRUSTED_HOSTS"] = sorted({settings.public_host, "127.0.0.1", "localhost", "[::1]"})
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=2000,
        SEND_FILE_MAX_AGE_DEFAULT=None,
    )
    kinds = {
        (wasm, private): _headers(wasm=wasm, private=private, https=settings.secure)
        for wasm in (False, True)
        for private in (False, True)
    }

    @app.after_request
    def harden(response: Response) -> Response:
        guest = request.path.lower().startswith(("/i/", "/f/", "/m/", "/code"))
        # Only the door page runs the scanner's WebAssembly and sees a camera.
        kinds[request.path.startswith("/door/"), guest].set_headers(response)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if request.endpoint == "static":
            if request.args.get("v"):
                response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response

    @app.template_global()
    def asset(path: str) -> str:
        """A static file's address with its content's hash, so that browsers may keep it for ever."""
        return url_for("static", filename=path, v=_content_hash(app.static_folder or "", path))

    @app.template_global()
    def integrity(path: str) -> str:
        """The sha384 that a vendored file must have. Raises KeyError for a file that is not in the manifest."""
        return _vendor_manifest(app.static_folder or "")[path.removeprefix("vendor/")]


@lru_cache(maxsize=512)
def _content_hash(folder: str, path: str) -> str:
    return hashlib.sha256((Path(folder) / path).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _vendor_manifest(folder: str) -> dict[str, str]:
    manifest = json.loads((Path(folder) / "vendor" / "manifest.json").read_text())
    return {name: entry["integrity"] for name, entry in manifest.items()}
