"""What the data says about a picture: which motif, in which colours, with what beside it."""

from __future__ import annotations

import msgspec


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """``emblem``, ``filling`` and ``beside`` name pieces (``kind`` or ``kind:#colour``)."""

    motif: str
    tint: str
    main: str
    label: str = "#fbf3e2"
    accent: str = "#8a5a2b"
    emblem: str = "leaf"
    filling: str = ""
    beside: tuple[str, ...] = ()
