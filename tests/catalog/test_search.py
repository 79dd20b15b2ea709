"""Search of a new shop: Greek however it is typed, beginnings of words, the best first."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from api.catalog.listing.queries import ProductFilters, list_products
from tests.kit.scopes import work
from tests.support.inspect import change
from tests.support.world import SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import Database

LIST = "/api/v1/public/products"
DOOR = "SELECT * FROM search_products($2, $3, false, $4, 0, $5) WHERE $1::uuid IS NOT NULL"
# name, description, producer, category, stock
SHELF = {
    101: ("Θυμαρίσιο μέλι 450 g", "Από θυμάρι της Ικαρίας.", 1, 2, 5),
    102: ("Παστέλι", "Σουσάμι και μέλι, τίποτε άλλο.", 1, 1, 5),
    103: ("Μελιτζάνες τουρσί", "Σε ξίδι.", 2, 1, 5),
    104: ("Ελαιόλαδο 750 ml", "Εξαιρετικό παρθένο λάδι.", 1, 1, 0),
    105: ("Χυλοπίτες με αυγά", "Με γάλα και αυγά.", 2, 1, 5),
    106: ("Ξινόμαυρο", "Ξηρό κρασί από τη Νάουσα.", 2, 1, 5),
    107: ("Γιαούρτι πρόβειο", "Με πέτσα.", 2, 1, 5),
    108: ("Ντομάτες λιαστές", "Στον ήλιο, σε λάδι.", 2, 1, 0),
    109: ("Ψωμί προζυμένιο", "Με μπύρα και θαλασσινό αλάτι.", 2, 1, 5),
    110: ("Αγγούρι ουζομεζές", "Τουρσί για ούζο.", 2, 1, 5),
    111: ("Bramley apples", "Crisp cooking apples with whisky.", 2, 1, 5),
    112: ("Άμφισσας ελιές", "Μαύρες.", 2, 1, 5),
}


async def stock_up(owner: Connection) -> None:
    """Put the shelf into the shop in place of what it sells."""
    rows = ", ".join(
        f"({id_}, '{name}', '{text}', {producer}, {category}, {stock})"
        for id_, (name, text, producer, category, stock) in SHELF.items()
    )
    await change(
        owner,
        "agora",
        f"""
        UPDATE products SET is_active = false;
        UPDATE producers SET name = 'Κτήμα Αμπελώνες' WHERE id = 1;
        UPDATE categories SET name = 'Μέλι & κυψέλη' WHERE id = 2;
        CREATE TEMP TABLE shelf ON COMMIT DROP AS
        SELECT * FROM (VALUES {rows}) AS s (id, name, text, producer_id, category_id, stock);
        INSERT INTO products (tenant_id, id, producer_id, name, title, slug, description, currency,
                              price, created_at, updated_at)
        SELECT current_tenant(), id, producer_id, name, name, 'shelf-' || id, text, 'EUR', 100,
               now(), now() FROM shelf;
        INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
        SELECT current_tenant(), id, id, true, now() FROM shelf;
        INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
        SELECT current_tenant(), id, stock, now() FROM shelf;
        INSERT INTO product_categories (tenant_id, id, product_id, category_id)
        SELECT current_tenant(), id, id, category_id FROM shelf
        """,
    )


async def found(client: httpx.AsyncClient, words: str, **query: str) -> list[int]:
    answer = await client.get(LIST, params={"search": words, **query})
    assert answer.status_code == 200, answer.text
    ids = [item["id"] for item in answer.json()["data"]]
    assert answer.json()["total"] == len(ids)
    return ids


# The same words as a Greek, a hurried Greek and a tourist would type them.
SPELLINGS = {
    # The name before the category before the text; beginnings after whole words.
    "μέλι": [101, 103, 102],
    "μελι": [101, 103, 102],
    "ΜΕΛΙ": [101, 103, 102],
    "ΜΈΛΙ": [101, 103, 102],
    "meli": [101, 103, 102],
    "Meli": [101, 103, 102],
    "μελ": [101, 103, 102],
    "λάδι": [104, 108],
    "ladi": [104, 108],
    "θυμάρι": [101],
    "thimari": [101],
    "thymari": [101],
    "8umari": [101],
    "8ymari": [101],
    "ελαιόλαδο": [104],
    "elaiolado": [104],
    "eleolado": [104],
    "χυλοπίτες": [105],
    "hilopites": [105],
    "xylopites": [105],
    "xulopites": [105],
    "chilopites": [105],
    "khilopites": [105],
    "ξινόμαυρο": [106],
    "ksinomavro": [106],
    "xinomavro": [106],
    "xinomauro": [106],
    "3inomavro": [106],
    "krasi": [106],
    "krash": [106],
    "γιαούρτι": [107],
    "giaourti": [107],
    "yaourti": [107],
    "yaoyrti": [107],
    "ντομάτες": [108],
    "ntomates": [108],
    "domates": [108],
    "ψωμί": [109],
    "psomi": [109],
    "pswmi": [109],
    "4wmi": [109],
    "μπύρα": [109],
    "bira": [109],
    "byra": [109],
    "mpira": [109],
    "αγγούρι": [110],
    "angouri": [110],
    "agouri": [110],
    "aggouri": [110],
    "agkouri": [110],
    "ούζο": [110],
    "ouzo": [110],
    "oyzo": [110],
    "uzo": [110],
    "αυγά": [105],
    "avga": [105],
    "auga": [105],
    "ayga": [105],
    # A final sigma is a sigma, and «ου» sounds like «u» whoever writes it.
    "ΕΛΙΕΣ": [112],
    "ελιέσ": [112],
    "elies": [112],
    # Latin names typed in Greek, and as they are.
    "apples": [111],
    "APPLE": [111],
    "ουίσκι": [111],
    "γουίσκι": [],
    "whisky": [111],
    # The producer and the category.
    "αμπελώνες": [101, 102, 104],
    "ampelwnes": [101, 102, 104],
    "ktima": [101, 102, 104],
    "κυψέλη": [101],
    "kipseli": [101],
}


QUERIES = {
    "μέλι θυμάρι": [101],
    "thimari meli": [101],
    "μέλι ούζο": [],
    "meli ampelwnes": [101, 102],
    "μέλι OR ούζο": [101, 103, 110, 102],
    "μέλι -παστέλι": [101, 103],
    "τουρσί -ούζο": [103],
    '"παρθένο λάδι"': [104],
    '"λάδι παρθένο"': [],
    '"παρθένο λάδ"': [],
    "450": [101],
    "45": [],
    "450 g": [101],
    "μ": [],
}


async def test_words_find_the_same_products_however_they_are_typed(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    assert {words: await found(client, words) for words in SPELLINGS} == SPELLINGS


async def test_all_words_must_match_and_quotes_and_minus_are_understood(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    assert {words: await found(client, words) for words in QUERIES} == QUERIES


async def test_of_equally_good_ones_what_is_in_stock_comes_first_then_the_older(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    await change(owner, "agora", "UPDATE products SET name = 'Ίδιο' WHERE id IN (104, 105, 106)")
    assert await found(client, "ίδιο") == [105, 106, 104]
    assert await found(client, "ίδιο", sort="name", dir="asc") == [104, 105, 106]


async def test_a_rank_tells_where_the_word_was_found(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    ranks = {}
    for words in ("μέλι", "meli"):
        answer = await client.get(LIST, params={"search": words})
        ranks[words] = {item["id"]: item["search_rank"] for item in answer.json()["data"]}
    assert ranks["μέλι"] == {101: "0.9", 103: "0.8", 102: "0.5"}
    assert ranks["meli"] == {101: "0.7", 103: "0.7", 102: "0.3"}


async def test_search_and_filters_narrow_each_other(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    assert await found(client, "meli", category="2") == [101]
    assert await found(client, "meli", producer="2") == [103]
    assert await found(client, "meli", min_price="2") == []
    answer = await client.get(LIST, params={"search": "meli", "per_page": "2", "page": "2"})
    assert ([item["id"] for item in answer.json()["data"]], answer.json()["total"]) == ([102], 3)
    beyond = await client.get(LIST, params={"search": "meli", "page": "9"})
    assert (beyond.json()["data"], beyond.json()["total"]) == ([], 3)


async def test_pages_put_together_are_the_list_in_one(
    client: httpx.AsyncClient, database: Database, owner: Connection
) -> None:
    """A page stops looking where it is full; what it leaves out is where the next one begins."""
    await stock_up(owner)
    async with work(database) as uow:
        for words in (*SPELLINGS, *QUERIES):
            together: list[tuple[int, str]] = []
            for number in range(1, 5):
                asked = ProductFilters(search=words, sort="relevance", page=number, per_page=1)
                rows, total = await list_products(uow, asked)
                assert total == len({**SPELLINGS, **QUERIES}[words]), words
                together += [(row["id"], row["search_rank"]) for row in rows]
            # A filter that keeps everything: all are ranked, then sorted.
            asked = ProductFilters(search=words, sort="relevance", min_price=0, per_page=4)
            rows, _ = await list_products(uow, asked)
            assert together == [(row["id"], row["search_rank"]) for row in rows], words


ODD = (
    *("((", "))", "-", "--", '"', '""', "'", "''", "\\", "\\'", "a\\b", ":*", "&", "|", "!"),
    *("😀", "😀 😀", "...", "?", "%", "_", "foo.com", "a@b.gr", "http://a.gr/b?c=d", "/a/b"),
    *("<b>", "a:b", "it's", "'; DROP TABLE products; --", "0,5", "-5", "1e5", "½", "ﬀ", "İ"),
    *("μ" * 5000, "μ " * 5000, "-μ " * 300, '"' * 501, "'a' <-> 'b'", "a <2> b", "!a", "or"),
    *("\u0301", "\u200b", "\ufeff", "x" * 300, "h" * 200, "hxuwyef" * 40, "OR OR", "-a -b"),
)


@pytest.mark.parametrize("folded", [True, False])
async def test_odd_searches_are_answered_calmly(
    client: httpx.AsyncClient, database: Database, owner: Connection, *, folded: bool
) -> None:
    await stock_up(owner)
    async with work(database) as uow:
        for odd in ODD:
            rows, total = await list_products(
                uow, ProductFilters(search=odd, folded=folded, sort="relevance")
            )
            assert total == len(rows), odd


# The contract's search ----------------------------------------------------------------------------

EXACT = (
    *("μέλι", "ΜΈΛΙ", "μελι", "μέλ", "meli", "μέλι σουσάμι", "σουσάμι μέλι", '"και μέλι"'),
    *(
        '"μέλι και"',
        "μέλι OR ξίδι",
        "μέλι -σουσάμι",
        "-μέλι",
        "κρασί από",
        "450",
        "450 g",
        "apples",
    ),
    *ODD,
)
# The formula of the contract, with nothing of ours in it.
FORMULA = """
SELECT p.id, ts_rank_cd(v.words, q.query)::text
FROM products p
CROSS JOIN LATERAL (
    SELECT to_tsvector('simple', p.name || ' ' || coalesce(p.description, ''))) AS v (words)
