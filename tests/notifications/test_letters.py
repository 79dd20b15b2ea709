"""Every letter is there in both languages, as text and as a page, and asks for what it is given."""

from __future__ import annotations

from pathlib import Path

import jinja2.meta
import jinja2.nodes
import pytest

from api.notifications import write_letter
from api.notifications.account_letters import ACCOUNT_LETTERS, AccountLetter
from api.notifications.order_letters import ORDER_MOVES, ORDER_PLACED, UNACCEPTED

FOLDER = Path(write_letter.__file__).with_name("letters")
ORDER_LETTERS = [
    *(
        f"{event}_{who}"
        for event in (ORDER_PLACED, *ORDER_MOVES)
        for who in ("consumer", "producer")
    ),
    *(f"{ORDER_PLACED}_admin", f"{UNACCEPTED}_admin"),
]
ALWAYS = {
    *("shop", "tagline", "home", "name", "language", "brand", "ink", "money", "time", "day"),
    *("subject", "link"),
}
OF_ACCOUNTS = set(AccountLetter(account_id=None).values())
OF_ORDERS = {"number", "order", "lines", "subtotal", "producer"}
OF_DIGESTS = {"start", "end", "sales"}
GIVEN = {
    **dict.fromkeys((kind.name for kind in ACCOUNT_LETTERS.values()), OF_ACCOUNTS),
    **dict.fromkeys(ORDER_LETTERS, OF_ORDERS),
    "producer_digest": OF_DIGESTS,
}


def test_there_are_no_other_letters() -> None:
    shared = {"layout.html", "parts.html", "parts.txt"}
    assert {path.name for path in FOLDER.iterdir()} - shared == {
        f"{name}.{language}.{form}"
        for name in GIVEN
        for language in ("el", "en")
        for form in ("html", "txt")
    }


@pytest.mark.parametrize("form", ["el.html", "el.txt", "en.html", "en.txt"])
@pytest.mark.parametrize("name", GIVEN)
def test_a_letter_asks_for_what_it_is_given(name: str, form: str) -> None:
    source = (FOLDER / f"{name}.{form}").read_text()
    tree = write_letter.TEMPLATES.parse(source)
    imported = {part for node in tree.find_all(jinja2.nodes.FromImport) for part in node.names}
    assert jinja2.meta.find_undeclared_variables(tree) - imported <= ALWAYS | GIVEN[name]
    write_letter.TEMPLATES.get_template(f"{name}.{form}")
