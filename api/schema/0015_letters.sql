-- phase: expand
-- transaction: yes
--
-- The weekly letters that producers had, and the operators of a back office outside.

-- One row for each letter that was handed over; a second one about the same week is never written.
-- It stands for itself: that a letter went out stays true when its producer is gone.
CREATE TABLE producer_digests (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    producer_id bigint NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL CHECK (period_end >= period_start),
    recipient_email text NOT NULL,
    orders_count integer NOT NULL CHECK (orders_count >= 0),
    gross_revenue bigint NOT NULL CHECK (gross_revenue >= 0),
    currency text NOT NULL,
    sent_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT producer_digests_once_key UNIQUE (tenant_id, producer_id, period_start)
);

-- Who may be sent a code by the back office: it asks for the address by the telephone.
CREATE TABLE operators (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    external_key text NOT NULL,
    phone text NOT NULL,
    email text,
    is_active boolean NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, external_key)
);
CREATE INDEX operators_phone_index ON operators (tenant_id, phone, id);

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['producer_digests', 'operators']
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
