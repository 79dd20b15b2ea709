"""What the tests of pages share: a visitor who follows no redirects, and a reader of HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from tests.support.world import World

# Elements without an end tag (HTML, section 13.1.2).
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"})


class Html(HTMLParser):
    """A page taken apart: its elements with their attributes, its visible text, its scripts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self._open: list[str] = []
        self._words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag == "script":
            self.scripts.append((attributes, ""))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        elif data.strip():
            self._words.append(data.strip())

    @property
    def text(self) -> str:
        """Everything a visitor reads, in order, one blank between pieces."""
        return " ".join(" ".join(self._words).split())

    def with_test_id(self, test_id: str) -> list[dict[str, str]]:
        """The attributes of the elements that bear a test id."""
        return [found for _, found in self.elements if found.get("data-testid") == test_id]

    @property
    def form_token(self) -> str:
        """The anti-forgery token of the page's forms."""
        return next(found["value"] for _, found in self.elements if found.get("name") == "_token")


class Browser:
    """One person at one shop: cookies are kept, redirects are shown, pages are asked for."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = {**headers, "accept": "text/html"}

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path, headers=self.headers)

    async def read(self, path: str) -> Html:
        """A page that must exist."""
        answer = await self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return Html(answer.text)

    async def post(self, path: str, *, form_at: str, **fields: object) -> httpx.Response:
        """Posts a form with the token of the page it stands on."""
        token = (await self.read(form_at)).form_token
        return await self.client.post(path, data={"_token": token, **fields}, headers=self.headers)


def visitor(client: httpx.AsyncClient, world: World, person: str | None, shop: str) -> Browser:
    """A browser whose person is known by a token, which pages accept as the contract does."""
    return Browser(client, world.bearer(person, shop))
