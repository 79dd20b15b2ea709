"""The addresses of an account: kept, chosen, changed and forgotten (/api/stoa/v1/addresses)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identity.rules import normal_postal_code
from tests.support.inspect import count

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/stoa/v1/addresses"
HOME: dict[str, Any] = {
    "type": "shipping",
    "name": "Cora Consumer",
    "line1": "Ερμού 1",
    "line2": None,
    "city": "Αθήνα",
    "postal_code": "10563",
    "country": "GR",
    "phone": None,
}


class Book:
    """The address book of a person of ``agora``."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers

    async def add(self, **changes: object) -> httpx.Response:
        sent = {**HOME, **changes}
        return await self._client.post(PATH, json=sent, headers=self._headers)

    async def put(self, number: int, **changes: object) -> httpx.Response:
        sent = {**HOME, **changes}
        return await self._client.put(f"{PATH}/{number}", json=sent, headers=self._headers)

    async def delete(self, number: int) -> int:
        answer = await self._client.delete(f"{PATH}/{number}", headers=self._headers)
        return answer.status_code

    async def chosen(self) -> list[tuple[int, str, bool]]:
        answer = await self._client.get(PATH, headers=self._headers)
        return [(each["id"], each["type"], each["is_default"]) for each in answer.json()["data"]]


@pytest.fixture
def book(client: httpx.AsyncClient, world: World) -> Book:
    return Book(client, world.bearer("consumer"))


class TestKeeping:
    async def test_the_first_of_a_type_is_chosen(
        self, book: Book, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await book.add()
        assert answer.status_code == 201
        at = "2026-01-15T12:00:00Z"
        kept = {"id": 1, **HOME, "is_default": True, "created_at": at, "updated_at": at}
        assert answer.json() == kept
        shown = await client.get(f"{PATH}/1", headers=world.bearer("consumer"))
        assert shown.json() == kept
        await book.add(type="billing")
        await book.add()
        assert await book.chosen() == [
            (1, "shipping", True),
            (2, "billing", True),
            (3, "shipping", False),
        ]
        assert await count(owner, "agora", "audit_entries") == 3

    async def test_another_may_be_chosen_and_one_always_is(self, book: Book) -> None:
        await book.add()
        await book.add(is_default=True)
        assert await book.chosen() == [(2, "shipping", True), (1, "shipping", False)]
        assert (await book.put(1, is_default=True)).json()["is_default"] is True
        # Nobody is chosen by taking the choice away.
        assert (await book.put(1, is_default=False)).json()["is_default"] is True
        assert await book.delete(1) == 204
        assert await book.chosen() == [(2, "shipping", True)]
        assert await book.delete(2) == 204
        assert await book.chosen() == []

    async def test_an_address_that_changes_its_type_leaves_a_chosen_one_behind(
        self, book: Book
    ) -> None:
        await book.add()
        await book.add()
        assert (await book.put(1, type="billing")).json()["is_default"] is True
        assert await book.chosen() == [(1, "billing", True), (2, "shipping", True)]

    async def test_it_is_replaced_as_a_whole(self, book: Book) -> None:
        await book.add(line2="2ος", phone="6900000000")
        body = (await book.put(1, city="Πάτρα", postal_code="262 21")).json()
        assert (body["line2"], body["phone"], body["city"]) == (None, None, "Πάτρα")
        assert body["postal_code"] == "26221"

    async def test_twenty_are_kept_and_no_more(self, book: Book, owner: Connection) -> None:
        for _ in range(19):
            assert (await book.add()).status_code == 201
        answers = await asyncio.gather(*(book.add() for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4
        assert await count(owner, "agora", "addresses") == 20

    async def test_choices_made_at_once_leave_one_chosen(
        self, book: Book, owner: Connection
    ) -> None:
        for _ in range(3):
            await book.add()
        answers = await asyncio.gather(
            *(book.put(number, is_default=True) for number in (1, 2, 3, 1, 2, 3))
        )
        assert {answer.status_code for answer in answers} == {200}
        assert await count(owner, "agora", "addresses", "is_default") == 1


class TestRules:
    @pytest.mark.parametrize(
        ("country", "written", "kept"),
        [
            ("GR", "105 63", "10563"),
            ("GB", "sw1a1aa", "SW1A 1AA"),
            ("GB", "M1 1AE", "M1 1AE"),
            ("CY", "1016", "1016"),
        ],
    )
    async def test_a_postal_code_is_kept_as_its_country_writes_it(
        self, book: Book, country: str, written: str, kept: str
    ) -> None:
        answer = await book.add(country=country, postal_code=written)
        assert (answer.status_code, answer.json()["postal_code"]) == (201, kept)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("postal_code", "1056"),
            ("postal_code", "ABCDE"),
            ("postal_code", None),
            ("country", "gr"),
            ("country", "Greece"),
            ("country", 7),
            ("type", "home"),
            ("name", ""),
            ("line1", "x" * 256),
            ("city", ["Athens"]),
            ("is_default", "perhaps"),
        ],
    )
    async def test_what_is_wrong_is_named_and_nothing_is_kept(
        self, book: Book, owner: Connection, field: str, value: object
    ) -> None:
        answer = await book.add(**{field: value})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert await count(owner, "agora", "addresses") == 0

    async def test_a_british_code_is_none_in_greece(self, book: Book) -> None:
        assert (await book.add(country="GB", postal_code="10563")).status_code == 422

    async def test_without_a_country_it_is_the_shop_s(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        sent = {name: value for name, value in HOME.items() if name not in ("country", "type")}
        answer = await client.post(PATH, json=sent, headers=world.bearer("consumer"))
        assert (answer.json()["country"], answer.json()["type"]) == ("GR", "shipping")


async def test_nobody_touches_another_s(
    book: Book, client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await book.add()
    for headers in (world.bearer("other_consumer"), world.bearer("consumer", "hedgerow")):
        other = Book(client, headers)
        assert await other.chosen() == []
        assert (await other.put(1)).status_code == 404
        assert await other.delete(1) == 404
    assert await book.chosen() == [(1, "shipping", True)]
    assert await count(owner, "agora", "audit_entries") == 1


@given(country=st.sampled_from(["GR", "GB", "CY"]), written=st.text(max_size=12))
def test_writing_a_postal_code_twice_changes_nothing(country: str, written: str) -> None:
    once = normal_postal_code(country, written)
    assert normal_postal_code(country, once) == once
