"""``python3 -m ops VERB``: the door for a machine that has Python and nothing else.

This file is read by whatever ``python3`` is, so it keeps to syntax that old versions know.
"""

import importlib
import sys

OLDEST = (3, 11)


def main() -> int:
    """Run the verb; the exit code. A Python too old for Stoa is told so in one sentence."""
    if tuple(sys.version_info[:2]) < OLDEST:
        sys.stderr.write(
            "stoa: this is Python {}.{}; Stoa needs 3.11 or newer. Run the same command with a "
            "newer one, for example: python3.12 -m ops run\n".format(*sys.version_info[:2])
        )
        return 1
    verbs = importlib.import_module("ops.verbs")
    return int(verbs.main(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
