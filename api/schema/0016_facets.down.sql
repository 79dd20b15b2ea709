-- phase: expand
-- transaction: yes

DROP INDEX products_producer_newest_index;
CREATE INDEX products_producer_newest_index ON products (tenant_id, producer_id, created_at, id)
    INCLUDE (is_b2b_only) WHERE is_active AND archived_at IS NULL;