CROSS JOIN (SELECT websearch_to_tsquery('simple', $2)) AS q (query)
WHERE p.tenant_id = $1 AND p.is_active AND NOT p.is_b2b_only AND p.archived_at IS NULL
  AND v.words @@ q.query
ORDER BY ts_rank_cd(v.words, q.query) DESC, p.id
"""


async def test_an_imported_shop_finds_what_the_contracts_formula_finds(
    client: httpx.AsyncClient, database: Database, owner: Connection
) -> None:
    await stock_up(owner)
    async with work(database) as uow:
        for words in EXACT:
            rows, total = await list_products(
                uow, ProductFilters(search=words, folded=False, sort="relevance", per_page=100)
            )
            expected = await uow.rows(FORMULA, words)
            assert [(row["id"], row["search_rank"]) for row in rows] == [
                tuple(row) for row in expected
            ], words
            assert total == len(expected), words


# Shops --------------------------------------------------------------------------------------------


async def test_the_door_gives_no_id_of_another_shop_whatever_is_asked(
    client: httpx.AsyncClient, database: Database, owner: Connection
) -> None:
    """Nor when a caller guesses the tag that stands before the other shop's words."""
    await stock_up(owner)
    tag = await owner.fetchval("SELECT search_tag($1)", SHOPS["agora"])
    assert tag != await owner.fetchval("SELECT search_tag($1)", SHOPS["hedgerow"])
    crafted = [
        "μέλι",
        "-nothing",
        f"{tag}sμέλι",
        f"'{tag}sμέλι'",
        f"{tag}p1 OR {tag}c2",
        f"p1 {tag}",
    ]
    async with work(database, "hedgerow") as uow:
        for words in (*crafted, *ODD):
            for folded, ranked, most in product((True, False), (True, False), (20, None)):
                rows = await uow.rows(DOOR, words, folded, ranked, most)
                assert {row["product_id"] for row in rows} <= {1, 2, 3, 6, None}, words
                assert all(row["total"] <= 4 for row in rows), words
    async with work(database, "agora") as uow:
        for ranked, most in product((True, False), (20, None)):
            rows = await uow.rows(DOOR, "ξινόμαυρο", True, ranked, most)
            assert [row["product_id"] for row in rows] == [106]


async def test_shops_with_equal_tags_share_no_product(
    client: httpx.AsyncClient, database: Database, owner: Connection
) -> None:
    """Tags are four letters: two of 65,536 shops have the same. Their products stay apart."""
    definition = await owner.fetchval("SELECT pg_get_functiondef('search_tag'::regproc)")
    await owner.execute(
        "CREATE OR REPLACE FUNCTION search_tag(tenant_id uuid) RETURNS text "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN 'same'"
    )
    try:
        await stock_up(owner)
        await change(owner, "hedgerow", "UPDATE products SET name = 'Μέλι', is_active = id = 2")
        for shop, expected in {"agora": {101, 102, 103}, "hedgerow": {2}}.items():
            async with work(database, shop) as uow:
                rows = await uow.rows(DOOR, "meli", True, True, 20)
                assert {row["product_id"] for row in rows} == expected
    finally:
        await owner.execute(definition)


async def test_without_a_shop_the_door_finds_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    statement = "SELECT * FROM search_products($1, $2, true, $3, 0, 20)"
    for folded, ranked in product((True, False), (True, False)):
        assert await database.knock_for_rows(statement, "μέλι", folded, ranked) == []
