"""Attacks on one route, derived from its recipe: every place of an id × every attacker.

What an attacker gets is compared with what the same attacker gets for an id that exists nowhere:
the same status, the same bytes. After each request every row of both shops is compared, and every
answer is searched for texts of the other shop and of other people.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tests.attacks.arena import Arena
from tests.support.caller import Credential
from tests.support.marked_world import other_shop
from tests.support.recipes import GUEST, KINDS, OPERATOR
from tests.support.world import HOSTS, OTHER_CONSUMER, PEOPLE

if TYPE_CHECKING:
    from tests.support.caller import Reply
    from tests.support.recipes import Place, Recipe

UNKNOWN_ROUTE: Final = b'{"error":"not_found","message":"Route not found."}'
UNKNOWN_OWN_ROUTE: Final = (
    b'{"type":"urn:stoa:problem:not_found","title":"Not Found","status":404,'
    b'"detail":"There is no such thing here."}'
)
DISOWNED: Final = b'"message":"Invalid token signature."'
LONG: Final = "A" * 10_240
TOO_LARGE: Final = 2**63
# A NUL at an end would be trimmed away, as the dialect does with all input.
MALFORMED_TEXTS: Final = ("abc", "1.5", "-1", "0", str(TOO_LARGE), "1\0002", LONG, "'--")
MALFORMED_VALUES: Final[tuple[Any, ...]] = (
    *("abc", 1.5, -1, 0, TOO_LARGE, "1\0002", LONG, "'--"),
    *(None, [], {}, [1], "", False),
)
_PRIVATE: Final = re.compile(rb"private-(agora|hedgerow)-(\d+)")


class Walker:
    """Attacks one route of one shop and collects what went wrong, in sentences."""

    def __init__(self, arena: Arena, key: str, recipe: Recipe, shop: str) -> None:
        self.arena = arena
        self.key = key
        self.recipe = recipe
        self.shop = shop
        self.pages = not key.partition(" ")[2].startswith("/api/")
        self.requests = 0
        self.attackers: set[str] = set()
        self.complaints: list[str] = []

    async def right_call(self) -> None:
        """The recipe itself must work, or nothing else proves anything."""
        reply = await self._call(self._credential(self.recipe.person))
        if reply.status != self.recipe.status:
            self._complain(f"called rightly it answers {reply.status}, not {self.recipe.status}")
        self._search(reply, self.recipe.person, "called rightly")
        await self._expect_unchanged_elsewhere()

    async def every_reader(self) -> None:
        """Everybody asks; nobody may read what is private to others, nor meet a 500."""
        if not self.key.startswith("GET "):
            return
        for person in self.recipe.attackers:
            await self._attack(person, "reading", self._credential(person))

    async def places(self) -> None:
        """Every place of an id × every attacker × ids that are not the attacker's."""
        for place in self.recipe.places:
            for person in self.recipe.attackers:
                if person in place.acts_for:
                    continue
                await self._strange_ids(place, person)
                if person not in self.recipe.admits:
                    await self._neighbours_thing(place, person)
            for person in place.acts_for[:2]:
                await self._ignored(place, person)

    async def malformed(self) -> None:
        """Ids that are none: never a 500, never a change."""
        for place in self.recipe.places:
            values = MALFORMED_VALUES if place.where == "body" and not self.pages else None
            for person in dict.fromkeys((self.recipe.person, GUEST)):
                # What stands in an ignored field changes nothing: test_poison tries it.
                if person in place.acts_for:
                    continue
                unknown = await self._ask(place, person, KINDS[place.kind]["nowhere"])
                # A page's path may not even match; the router says so before anybody asks who.
                lawful = {unknown.status, *place.malformed}
                lawful |= {404} if place.where == "path" else set()
                for value in values or MALFORMED_TEXTS:
                    if place.optional and value in (None, ""):
                        continue
                    await self._malformed_id(place, person, value, lawful)

    async def credentials(self) -> None:
        """Credentials of the other shop, of two shops at once, and expired ones."""
        person = "consumer" if self.recipe.person == GUEST else self.recipe.person
        home = other_shop(self.shop)
        foreign = self.arena.caller.foreign_credentials(person, self.shop, home)
        for way, credential in foreign.items():
            reply = await self._attack(f"{home}'s {person}", way, credential)
            if person == OPERATOR:
                # Such a token bears no shop's name: another shop's signature is simply wrong.
                if reply.status != 401 or DISOWNED not in reply.body:
                    self._complain(f"{way}: {_told(reply)}, not a signature that is disowned")
            elif reply.status != 404 or (not self.pages and reply.body != self._unknown_route()):
                self._complain(f"{way}: {reply.status}, not the 404 of an unknown route")
        confused = self.arena.caller.confused_credential(person, self.shop, home)
        reply = await self._attack(f"{home}'s {person}", "own host, other X-Tenant", confused)
        if reply.status != 400:
            self._complain(f"host and X-Tenant of two shops: {reply.status}, not 400")
        await self._expired(person)

    async def _strange_ids(self, place: Place, person: str) -> None:
        """An id that only the other shop has must answer like one that nobody has."""
        kind = KINDS[place.kind]
        unknown = await self._ask(place, person, kind["nowhere"])
        foreign = await self._ask(place, person, kind[other_shop(self.shop)])
        if not foreign.same_as(unknown):
            self._complain(
                f"{place.name} of the other shop as {person}: {_told(foreign)}, "
                f"an unknown one: {_told(unknown)}"
            )
        if unknown.status < 300 and place.where == "path":
            self._complain(f"{place.name}: an unknown id succeeds with {unknown.status}")

    async def _neighbours_thing(self, place: Place, person: str) -> None:
        """The id of somebody else's thing in the own shop: as unknown, or the listed refusal."""
        unknown = await self._ask(place, person, KINDS[place.kind]["nowhere"])
        theirs = await self._attack(person, "another's thing", self._credential(person))
        refused = theirs.status == self.recipe.refused
        if theirs.same_as(unknown) or (refused and self._in_contracts_words(theirs)):
            return
        if place.where == "body" and theirs.status in (401, 403):
            return
        self._complain(
            f"another's {place.name} as {person}: {_told(theirs)}, an unknown: {_told(unknown)}"
        )

    async def _ignored(self, place: Place, person: str) -> None:
        """Whatever stands here, the request does the same."""
        values = [KINDS[place.kind]["nowhere"], KINDS[place.kind][other_shop(self.shop)]]
        if place.name == "user_id":
            values.append(OTHER_CONSUMER)
        replies, effects = [], []
        for value in values:
            await self.arena.restore()
            replies.append(await self._call(self._credential(person), place, value))
            effects.append(await self.arena.effect(self.shop))
        for value, reply, effect in zip(values, replies, effects, strict=True):
            self._search(reply, person, f"{place.name}={value}")
            if not reply.same_as(replies[0]):
                self._complain(f"{place.name}={value} as {person} changes the answer")
            for mine, first in zip(effect, effects[0], strict=True):
                if mine != first:
                    tables = ", ".join(mine.differing(first))
                    self._complain(f"{place.name}={value} as {person} changes {tables}")
        await self.arena.restore()

    async def _malformed_id(
        self, place: Place, person: str, value: object, lawful: set[int]
    ) -> None:
        reply = await self._call(self._credential(person), place, value)
        self.attackers.add(f"{person} with a malformed id")
        shown = repr(value)[:20]
        self._search(reply, person, f"{place.name}={shown}")
        if reply.status not in lawful:
            self._complain(f"{place.name}={shown} as {person}: {reply.status}")
        await self._expect_unchanged(f"{place.name}={shown} as {person}")

    async def _expired(self, person: str) -> None:
        """An expired token is no token: the answer is the guest's."""
        if person == OPERATOR:
            reply = await self._attack(
                person, "an expired token", self.arena.caller.expired_credential(person, self.shop)
            )
            if reply.status != 401 or b"Token expired." not in reply.body:
                self._complain(f"expired token: {_told(reply)}, not the 401 of an expired one")
            return
        replies = []
        for credential in (
            self.arena.caller.expired_credential(person, self.shop),
            Credential(HOSTS[self.shop]),
        ):
            replies.append(await self._call(credential))
            if replies[-1].status < 400:
                await self.arena.restore()
            await self._expect_unchanged("an expired token")
        self.attackers.add(f"{person} with an expired token")
        if not replies[0].same_as(replies[1]):
            self._complain(f"expired token: {_told(replies[0])}, a guest: {_told(replies[1])}")

    def _unknown_route(self) -> bytes:
        own = self.key.partition(" ")[2].startswith("/api/stoa/")
        return UNKNOWN_OWN_ROUTE if own else UNKNOWN_ROUTE

    def _in_contracts_words(self, reply: Reply) -> bool:
        return self.recipe.refused_message.encode() in reply.body

    async def _ask(self, place: Place, person: str, value: object) -> Reply:
        return await self._attack(
            person, f"{place.name}={value}", self._credential(person), place, value
        )

    async def _attack(
        self,
        person: str,
        what: str,
        credential: Credential,
        place: Place | None = None,
        value: object = None,
    ) -> Reply:
        """One request after which nothing may have changed and nothing may have been told."""
        self.attackers.add(person)
        reply = await self._call(credential, place, value)
        self._search(reply, person, what)
        await self._expect_unchanged(f"{what} as {person}")
        return reply

    async def _call(
        self, credential: Credential, place: Place | None = None, value: object = None
    ) -> Reply:
        self.requests += 1
        return await self.arena.caller.call(
            self.key, self.recipe, self.shop, credential, place, value
        )

    def _search(self, reply: Reply, person: str, what: str) -> None:
        if reply.status >= 500:
            self._complain(f"{what} as {person}: {reply.status}")
        shown = reply.compared[1]
        if f"-{other_shop(self.shop)}".encode() in shown:
            self._complain(f"{what} as {person}: the answer bears data of the other shop")
        own = {PEOPLE[person][0]} if person in PEOPLE else set()
        seen = {int(account) for _, account in _PRIVATE.findall(shown)}
        strangers = seen - own - set(self.recipe.shows.get(person, ()))
        if strangers:
            self._complain(f"{what} as {person}: private data of accounts {sorted(strangers)}")

    async def _expect_unchanged(self, what: str) -> None:
        changed = await self.arena.changes(self.shop)
        if changed:
            self._complain(f"{what}: changed {', '.join(changed)}")
            await self.arena.rebuild()

    async def _expect_unchanged_elsewhere(self) -> None:
        changed = await self.arena.changes(self.shop)
        beyond = [name for name in changed if not name.startswith(f"{self.shop}.")]
        if beyond:
            self._complain(f"called rightly it changed {', '.join(beyond)}")
        if changed:
            await self.arena.rebuild()

    def _credential(self, person: str) -> Credential:
        return self.arena.caller.credential(person, self.shop, pages=self.pages)

    def _complain(self, sentence: str) -> None:
        self.complaints.append(f"{self.key} at {self.shop}: {sentence}")


def _told(reply: Reply) -> str:
    return f"{reply.status} {reply.body[:160]!r}"
