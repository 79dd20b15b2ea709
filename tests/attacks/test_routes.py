"""No id in any place of any route opens another shop's, producer's or buyer's things.

Proves, for every handler of the application (API and pages): what an attacker gets for an id that
is not theirs is byte for byte what they get for an id that does not exist (or the refusal that the
contract gives), no answer bears anybody else's data, nothing in either shop changes, malformed ids
are a 4xx, and credentials of the other shop answer like unknown routes. It does not prove that the
right callers see the right things (the domains' tests do) nor anything about timing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.walker import Walker
from tests.support.recipes import RECIPES
from tests.support.served import served_by

if TYPE_CHECKING:
    from api.laravel.wire import Wire
    from tests.attacks.arena import Arena
    from tests.attacks.conftest import Tally

SHOPS = ("agora", "hedgerow")


async def test_every_route_and_page_has_a_recipe(application: Wire) -> None:
    keys = {served.key for served in served_by(application.app)}
    assert sorted(keys - RECIPES.keys()) == [], "routes without a recipe in support/recipes.py"
    assert sorted(RECIPES.keys() - keys) == [], "recipes without a route"


@pytest.mark.parametrize("key", RECIPES)
async def test_nothing_opens_to_others_at(
    arena: Arena, application: Wire, tally: Tally, key: str
) -> None:
    declared = {served.key: served.declared for served in served_by(application.app)}[key]
    assert declared is not None
    recipe, walkers = RECIPES[key], []
    for shop in SHOPS:
        walker = Walker(arena, key, recipe, shop)
        await walker.every_reader()
        await walker.places()
        if shop == SHOPS[0]:
            await walker.malformed()
        if not declared.tenantless:
            await walker.credentials()
        await walker.right_call()
        walkers.append(walker)
    tally.route(
        key,
        places=len(recipe.places),
        attackers=len(walkers[0].attackers | walkers[1].attackers),
        requests=sum(walker.requests for walker in walkers),
    )
    complaints = [complaint for walker in walkers for complaint in walker.complaints]
    assert complaints == [], "\n".join(complaints)
