from tests.support.caller import Caller
from tests.support.marked_world import build_marked_world, Watch
from tests.support.recipes import RECIPES
from tests.support.served import served_by
import time

async def test_tour(application, database_urls, owner):
    keys = {s.key for s in served_by(application.app)}
    print("NO RECIPE", sorted(keys - RECIPES.keys()), "STALE", sorted(RECIPES.keys() - keys))
    for shop in ("agora", "hedgerow"):
        for key, recipe in RECIPES.items():
            t=time.time()
            world = await build_marked_world(database_urls.owner)
            t1=time.time()
            caller = Caller(application, world)
            cred = caller.credential(recipe.person, shop, pages=not key.split()[1].startswith("/api/"))
            reply = await caller.call(key, recipe, shop, cred)
            t2=time.time()
            ok = reply.status == recipe.status
            if not ok or shop=="agora":
                print("ok " if ok else "BAD", key, reply.status, recipe.status, round(t1-t,3), round(t2-t1,3), "" if ok else reply.body[:300])
    w = await Watch.over(owner)
    t=time.time(); await w.fingerprint("agora"); print("fp", time.time()-t); t=time.time(); await w.writes(); print("writes", time.time()-t)
