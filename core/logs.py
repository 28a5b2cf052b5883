"""Structured logs: one JSON object a line, a request id on each, and nothing personal in any of them."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

log: Any = structlog.get_logger("yaji")

# Whatever is logged by accident passes here first. Tokens and short codes use the alphabet of core/tokens.py.
_MASKS = (
    (re.compile(r"(?i)(/[im]/)[0-9A-Z]{6,}"), r"\1***"),
    (re.compile(r"\b[2-9A-HJ-KM-NP-RT-Y]{26}\b"), "***"),
    (re.compile(r"\byaji_[0-9a-f]{8,}"), "yaji_***"),  # tokens of other systems
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]{8,}"), "whsec_***"),  # and the secrets by which webhooks are signed
    (re.compile(r"\b[2-9A-HJ-KM-NP-RT-Y]{4}-[2-9A-HJ-KM-NP-RT-Y]{4}\b"), "***"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "***"),
    (re.compile(r"(?<!\d)\+\d{7,15}(?!\d)"), "***"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "***"),
    (
        re.compile(r"[㐀-鿿豈-﫿𠀀-𳎯]{2,}"),
        "***",
    ),  # no Chinese text is ever needed in a log, and names are Chinese text
)
_SECRET_KEYS = {"name", "full_name", "phone", "email", "token", "code", "password", "address", "q"}


def masked(text: str) -> str:
    """`text` without names, telephone numbers, e-mail addresses, tokens and codes."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def _mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        key: "***" if key in _SECRET_KEYS else masked(value) if isinstance(value, str) else value
        for key, value in event.items()
    }


class _StandardError:
    """Writes to whatever standard error is now, not to what it was when the first line was logged."""

    def __call__(self, *_arguments: Any) -> Any:
        return structlog.WriteLogger(sys.stderr)


class _Bridge(logging.Handler):
    """Sends the standard library's records (libraries, tracebacks) through the same masks."""

    def emit(self, record: logging.LogRecord) -> None:
        values: dict[str, Any] = {"logger": record.name}
        if record.exc_info:
            # Only where it happened: a message such as "UNIQUE failed: … 'Wang Wenjing'" quotes the data.
            kind, _error, trace = record.exc_info
            values["error"] = getattr(kind, "__name__", "")
            frames = []
            while trace is not None:
                frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
                trace = trace.tb_next
            values["frames"] = frames[-8:]
        log.log(record.levelno, record.getMessage(), **values)


def configure(level: str) -> None:
    """Send everything from `level` on to standard error, masked."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _mask_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=_StandardError(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(logging.WARNING if level != "DEBUG" else logging.INFO)


def init_logs(app: Flask, level: str) -> None:
    configure(level)
    app.logger.handlers = []
    app.logger.propagate = True
    app.before_request(_begin_request)
    app.after_request(_end_request)


def _begin_request() -> None:
    g.request_id = secrets.token_hex(6)
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end_request(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint not in ("static", "health.alive"):
        log.info(
            "request",
            method=request.method,
            route=str(request.url_rule or "unknown"),  # the rule, not the path: the path may hold a token
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("request_began", time.perf_counter())) * 1000, 1),
        )
    return response
