"""A PDF written from front to back: each object goes to the file when it is made, and only its offset is kept."""

from __future__ import annotations

import hashlib
from array import array
from typing import BinaryIO

# Objects are gathered to pieces of this size, so that a file without a buffer of its own isn't asked for every page.
_CHUNK = 1 << 16
_LEAF = 256  # pages in a leaf of the page tree


class PdfFile:
    """The objects of a PDF 1.4, numbered from 1, and the tree of its pages.

    Nothing is sought and nothing read back, so any file will do that can be written to. Sixteen bytes a page stay in
    memory. The same objects give the same bytes; the file's identifier is a digest of them.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._chunk = bytearray()
        self._written = 0
        self._digest = hashlib.blake2b(digest_size=16)
        self._offsets = array("Q", [0])
        self._leaves = array("L")
        self._kids = array("L")
        self.pages = 0
        self._put(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")  # four bytes above 127 say that this is no text file
        self._root = self.reserve()
        self._leaf = 0

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def write(self, number: int, content: bytes) -> None:
        """Write a reserved object."""
        self._offsets[number] = self._written
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def add(self, content: bytes) -> int:
        """Write an object and give its number."""
        number = self.reserve()
        self.write(number, content)
        return number

    def add_page(self, entries: bytes, contents: int) -> None:
        """Write a page with that content stream; `entries` are those of its dictionary that the root doesn't give."""
        if not self._kids:
            self._leaf = self.reserve()
        page = self.add(b"<</Type/Page/Parent %d 0 R/Contents %d 0 R%b>>" % (self._leaf, contents, entries))
        self._kids.append(page)
        self.pages += 1
        if len(self._kids) == _LEAF:
            self._close_leaf()

    def finish(self, catalog: bytes, inherited: bytes, info: bytes) -> None:
        """Write what closes the file. `inherited` are the entries that all pages share, `catalog` and `info` those of
        the document."""
        if self._kids:
            self._close_leaf()
        leaves = b" ".join(b"%d 0 R" % leaf for leaf in self._leaves)
        self.write(self._root, b"<</Type/Pages/Count %d/Kids[%b]%b>>" % (self.pages, leaves, inherited))
        catalog_number = self.add(b"<</Type/Catalog/Pages %d 0 R%b>>" % (self._root, catalog))
        info_number = self.add(b"<<%b>>" % info)
        start, count = self._written, len(self._offsets)
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for offset in self._offsets[1:]:
            self._put(b"%010d 00000 n \n" % offset if offset else b"0000000000 00001 f \n")
        name = self._digest.hexdigest().upper().encode()
        self._put(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, catalog_number, info_number, name, name, start)
        )
        self._flush()

    def _close_leaf(self) -> None:
        kids = b" ".join(b"%d 0 R" % page for page in self._kids)
        self.write(
            self._leaf,
            b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (self._root, len(self._kids), kids),
        )
        self._leaves.append(self._leaf)
        del self._kids[:]

    def _put(self, content: bytes) -> None:
        self._chunk += content
        self._written += len(content)
        if len(self._chunk) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        self._digest.update(self._chunk)
        rest = memoryview(bytes(self._chunk))
        self._chunk.clear()
        while rest:  # a file without a buffer may take less than it is given, and says so
            taken = self._file.write(rest)
            if not taken:
                raise OSError("the file takes no more")
            rest = rest[taken:]


def text_string(text: str) -> bytes:
    """A text for the document's own entries, in any script."""
    return b"<FEFF%b>" % text.encode("utf-16-be", "surrogatepass").hex().upper().encode()
