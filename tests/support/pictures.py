"""Pictures to upload, and files that lie in the store before the first test."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Final

from PIL import Image

from tests.support.world import SHOPS

if TYPE_CHECKING:
    from api.kit.storage import Storage

PICTURES: Final = {
    "agora": f"pictures/80001-{'a' * 32}/320.jpg",
    "hedgerow": f"pictures/70001-{'b' * 32}/320.jpg",
    "nowhere": f"pictures/90001-{'c' * 32}/320.jpg",
}
"""A file that lies in this shop only, and one that lies nowhere."""
IN_BOTH: Final = f"pictures/60001-{'d' * 32}/320.jpg"
"""A file of the same name in both shops."""


@cache
def picture(width: int = 400, height: int = 300, kind: str = "PNG") -> bytes:
    """A small picture whose corners differ, so that it shows how it was turned."""
    drawn = Image.new("RGB", (width, height), "white")
    drawn.paste("red", (0, 0, width // 2, height // 2))
    drawn.paste("blue", (width // 2, height // 2, width, height))
    written = io.BytesIO()
    drawn.save(written, kind)
    return written.getvalue()


async def lay_files(storage: Storage) -> None:
    """Put the files of ``PICTURES`` and ``IN_BOTH`` where they belong."""
    content = picture(kind="JPEG")
    for shop, tenant_id in SHOPS.items():
        await storage.put(tenant_id, {PICTURES[shop]: content, IN_BOTH: content})
