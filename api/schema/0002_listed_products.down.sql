-- phase: expand
-- transaction: yes

CREATE INDEX products_newest_index ON products (tenant_id, created_at DESC, id DESC)
    WHERE is_active AND archived_at IS NULL;
DROP INDEX products_listed_index;
