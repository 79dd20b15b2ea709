-- phase: expand
-- transaction: yes
--
-- What an import from the old shop brought: one row for each old row, so that a second import knows
-- what came before, and so that nothing is lost for which there is no place yet.

CREATE TABLE imported_rows (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    source_table text NOT NULL,
    source_key text NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    remainder jsonb,
    imported_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, source_table, source_key)
);
COMMENT ON COLUMN imported_rows.remainder IS
    'The columns of the old row that found no place, with their values; null when all did.';

ALTER TABLE imported_rows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON imported_rows
    USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY backup_reads ON imported_rows FOR SELECT TO :"backup" USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON imported_rows TO :"app";
GRANT SELECT ON imported_rows TO :"backup";

-- The old shop wrote the shipping of its first orders into shipping_amount, and later into both
-- columns; it was charged once. Stoa's own orders keep shipping_amount at 0.
ALTER TABLE orders
    DROP CONSTRAINT orders_total_check,
    ADD CONSTRAINT orders_total_check CHECK
        (total = subtotal + tax_amount + greatest(shipping_amount, shipping_cost) + cod_fee),
    ADD CONSTRAINT orders_shipping_check CHECK
        (shipping_amount = 0 OR shipping_cost = 0 OR shipping_amount = shipping_cost);

-- A share whose shipping was never quoted has no moment at which it was locked: imported orders
-- from before the old shop quoted by producer.
ALTER TABLE fulfilments ALTER COLUMN locked_at DROP NOT NULL;
