"""What pip knows about this machine's package indexes, told to uv, which reads none of it."""

from __future__ import annotations

import ast
import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# pip's option -> uv's variable. Hashes decide what may be installed, so looking through all
# indexes for the best match opens nothing.
TRANSLATED = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}


def uv_environment(python: Path) -> dict[str, str]:
    """The environment for uv: ours, and pip's configuration where uv has none of its own."""
    environment = {
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_LINK_MODE": "copy",
        **{TRANSLATED[option]: value for option, value in _pip_options(python).items()},
    }
    return {**environment, **os.environ}


def _pip_options(python: Path) -> dict[str, str]:
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    options: dict[str, str] = {}
    # Lines look like  global.index-url='https://…'  and come in the order of rising precedence.
    for line in listed.stdout.splitlines():
        key, equals, value = line.partition("=")
        option = key.rpartition(".")[2]
        if equals and option in TRANSLATED:
            joined = " ".join(str(ast.literal_eval(value)).split())
            options[option] = joined.replace(" ", ",") if option == "find-links" else joined
    return options
