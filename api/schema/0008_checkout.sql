-- phase: expand
-- transaction: yes
--
-- What a buyer saw when putting a thing into the cart, parcels on their way, and what a shop tells
-- of its shipping: the names of tariffs and the lockers where parcels can be picked up.

-- The price of one, as the buyer saw it. None: the line is older than this column, nothing to say.
ALTER TABLE cart_items
    ADD COLUMN seen_price bigint CHECK (seen_price >= 0),
    ADD COLUMN seen_currency text CHECK (seen_currency ~ '^[A-Z]{3}$'),
    ADD CONSTRAINT cart_items_seen_check CHECK ((seen_price IS NULL) = (seen_currency IS NULL));

-- What people call the tariff's zone; none is told by its code.
ALTER TABLE shipping_tariffs ADD COLUMN name text;

CREATE TABLE pickup_lockers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    provider text NOT NULL,
    latitude numeric(10, 7) NOT NULL,
    longitude numeric(10, 7) NOT NULL,
    postal_code text NOT NULL,
    distance_km numeric(6, 2),
    operating_hours text,
    notes text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);

-- One parcel of an order. Its tracking code opens it to whoever knows the code.
CREATE TABLE shipments (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    carrier_code text NOT NULL,
    tracking_code text NOT NULL,
    label_url text,
    status text NOT NULL CHECK (status IN
        ('pending', 'labeled', 'in_transit', 'delivered', 'failed')),
    billable_grams bigint CHECK (billable_grams >= 0),
    tariff_code text,
    shipping_cost bigint CHECK (shipping_cost >= 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    tracking_events jsonb,
    shipped_at timestamptz,
    delivered_at timestamptz,
    notes text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
    UNIQUE (tenant_id, tracking_code)
);
CREATE INDEX shipments_order_index ON shipments (tenant_id, order_id, id);

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['pickup_lockers', 'shipments']
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
