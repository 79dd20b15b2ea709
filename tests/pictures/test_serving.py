"""GET /storage/{path}: this shop's files, kept for a year, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.pictures import IN_BOTH, PICTURES
from tests.support.statements import counted

if TYPE_CHECKING:
    import httpx

    from tests.support.world import World

OURS = f"/storage/{PICTURES['agora']}"


async def test_a_file_may_be_kept_for_a_year_by_everybody(client: httpx.AsyncClient) -> None:
    answer = await client.get(OURS, headers={"accept": "image/*"})
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["etag"] == f'"{PICTURES["agora"]}"'
    # A cookie would keep every shared cache from keeping the picture.
    assert "set-cookie" not in answer.headers


async def test_head_tells_the_same_without_the_file(client: httpx.AsyncClient) -> None:
    whole, head = await client.get(OURS), await client.head(OURS)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "cache-control"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("form", ["{0}", "W/{0}", '"other", {0}'])
async def test_who_has_the_file_is_told_so_in_a_word(client: httpx.AsyncClient, form: str) -> None:
    tag = (await client.get(OURS)).headers["etag"]
    answer = await client.get(OURS, headers={"if-none-match": form.format(tag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag
    other = await client.get(OURS, headers={"if-none-match": '"other"'})
    assert other.status_code == 200


async def test_a_file_asks_nothing_of_the_database(client: httpx.AsyncClient) -> None:
    await client.get(OURS)  # the shop itself is remembered
    async with counted() as sent:
        assert (await client.get(OURS)).status_code == 200
    assert sent == []


async def test_a_shop_serves_its_own_files_only(client: httpx.AsyncClient, world: World) -> None:
    theirs, nobody_s = PICTURES["hedgerow"], PICTURES["nowhere"]
    for person in (None, "admin"):
        for path in (theirs, nobody_s):
            answer = await client.get(f"/storage/{path}", headers=world.bearer(person))
            assert answer.status_code == 404
            assert path.encode() in answer.content
    there = await client.get(f"/storage/{theirs}", headers=world.bearer(None, "hedgerow"))
    assert there.status_code == 200


async def test_a_shop_named_by_a_header_is_not_mixed_up_in_a_shared_cache(
    client: httpx.AsyncClient,
) -> None:
    headers = {"host": "names.nobody.test", "x-tenant": "hedgerow"}
    answer = await client.get(f"/storage/{IN_BOTH}", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "pictures",
        "pictures/",
        "pictures/..",
        f"pictures/%2e%2e/{PICTURES['agora']}",
        f"%2e%2e%2f00000000-0000-4000-8000-00000000000b/{PICTURES['hedgerow']}",
        f"%2e%2e/00000000-0000-4000-8000-00000000000b/{PICTURES['hedgerow']}",
        "..%2f..%2fetc%2fpasswd",
        f"{PICTURES['agora']}/x",
        f"{PICTURES['agora']}%00",
        f"{PICTURES['agora']}.webp",
        PICTURES["agora"].replace("320", "321"),
        PICTURES["agora"].upper(),
        f"x{PICTURES['agora']}",
    ],
)
async def test_no_other_path_finds_anything(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/storage/{path}")
    assert answer.status_code == 404


async def test_an_unknown_shop_has_no_pictures(client: httpx.AsyncClient) -> None:
    answer = await client.get(OURS, headers={"host": "unknown.test", "x-tenant": "nobody"})
    assert answer.status_code == 404
