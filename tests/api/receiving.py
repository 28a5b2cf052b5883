"""Another system that listens: a small https server on this machine, with a certificate that this test trusts."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class Receiver:
    """What came in, and what is answered."""

    port: int = 0
    answers: list[int] = field(default_factory=list)  # the next ones; then 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/hook"


def certificate(folder: Path) -> Path:
    """A certificate of localhost with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    kind = serialization.Encoding.PEM
    private = key.private_bytes(kind, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(kind))
    return file


@contextmanager
def listening(folder: Path) -> Iterator[tuple[Receiver, Path]]:
    """A receiver that listens, and the certificate by which it is known."""
    told, file = Receiver(), certificate(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(told.answers.pop(0) if told.answers else 200)
            self.send_header("Location", f"https://localhost:{told.port}/elsewhere")
            self.end_headers()
            self.wfile.write("秘密".encode())

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield told, file
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def allowing(app: Any, *hosts: str) -> Iterator[None]:
    """As if the operator had named these hosts in WEBHOOK_HOSTS."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, webhook_hosts=frozenset(hosts))
    try:
        yield
    finally:
        app.extensions["settings"] = before
