-- phase: expand
-- transaction: yes
--
-- For development only: parcels, lockers and seen prices are lost.

DROP TABLE shipments, pickup_lockers;
ALTER TABLE shipping_tariffs DROP COLUMN name;
ALTER TABLE cart_items DROP COLUMN seen_currency, DROP COLUMN seen_price;
