"""Preparing a database: with a role that is no superuser, again, at once, and refused in words."""

from __future__ import annotations

import asyncio
import stat
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.schema.roles import quoted
from api.schema.runner import migrate_up
from ops.data.database_url import named_role, with_database, with_login
from ops.data.provision import ProvisionError, provision
from tests.support.database import admin_of, remove_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.support.database import Server

    RoleWith = Callable[[str], AbstractAsyncContextManager[str]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_role_that_may_create_roles_and_databases_is_enough(
    role_with: RoleWith, fresh_name: str, tmp_path: Path
) -> None:
    async with role_with("CREATEROLE CREATEDB") as admin_url:
        urls = await provision(admin_url, tmp_path, fresh_name)
        try:
            assert (
                await _value(
                    admin_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
                )
                is False
            )
            assert await migrate_up(urls.owner, urls.roles)
            for url, role in (
                (urls.owner, f"{fresh_name}_owner"),
                (urls.app, f"{fresh_name}_app"),
                (urls.backup, f"{fresh_name}_backup"),
            ):
                assert await _value(url, "SELECT current_user || ' ' || current_database()") == (
                    f"{role} {fresh_name}"
                )
            assert await _value(urls.app, "SELECT lower('ΕΛΑΙΌΛΑΔΟ')") == "ελαιόλαδο"
        finally:
            await remove_all(admin_url, fresh_name)


async def test_provisioning_again_changes_nothing(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    first = await provision(database_server.admin_url, tmp_path, fresh_name)
    assert await provision(database_server.admin_url, tmp_path, fresh_name) == first
    assert first.notes == ()


async def test_provisioning_twice_at_once_makes_one_database_and_both_can_log_in(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    runs = [provision(database_server.admin_url, tmp_path, fresh_name) for _ in range(4)]
    results = await asyncio.gather(*runs)
    assert all(urls == results[0] for urls in results)
    assert await _value(results[0].app, "SELECT current_user") == f"{fresh_name}_app"


async def test_passwords_are_readable_by_their_owner_only(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    await provision(database_server.admin_url, tmp_path, fresh_name)
    (path,) = (tmp_path / "roles").iterdir()
    assert path.name.endswith(f"-{fresh_name}.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("spoil", ["delete", "garble"])
async def test_a_lost_password_file_gives_new_passwords_and_says_so(
    database_server: Server, fresh_name: str, tmp_path: Path, spoil: str
) -> None:
    first = await provision(database_server.admin_url, tmp_path, fresh_name)
    (path,) = (tmp_path / "roles").iterdir()
    if spoil == "delete":
        path.unlink()
    else:
        path.write_text("{")
    second = await provision(database_server.admin_url, tmp_path, fresh_name)
    assert second.app != first.app
    (note,) = second.notes
    assert note.startswith(f"New passwords were given to {fresh_name}_app, {fresh_name}_backup, ")
    assert await _value(second.app, "SELECT current_user") == f"{fresh_name}_app"


async def test_passwords_open_the_server_and_changed_ones_are_renewed(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    admin_url = database_server.admin_url
    here = await provision(admin_url, tmp_path / "here", fresh_name)
    if await _logs_in(with_login(here.app, here.roles.app, "wrong")):
        pytest.skip("the server trusts every login")
    for url in (here.owner, here.app, here.backup):
        assert await _logs_in(url)
        assert not await _logs_in(with_login(url, named_role(url) or "", "wrong"))
    there = await provision(admin_url, tmp_path / "there", fresh_name)
    assert not await _logs_in(here.app)
    assert await _logs_in(there.app)
    again = await provision(admin_url, tmp_path / "here", fresh_name)
    assert again.notes[0].startswith(f"New passwords were given to {fresh_name}_app, ")
    assert await _logs_in(again.app)


async def test_refuses_a_wrong_password(database_server: Server, tmp_path: Path) -> None:
    role = named_role(database_server.admin_url) or ""
    wrong = with_login(database_server.admin_url, role, "wrong")
    if await _logs_in(wrong):
        pytest.skip("the server trusts every login")
    with pytest.raises(ProvisionError, match=f'refuses the login of "{role}"'):
        await provision(wrong, tmp_path)


async def test_a_database_named_by_the_url_is_used_and_made(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    urls = await provision(with_database(database_server.admin_url, fresh_name), tmp_path, "other")
    assert urls.database == fresh_name
    assert await _value(urls.app, "SELECT current_database()") == fresh_name


async def test_an_empty_database_of_the_admin_is_handed_over(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    async with admin_of(database_server.admin_url) as admin:
        await admin.execute(f"CREATE DATABASE {quoted(fresh_name)} TEMPLATE template0")
    urls = await provision(database_server.admin_url, tmp_path, fresh_name)
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert await _value(urls.app, owner) == f"{fresh_name}_owner"
    assert await migrate_up(urls.owner, urls.roles)


async def test_public_has_nothing_on_database_and_schema(
    database_server: Server, fresh_name: str, role_with: RoleWith, tmp_path: Path
) -> None:
    urls = await provision(database_server.admin_url, tmp_path, fresh_name)
    async with role_with("") as stranger:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await _value(with_database(stranger, fresh_name), "SELECT 1")
    for privilege in ("CREATE", "TEMP"):
        asked = f"SELECT has_database_privilege(current_database(), '{privilege}')"
        assert await _value(urls.app, asked) is False
    assert await _value(urls.app, "SELECT has_schema_privilege('public', 'CREATE')") is False


async def test_an_application_role_made_by_the_operator_is_used_as_it_is(
    database_server: Server, fresh_name: str, role_with: RoleWith, tmp_path: Path
) -> None:
    async with role_with("") as operators:
        app_url = with_database(operators, fresh_name)
        urls = await provision(database_server.admin_url, tmp_path, fresh_name, app_url=app_url)
        try:
            assert urls.app == app_url
            assert urls.roles.app == named_role(app_url)
            await migrate_up(urls.owner, urls.roles)
            assert await _value(app_url, "SELECT count(*) FROM products") == 0
            made = f"SELECT count(*) FROM pg_roles WHERE rolname = '{fresh_name}_app'"
            assert await _value(app_url, made) == 0
        finally:
            await remove_all(database_server.admin_url, fresh_name)


# --- Refusals: one sentence each, with the remedy -------------------------------------------------


async def test_refuses_a_role_that_may_not_create_roles(
    role_with: RoleWith, fresh_name: str, tmp_path: Path
) -> None:
    async with role_with("CREATEDB") as admin_url:
        with pytest.raises(ProvisionError, match=r"may not create roles\. As a superuser: ALTER"):
            await provision(admin_url, tmp_path, fresh_name)


async def test_refuses_a_role_that_may_not_create_databases(
    role_with: RoleWith, fresh_name: str, tmp_path: Path
) -> None:
    async with role_with("CREATEROLE") as admin_url:
        with pytest.raises(ProvisionError, match=r"As a superuser: ALTER ROLE .* CREATEDB;"):
            await provision(admin_url, tmp_path, fresh_name)
        await remove_all(admin_url, fresh_name)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("ENCODING 'SQL_ASCII' LOCALE 'C'", "holds SQL_ASCII, not UTF-8"),
        ("ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'", "leaves Greek capitals as they are"),
    ],
)
async def test_refuses_a_database_that_cannot_hold_greek_and_gives_the_line_for_a_right_one(
    database_server: Server, fresh_name: str, tmp_path: Path, options: str, sentence: str
) -> None:
    admin_url = database_server.admin_url
    async with admin_of(admin_url) as admin:
        if "SQL_ASCII" in options and await admin.fetchval(
            "SELECT current_setting('server_version_num')::int >= 170000"
        ):
            options += " LOCALE_PROVIDER libc"
        await admin.execute(f"CREATE DATABASE {quoted(fresh_name)} TEMPLATE template0 {options}")
    with pytest.raises(ProvisionError, match=sentence) as refused:
        await provision(admin_url, tmp_path, fresh_name)
    # The line it names does what it says.
    line = refused.value.sentence[refused.value.sentence.index("CREATE DATABASE") :]
    async with admin_of(admin_url) as admin:
        await admin.execute(f"DROP DATABASE {quoted(fresh_name)}")
        await admin.execute(line)
    assert (await provision(admin_url, tmp_path, fresh_name)).database == fresh_name


async def test_refuses_a_database_with_tables_of_somebody_else(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    async with admin_of(database_server.admin_url) as admin:
        await admin.execute(f"CREATE DATABASE {quoted(fresh_name)} TEMPLATE template0")
    admin_there = await asyncpg.connect(with_database(database_server.admin_url, fresh_name))
    await admin_there.execute("CREATE TABLE theirs ()")
    await admin_there.close()
    with pytest.raises(ProvisionError, match="already holds tables of somebody else"):
        await provision(database_server.admin_url, tmp_path, fresh_name)


async def test_refuses_roles_that_another_admin_made(
    database_server: Server, role_with: RoleWith, fresh_name: str, tmp_path: Path
) -> None:
    await provision(database_server.admin_url, tmp_path / "one", fresh_name)
    older = "SELECT current_setting('server_version_num')::int < 160000"
    if await _value(database_server.admin_url, older):
        pytest.skip("before version 16 every CREATEROLE role may change any other's role")
    async with role_with("CREATEROLE CREATEDB") as stranger:
        with pytest.raises(ProvisionError, match="may not change them"):
            await provision(stranger, tmp_path / "two", fresh_name)


async def test_refuses_when_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(ProvisionError, match=r"No PostgreSQL answers at 127\.0\.0\.1:1\."):
        await provision("postgresql://someone:secret@127.0.0.1:1/shop", tmp_path)


@pytest.mark.parametrize("url", ["mysql://someone@127.0.0.1/shop", "postgresql://h:port/shop"])
async def test_refuses_a_url_it_cannot_read(tmp_path: Path, url: str) -> None:
    with pytest.raises(ProvisionError, match="DATABASE_URL cannot be read"):
        await provision(url, tmp_path)


@pytest.mark.parametrize("name", ["it's", "x" * 57])
async def test_refuses_a_database_name_no_role_can_bear(
    database_server: Server, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ProvisionError, match="Name another database in DATABASE_URL"):
        await provision(database_server.admin_url, tmp_path, name)


async def test_refuses_an_operators_role_that_does_not_exist(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    nobody = with_login(database_server.admin_url, f"{fresh_name}_nobody", "x")
    with pytest.raises(ProvisionError, match=r"has no role .* Create it: CREATE ROLE"):
        await provision(database_server.admin_url, tmp_path, fresh_name, app_url=nobody)


async def test_refuses_a_home_that_is_a_file(
    database_server: Server, fresh_name: str, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ProvisionError, match="set STOA_HOME to another folder"):
        await provision(database_server.admin_url, tmp_path / "home", fresh_name)


async def _logs_in(url: str) -> bool:
    try:
        return await _value(url, "SELECT true") is True
    except asyncpg.InvalidPasswordError:
        return False


async def _value(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()
