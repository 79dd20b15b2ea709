"""Pure rules of payments."""

from __future__ import annotations

from typing import Final

SUPPORTED: Final = {
    "fake": ("card", "bank_transfer", "cash_on_delivery"),
    "stripe": ("card", "digital_wallet"),
    "viva": ("card", "bank_transfer", "digital_wallet"),
}
"""What each provider can take. Source: contract GET /payment/methods."""
