"""``make contract``: the document, its types, the records, and what generated requests find."""

from __future__ import annotations

import os
from typing import Final

from ops.verify.tests import everywhere

FULL: Final = "--full"
FULL_EXAMPLES: Final = 200
EXAMPLES_VARIABLE: Final = "STOA_FUZZ_EXAMPLES"
OF_THE_DOCUMENT: Final = frozenset({"--write", "--release", "--breaking-report"})
OF_OUR_OWN: Final = frozenset({"--own", "--record"})


def contract(arguments: list[str]) -> int:
    """The document and our own records, then the old shop's where they are, else our own again
    over a real connection. Other arguments go to the replay alone (``--only cart``).

    ``--own`` replays our own records although the old shop's are there; ``--record FILE`` writes
    the server's answers into one of ours; ``--full`` begins with 200 generated requests for every
    operation and caller. ``--write`` renews the document's snapshot and types, ``--release`` keeps
    this version's, ``--breaking-report`` compares with the last one kept.
    """
    if not OF_THE_DOCUMENT.isdisjoint(arguments):
        return _of_the_document(arguments)
    code = 0
    if FULL in arguments:
        os.environ[EXAMPLES_VARIABLE] = str(FULL_EXAMPLES)
        code = everywhere(["tests/fuzz"])
    asked = [one for one in arguments if one != FULL]
    if not asked:
        code = everywhere(["-m", "contract"]) or code
    return _replayed(asked) or code


def _of_the_document(arguments: list[str]) -> int:
    # Loaded only here: it needs the whole application.
    from ops.verify import document

    if "--breaking-report" in arguments:
        return document.breaking_report()
    return (document.renew if "--write" in arguments else document.release)(arguments)


def _replayed(arguments: list[str]) -> int:
    from ops.verify.replay import recordings, replay, replay_own

    folder = recordings()
    if folder is None or not OF_OUR_OWN.isdisjoint(arguments):
        return replay_own([one for one in arguments if one != "--own"])
    return replay(folder, arguments)
