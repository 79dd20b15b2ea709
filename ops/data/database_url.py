"""Reading and rewriting PostgreSQL URLs. Options and hosts are kept as they were written."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

LOGIN_OPTIONS = {"user", "password", "dbname", "database", "passfile"}


def named_database(url: str) -> str | None:
    """The database that the URL's path names, if any."""
    return unquote(urlsplit(url).path.lstrip("/")) or None


def named_role(url: str) -> str | None:
    """The role that the URL names, if any."""
    parts = urlsplit(url)
    login, at, _ = parts.netloc.rpartition("@")
    return unquote(login.partition(":")[0]) if at else dict(parse_qsl(parts.query)).get("user")


def server_of(url: str) -> str:
    """Host and port for a sentence; never the password."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return parts.netloc.rpartition("@")[2] or options.get("host") or "the local socket"


def with_database(url: str, database: str) -> str:
    """The same server and login, another database."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{quote(database, safe='')}{_options(url, 'database')}"


def with_login(url: str, role: str, password: str) -> str:
    """The same server and database, another login."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    login = f"{quote(role, safe='')}:{quote(password, safe='')}"
    return f"{parts.scheme}://{login}@{host}{parts.path}{_options(url, *LOGIN_OPTIONS)}"


def _options(url: str, *without: str) -> str:
    dropped = {*without, "dbname"} if "database" in without else set(without)
    kept = [pair for pair in parse_qsl(urlsplit(url).query) if pair[0] not in dropped]
    return f"?{urlencode(kept)}" if kept else ""
