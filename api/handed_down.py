"""What domains are told by higher ones: imports point down, facts come the other way (0014)."""

from __future__ import annotations

from typing import Final

from api.businesses.service import open_profile as open_business
from api.catalog import of_producer
from api.laravel.errors import OwnDialect
from api.notifications.service import count_unread
from api.orders import history
from api.orders.facts.service import consignment_of, hold_order
from api.orders.service import newest_shipping_address
from api.producers.service import Neighbours
from api.producers.service import open_profile as open_producer
from api.reviews.service import Purchases
from api.shipping.labels.service import Consignments
from api.stoa import problems

OWN_DIALECT: Final = OwnDialect(
    problems.PREFIX, problems.MEDIA_TYPE, problems.problem, problems.SCHEMA
)
FACTS: Final = {
    "open_profile": {"producer": open_producer, "business": open_business},
    "newest_order_address": newest_shipping_address,
    "count_unread_notifications": count_unread,
    "producer_neighbours": Neighbours(
        count_shown=of_producer.count_shown,
        shown_products=of_producer.shown_products,
        archive_products=of_producer.archive_products,
        references=history.references_of,
        has_orders=history.has_orders,
    ),
    "purchases": Purchases(has_received=history.has_received, owner_of=history.owner_of),
    "consignments": Consignments(hold=hold_order, find=consignment_of),
    "own_dialect": OWN_DIALECT,
}
