-- phase: expand
-- transaction: yes
--
-- What the platform keeps of an order: rules by channel, producer and amount, and whether a shop
-- uses them at all.

-- Rates are hundredths of a percent, amounts minor units of the currency. A rule may name a
-- category or a producer that is gone by now: it then fits nothing.
CREATE TABLE commission_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    scope_channel text NOT NULL CHECK (scope_channel IN ('B2C', 'B2B', 'ALL')),
    scope_category_id bigint,
    scope_producer_id bigint,
    rate_basis_points integer NOT NULL CHECK (rate_basis_points BETWEEN 0 AND 10000),
    fixed_fee bigint CHECK (fixed_fee >= 0),
    tier_minimum bigint NOT NULL CHECK (tier_minimum >= 0),
    tier_maximum bigint CHECK (tier_maximum >= 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    vat_mode text NOT NULL CHECK (vat_mode IN ('EXCLUDE', 'INCLUDE', 'NONE')),
    rounding_mode text NOT NULL CHECK (rounding_mode IN ('NEAREST', 'UP', 'DOWN')),
    effective_from timestamptz NOT NULL,
    effective_to timestamptz,
    priority integer NOT NULL CHECK (priority >= 0),
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- A shop without a row follows the platform.
CREATE TABLE commission_switches (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    enabled boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['commission_rules', 'commission_switches']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_only ON %I USING (tenant_id = current_tenant()) '
            'WITH CHECK (tenant_id = current_tenant())', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO :"app"', name);
        EXECUTE format('GRANT SELECT ON %I TO :"backup"', name);
        EXECUTE format(
            'CREATE POLICY backup_reads ON %I FOR SELECT TO :"backup" USING (true)', name);
    END LOOP;
END
$policies$;
