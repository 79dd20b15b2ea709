"""Where attacks happen: the running application over the marked world, watched from behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.support.caller import Caller
from tests.support.marked_world import VOLATILE, Fingerprint, Watch, build_marked_world, other_shop
from tests.support.world import SHOPS

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.laravel.wire import Wire

# A refused request may have drawn a number; numbers of an undone transaction are skipped.
COUNTERS: Final = "id_counters"


class Arena:
    """One marked world; built again only after something in it has changed."""

    def __init__(self, application: Wire, owner: Connection, owner_url: str, watch: Watch) -> None:
        self._application = application
        self._owner = owner
        self._owner_url = owner_url
        self._watch = watch
        self._untouched: dict[str, Fingerprint] = {}
        self._writes = -1
        self.caller: Caller
        self.rebuilt = 0

    @classmethod
    async def over(cls, application: Wire, owner: Connection, owner_url: str) -> Arena:
        """An arena whose world is built and watched."""
        arena = cls(application, owner, owner_url, await Watch.over(owner))
        arena.caller = Caller(application, await build_marked_world(owner_url))
        await arena._remember()
        return arena

    async def rebuild(self) -> None:
        """The world as it was."""
        await self.caller.close()
        self.caller = Caller(self._application, await build_marked_world(self._owner_url))
        self.rebuilt += 1
        await self._remember()

    async def restore(self) -> None:
        """Build the world again if anybody, another test included, has touched it."""
        if await self.changes("agora"):
            await self.rebuild()

    async def changes(self, shop: str) -> list[str]:
        """The tables that differ from the untouched world; ``shop`` is where the request went.

        Only that shop's counters may have moved.
        """
        writes = await self._watch.writes()
        if writes == self._writes:
            return []
        differing = []
        for name in (shop, other_shop(shop)):
            tables = (await self._watch.fingerprint(name)).differing(self._untouched[name])
            differing += [
                f"{name}.{table}" for table in tables if name != shop or table != COUNTERS
            ]
        if not differing:
            self._writes = writes
        return differing

    async def effect(self, shop: str) -> tuple[Fingerprint, Fingerprint]:
        """What both shops hold now, random columns aside: equal effects have equal ones."""
        return (
            await self._watch.fingerprint(shop, without=VOLATILE),
            await self._watch.fingerprint(other_shop(shop)),
        )

    async def _remember(self) -> None:
        self._untouched = {shop: await self._watch.fingerprint(shop) for shop in SHOPS}
        self._writes = await self._watch.writes()
