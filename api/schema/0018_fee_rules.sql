-- phase: expand
-- transaction: yes
--
-- By which rates an operator reckons what is kept of an amount, besides the rules for orders. Rates
-- are hundredths of a percent; None in a scope means any, and of the tax what the shop has set.
CREATE TABLE fee_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    producer_id bigint,
    category_id bigint,
    channel text CHECK (channel IN ('b2c', 'b2b')),
    rate_basis_points integer NOT NULL CHECK (rate_basis_points BETWEEN 0 AND 10000),
    vat_basis_points integer CHECK (vat_basis_points BETWEEN 0 AND 10000),
    priority integer NOT NULL,
    effective_from date NOT NULL,
    effective_to date,
    is_active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

ALTER TABLE fee_rules ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON fee_rules USING (tenant_id = current_tenant())
    WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON fee_rules TO :"app";
GRANT SELECT ON fee_rules TO :"backup";
CREATE POLICY backup_reads ON fee_rules FOR SELECT TO :"backup" USING (true);
