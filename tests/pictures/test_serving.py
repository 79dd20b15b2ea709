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


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("BYTES= 10-19 ", 10, 19),
        ("bytes=100-", 100, -1),
        ("bytes=100-999999999999999999", 100, -1),
        ("bytes=-7", -7, -1),
        ("bytes=-999999", 0, -1),
    ],
)
async def test_a_part_is_sent_alone(
    client: httpx.AsyncClient, wanted: str, first: int, last: int
) -> None:
    whole = await client.get(OURS)
    size = len(whole.content)
    answer = await client.get(OURS, headers={"range": wanted})
    start, end = first % size, last % size
    assert answer.status_code == 206
    assert answer.content == whole.content[start : end + 1]
    assert answer.headers["content-range"] == f"bytes {start}-{end}/{size}"
    assert answer.headers["content-length"] == str(end - start + 1)
    for name in ("accept-ranges", "content-type", "etag", "cache-control"):
        assert answer.headers[name] == whole.headers[name]


@pytest.mark.parametrize("wanted", ["bytes={size}-", "bytes={size}-{size}", "bytes=-0"])
async def test_a_part_that_the_file_has_not_is_refused_with_its_size(
    client: httpx.AsyncClient, wanted: str
) -> None:
    size = len((await client.get(OURS)).content)
    answer = await client.get(OURS, headers={"range": wanted.format(size=size)})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{size}"
    # The refusal is about this request, not about the file.
    assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize(
    "wanted",
    ["bytes=5-2", "bytes=-", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1", "bytes 0-1", "0-1", ""],
)
async def test_what_names_no_single_part_gets_the_whole_file(
    client: httpx.AsyncClient, wanted: str
) -> None:
    answer = await client.get(OURS, headers={"range": wanted})
    assert answer.status_code == 200
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.content == (await client.get(OURS)).content


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{tag}", 206),
        ("W/{tag}", 200),
        ('"other"', 200),
        ("Thu, 15 Jan 2026 12:00:00 GMT", 200),
    ],
)
async def test_a_part_joins_only_the_file_of_the_same_tag(
    client: httpx.AsyncClient, condition: str, status: int
) -> None:
    tag = (await client.get(OURS)).headers["etag"]
    headers = {"range": "bytes=2-3", "if-range": condition.format(tag=tag)}
    assert (await client.get(OURS, headers=headers)).status_code == status


async def test_a_part_counts_only_when_the_file_is_to_be_sent(client: httpx.AsyncClient) -> None:
    whole = await client.get(OURS)
    wanted = {"range": "bytes=2-3"}
    head = await client.head(OURS, headers=wanted)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(whole.content)))
    known = {**wanted, "if-none-match": whole.headers["etag"]}
    assert (await client.get(OURS, headers=known)).status_code == 304


async def test_nobody_learns_of_another_shops_file_by_asking_for_a_part(
    client: httpx.AsyncClient,
) -> None:
    for path in (PICTURES["hedgerow"], PICTURES["nowhere"]):
        for wanted in ("bytes=0-1", "bytes=999999999-"):
            answer = await client.get(f"/storage/{path}", headers={"range": wanted})
            assert answer.status_code == 404
            assert "content-range" not in answer.headers
        known = await client.get(f"/storage/{path}", headers={"if-none-match": f'"{path}"'})
        assert known.status_code == 404


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
