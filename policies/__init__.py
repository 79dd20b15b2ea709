"""Who may do what, as data: one file of rows per resource, the Casbin model, and decision tables.

``model.conf`` says how a row is matched, ``<resource>.csv`` holds the rows, ``cases/`` holds the
decisions they must lead to. ``rows.py`` reads and checks the rows, ``enforcer.py`` gives them to
Casbin. The rows are compiled and asked in ``api/kit/authz.py``.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
