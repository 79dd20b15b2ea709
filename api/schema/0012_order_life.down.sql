-- phase: expand
-- transaction: yes

DROP INDEX orders_newest_index;
ALTER TABLE orders
    DROP COLUMN refund_id,
    DROP COLUMN refunded_amount,
    DROP COLUMN refunded_at,
    DROP COLUMN said_before;
ALTER TABLE fulfilments
    DROP COLUMN shipped_at,
    DROP COLUMN delivered_at;
ALTER TABLE order_events
    DROP COLUMN producer_id,
    DROP COLUMN is_public;
