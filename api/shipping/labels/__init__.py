"""Labels of parcels: made once for an order, by the shop itself or by its carrier."""
