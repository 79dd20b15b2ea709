"""A server that speaks the part of S3 which the storage uses, over real HTTP.

It keeps objects in memory, lists them in pages of two, and turns away whoever does not sign with
its key. It is no S3: consistency, versions and rights of a real store are not tried with it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

BUCKET: Final = "market"
ACCESS_KEY: Final = "STOATEST"
_PAGE: Final = 2
_RANGE: Final = re.compile(r"bytes=(?P<first>\d+)-(?P<last>\d+)")
_KEY: Final = re.compile(r"<Key>([^<]*)</Key>")


class _Objects(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"]))
        if self._admitted():
            self.objects[self._key()] = content
            self._answer(200, b"", {"etag": '"1"'})

    def do_GET(self) -> None:
        if not self._admitted():
            return
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            prefix, after = query.get("prefix", [""])[0], query.get("continuation-token", [""])[0]
            self._answer(200, self._listed(prefix, after).encode())
        elif self._key() in self.objects:
            self._send(self.objects[self._key()])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        """Several deletions at once, which is how the client deletes a single file too."""
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        if not self._admitted():
            return
        keys = [unescape(key) for key in _KEY.findall(sent)]
        for key in keys:
            self.objects.pop(key, None)
        told = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output for the test."""

    def _admitted(self) -> bool:
        signed = self.headers.get("authorization", "")
        if signed.startswith(f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/"):
            return True
        self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        return False

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}/")

    def _listed(self, prefix: str, after: str) -> str:
        keys = sorted(key for key in self.objects if key.startswith(prefix) and key > after)
        page, more = keys[:_PAGE], len(keys) > _PAGE
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{now}</LastModified>"
            f'<ETag>"1"</ETag><Size>{len(self.objects[key])}</Size></Contents>'
            for key in page
        )
        token = f"<NextContinuationToken>{quote(page[-1])}</NextContinuationToken>" if more else ""
        return (
            f"<ListBucketResult><Name>{BUCKET}</Name><IsTruncated>{str(more).lower()}"
            f"</IsTruncated>{token}{contents}</ListBucketResult>"
        )

    def _send(self, content: bytes) -> None:
        """The object, or the part of it that ``Range`` names by its first and last byte."""
        part = _RANGE.fullmatch(self.headers.get("range", ""))
        if part is None:
            self._answer(200, content, {"etag": '"1"'})
            return
        first, behind = int(part["first"]), min(int(part["last"]) + 1, len(content))
        told = f"bytes {first}-{behind - 1}/{len(content)}"
        self._answer(206, content[first:behind], {"etag": '"1"', "content-range": told})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("last-modified", "Thu, 15 Jan 2026 12:00:00 GMT")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def bucket_server() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Its address and its objects by key."""
    objects: dict[str, bytes] = {}
    handler = type("Objects", (_Objects,), {"objects": objects})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", objects
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
