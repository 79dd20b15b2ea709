"""Expected failures of settings, database and schema, told as one sentence each."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.kit.errors import Unavailable
from api.kit.role import UnsafeRole
from api.schema.files import MigrationError
from api.variables import SettingsError
from ops.data.provision import ProvisionError
from ops.home import stoa_home, unwritable
from ops.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def told_as_refusals() -> Iterator[None]:
    """Turns what an operator can mend into a Refusal; anything else passes as it is."""
    try:
        yield
    except (ProvisionError, MigrationError, Unavailable) as failure:
        raise Refusal(failure.sentence) from failure
    except (SettingsError, UnsafeRole) as failure:
        raise Refusal(str(failure)) from failure
    except OSError as failure:
        if failure.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        raise unwritable(stoa_home(), failure) from failure
