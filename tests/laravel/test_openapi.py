"""The published document: what routes declare is what it says, and Schemathesis believes it."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar import Controller, Litestar, Request, Response, delete, get, post
from litestar.openapi import OpenAPIConfig
from litestar.params import FromPath
from schemathesis import GenerationMode

from api.kit.errors import Failure, Invalid, NotFound, Unauthenticated
from api.laravel.input import parse_input
from api.laravel.openapi import document
from api.laravel.route import Refusal, route
from api.laravel.rules import Rules
from api.laravel.throttle import Throttle

LARGEST = 2**63 - 1
LIST_THINGS = Rules(
    {
        "q": "nullable|string|max:255",
        "page": "nullable|integer|min:1",
        "per_page": "nullable|integer|min:1|max:100",
        "is_active": "nullable|boolean",
        "min_price": "nullable|numeric|min:0|max:1000",
        "sort": "nullable|in:name,price",
    }
)
PLACE_ORDER = Rules(
    {
        "items": "required|array|min:1",
        "items.*.product_id": "required|integer|exists:products,id",
        "items.*.quantity": "required|integer|min:1",
        "currency": "required|string|in:EUR,USD",
        "notes": "nullable|string|max:100",
        "shipping_address": "nullable|array",
        "shipping_address.email": "nullable|email|max:255",
        "shipping_address.postal_code": r"nullable|string|regex:/^\d{5}$/",
        "shipping_cost": "nullable|numeric|min:0|max:100",
        "quoted_at": "nullable|date",
        "website": "sometimes|url|max:80",
    }
)


class Thing(msgspec.Struct):
    """What the little shop answers with."""

    id: int


async def read(request: Request[Any, Any, Any]) -> dict[str, Any]:
    body = await request.body()
    kind = request.headers.get("content-type", "")
    return parse_input(kind, body, request.scope["query_string"], request.method).values


class ThingController(Controller):
    """Four routes with one of everything; bearer ``good`` is signed in."""

    path = "/api/v1"

    @get("/products", opt=route("product", "list", query=LIST_THINGS, throttle=Throttle(60)))
    async def list_things(self, request: Request[Any, Any, Any]) -> list[Thing]:
        LIST_THINGS.check(await read(request))
        return [Thing(1)]

    @get("/products/{product:str}", opt=route("product", "view"))
    async def show_thing(self, request: Request[Any, Any, Any], product: FromPath[str]) -> Thing:
        await read(request)
        if not product.isdecimal() or not 1 <= int(product) <= LARGEST:
            raise NotFound
        return Thing(int(product))

    @post("/public/orders", opt=route("order", "place", body=PLACE_ORDER) | {"also": (409,)})
    async def place(self, request: Request[Any, Any, Any]) -> Thing:
        PLACE_ORDER.check(await read(request))
        return Thing(1)

    @delete(
        "/products/{product:str}",
        opt=route("product", "delete", refusal=Refusal({"success": False}), csrf=False),
    )
    async def remove(self, request: Request[Any, Any, Any], product: FromPath[str]) -> None:
        if request.headers.get("authorization") != "Bearer good":
            raise Unauthenticated
        if not product.isdecimal() or not 1 <= int(product) <= LARGEST:
            raise NotFound


def answer(request: Request[Any, Any, Any], failure: Failure) -> Response[Any]:
    body: dict[str, Any] = {"message": failure.sentence or "No."}
    if isinstance(failure, Invalid):
        body["errors"] = failure.errors
    if isinstance(failure, Unauthenticated):
        body["error"] = "unauthenticated"
    return Response(body, status_code=failure.status, media_type="application/json")


@pytest.fixture(scope="module")
def app() -> Litestar:
    return Litestar(
        [ThingController],
        exception_handlers={Failure: answer},
        openapi_config=OpenAPIConfig(title="Things", version="1"),
    )


@pytest.fixture(scope="module")
def written(app: Litestar) -> dict[str, Any]:
    return document(app, session_cookie="things_session")


def operation(written: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = written["paths"][path][method]
    return found


def test_every_status_a_route_can_answer_with_is_listed(written: dict[str, Any]) -> None:
    statuses = {
        (method, path): sorted(map(int, one["responses"]))
        for path, methods in written["paths"].items()
        for method, one in methods.items()
    }
    assert statuses == {
        ("get", "/api/v1/products"): [200, 400, 404, 422, 429, 503],
        ("get", "/api/v1/products/{product}"): [200, 400, 404, 503],
        ("delete", "/api/v1/products/{product}"): [204, 400, 401, 403, 404, 413, 503],
        ("post", "/api/v1/public/orders"): [201, 400, 403, 404, 409, 413, 419, 422, 503],
    }


def test_ids_in_paths_are_bounded_integers(written: dict[str, Any]) -> None:
    [parameter] = operation(written, "get", "/api/v1/products/{product}")["parameters"]
    assert parameter["schema"] == {"type": "integer", "minimum": 1, "maximum": LARGEST}


def test_query_parameters_come_from_the_rules_alone(written: dict[str, Any]) -> None:
    parameters = operation(written, "get", "/api/v1/products")["parameters"]
    assert [one["name"] for one in parameters] == [field.key for field in LIST_THINGS.fields]
    assert not any(one["required"] for one in parameters)
    page = next(one for one in parameters if one["name"] == "page")
    assert page["schema"]["anyOf"][0] == {"type": "integer", "minimum": 1, "maximum": LARGEST}
    removal = operation(written, "delete", "/api/v1/products/{product}")
    assert [one["name"] for one in removal["parameters"]] == ["product"]


def test_bodies_come_from_the_rules(written: dict[str, Any]) -> None:
    body = operation(written, "post", "/api/v1/public/orders")["requestBody"]
    assert body["required"] is True
    schema = body["content"]["application/json"]["schema"]
    assert schema == PLACE_ORDER.json_schema()
    assert schema["required"] == ["items", "currency"]


def test_security_says_who_may_come_without_credentials(written: dict[str, Any]) -> None:
    assert operation(written, "get", "/api/v1/products")["security"][0] == {}
    assert operation(written, "post", "/api/v1/public/orders")["security"] == [
        {},
        {"bearer": []},
        {"session": [], "xsrf": []},
    ]
    assert operation(written, "delete", "/api/v1/products/{product}")["security"] == [
        {"bearer": []},
        {"session": []},
    ]
    assert written["components"]["securitySchemes"]["session"]["name"] == "things_session"


def test_a_refusal_of_its_own_is_described_word_for_word(written: dict[str, Any]) -> None:
    refused = operation(written, "delete", "/api/v1/products/{product}")["responses"]["403"]
    schema = refused["content"]["application/json"]["schema"]
    assert schema["properties"] == {"success": {"const": False}}


def test_the_document_is_plain_json_and_leaves_the_apps_own_alone(app: Litestar) -> None:
    first, second = document(app), document(app)
    assert first == second
    assert msgspec.json.decode(msgspec.json.encode(first)) == first
    for path in first["paths"].values():
        for one in path.values():
            for media in one.get("requestBody", {}).get("content", {}).values():
                jsonschema_rs.meta.validate(media["schema"])


@pytest.mark.parametrize("blank", [" ", "\u0085", "\u001c", "\u00a0", "\u0000"])
def test_a_link_with_a_blank_is_refused_by_the_document_as_by_the_rule(blank: str) -> None:
    rules = Rules({"website": "url"})
    allowed = rules.json_schema()
    link = f"https://shop.example/#{blank}x"
    assert jsonschema_rs.is_valid(allowed, {"website": "https://shop.example/#x"})
    assert not jsonschema_rs.is_valid(allowed, {"website": link})
    assert "website" in rules.examine({"website": link}).errors


@pytest.mark.parametrize("kind", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/products"),
        ("GET", "/api/v1/products/{product}"),
        ("POST", "/api/v1/public/orders"),
    ],
)
def test_schemathesis_finds_nothing_with_every_check_on(
    app: Litestar, written: dict[str, Any], method: str, path: str, kind: GenerationMode
) -> None:
    served = schemathesis.openapi.from_dict(written)
    served.app = app
    cases = served[path][method].as_strategy(generation_mode=kind)

    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        # The same requests in every run: tests/fuzz sends more of them, with a seed as well.
        derandomize=True,
    )
    @given(cases)
    def walk(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate()

    walk()
