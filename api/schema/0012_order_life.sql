-- phase: expand
-- transaction: yes
--
-- What becomes of an order after it was placed.

-- A move of one producer's share names the producer; a move of the whole order names none. Tracking
-- tells everybody with the order's token what is public; the other moves are the people's own.
ALTER TABLE order_events
    ADD COLUMN producer_id bigint,
    ADD COLUMN is_public boolean NOT NULL DEFAULT true,
    ADD CONSTRAINT order_events_tenant_id_producer_id_fkey
        FOREIGN KEY (tenant_id, producer_id) REFERENCES producers (tenant_id, id);

-- When a share left its producer and when it arrived, as its producer or an admin said.
ALTER TABLE fulfilments
    ADD COLUMN shipped_at timestamptz,
    ADD COLUMN delivered_at timestamptz;

-- What was paid back so far, and how the provider calls the last time; null before the first.
ALTER TABLE orders
    ADD COLUMN refund_id text,
    ADD COLUMN refunded_amount bigint CHECK (refunded_amount >= 0),
    ADD COLUMN refunded_at timestamptz,
    -- The old shop repeated an order's total in two more columns, which its first orders left
    -- empty; they had no channel either. What such an order says there, by the wire's names.
    ADD COLUMN said_before jsonb;

-- The back office's list: newest first, over the whole shop.
CREATE INDEX orders_newest_index ON orders (tenant_id, created_at DESC, id DESC);
