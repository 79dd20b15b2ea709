-- phase: expand
-- transaction: yes
--
-- The spine: tenants, accounts, catalogue, stock, carts, shipping, orders, and the tables behind
-- every guarantee (ids, idempotency, audit, outbox). Money is bigint minor units beside its
-- currency; moments are timestamptz handed in by the application; nothing here reads a clock.
-- Every tenant table leads all its keys with tenant_id and forces row-level security (section 9).

-- 1. Functions that policies and columns rest on ------------------------------------------------

CREATE FUNCTION current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Lower case, no accents, one sigma: the same text for «Ελαιόλαδο», «ΕΛΑΙΟΛΑΔΟ» and «ελαιολαδο».
CREATE FUNCTION fold_text(original text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN translate(
        regexp_replace(normalize(lower(original), NFD), '[\u0300-\u036f]', '', 'g'), 'ς', 'σ');

-- 2. The platform: tenants and their host names --------------------------------------------------

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    name text NOT NULL,
    tagline text NOT NULL DEFAULT '',
    status text NOT NULL CHECK (status IN ('active', 'suspended')),
    origin text NOT NULL CHECK (origin IN ('new', 'imported')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    locale text NOT NULL CHECK (locale IN ('el', 'en')),
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    settings jsonb NOT NULL DEFAULT '{}',
    policy_version bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);

CREATE TABLE tenant_domains (
    host text PRIMARY KEY CHECK (host = lower(host)),
    tenant_id uuid NOT NULL REFERENCES tenants (id)
);

-- Which tenant a credential belongs to, before any tenant is known. Reached through doors only.
CREATE TABLE token_directory (
    credential_hash bytea PRIMARY KEY CHECK (octet_length(credential_hash) = 32),
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    kind text NOT NULL CHECK (kind IN ('token', 'session')),
    credential_id bigint NOT NULL
);

-- 3. People who sign in ---------------------------------------------------------------------------

CREATE TABLE accounts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL CHECK (role IN ('consumer', 'producer', 'business', 'admin')),
    email_verified_at timestamptz,
    is_seed boolean NOT NULL DEFAULT false,
    anonymized_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX accounts_email_key ON accounts (tenant_id, lower(email));

CREATE TABLE access_tokens (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    last_used_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    UNIQUE (tenant_id, token_hash)
);
CREATE INDEX access_tokens_account_index ON access_tokens (tenant_id, account_id);

CREATE TABLE sessions (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    session_hash bytea NOT NULL CHECK (octet_length(session_hash) = 32),
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    UNIQUE (tenant_id, session_hash)
);
CREATE INDEX sessions_account_index ON sessions (tenant_id, account_id);

CREATE TABLE businesses (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    company_name text NOT NULL,
    tax_id text,
    tax_office text,
    business_type text NOT NULL DEFAULT 'restaurant'
        CHECK (business_type IN ('restaurant', 'hotel', 'deli', 'catering', 'other')),
    phone text,
    status text NOT NULL CHECK (status IN ('pending', 'active', 'inactive', 'rejected')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    UNIQUE (tenant_id, account_id)
);

-- 4. Producers ------------------------------------------------------------------------------------

CREATE TABLE producers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    account_id bigint,
    name text NOT NULL,
    slug text NOT NULL,
    business_name text,
    description text,
    location text,
    address text,
    city text,
    postal_code text,
    region text,
    phone text,
    email text,
    website text,
    image_url text,
    latitude numeric(10, 7),
    longitude numeric(10, 7),
    social_media jsonb,
    product_categories jsonb,
    status text NOT NULL CHECK (status IN ('active', 'inactive', 'pending')),
    is_active boolean NOT NULL,
    verified boolean NOT NULL DEFAULT false,
    uses_custom_shipping_rates boolean NOT NULL DEFAULT false,
    free_shipping_threshold bigint CHECK (free_shipping_threshold >= 0),
    tax_id text,
    tax_office text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    UNIQUE (tenant_id, slug),
    UNIQUE (tenant_id, account_id)
);

-- 5. Catalogue and stock --------------------------------------------------------------------------

CREATE TABLE categories (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    UNIQUE (tenant_id, slug)
);

CREATE TABLE products (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    producer_id bigint NOT NULL,
    name text NOT NULL,
    title text NOT NULL,
    slug text NOT NULL,
    description text,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    price bigint NOT NULL CHECK (price >= 0),
    discount_price bigint CHECK (discount_price >= 0),
    unit text NOT NULL DEFAULT 'kg',
    category text,
    image_url text,
    status text NOT NULL DEFAULT 'available'
        CHECK (status IN ('available', 'unavailable', 'seasonal')),
    is_active boolean NOT NULL DEFAULT true,
    is_seasonal boolean NOT NULL DEFAULT false,
    is_b2b_only boolean NOT NULL DEFAULT false,
    weight_per_unit numeric(10, 3) CHECK (weight_per_unit >= 0),
    weight_grams numeric(8, 2),
    length_cm numeric(8, 2),
    width_cm numeric(8, 2),
    height_cm numeric(8, 2),
    cultivation_type text,
    cultivation_description text,
    allergens jsonb,
    ingredients text,
    origin text,
    storage_instructions text,
    shelf_life text,
    approval_status text NOT NULL DEFAULT 'approved'
        CHECK (approval_status IN ('pending', 'approved', 'rejected')),
    rejection_reason text,
    moderated_by bigint,
    moderated_at timestamptz,
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    search_exact tsvector GENERATED ALWAYS AS
        (to_tsvector('simple'::regconfig, name || ' ' || coalesce(description, ''))) STORED,
    search_folded tsvector GENERATED ALWAYS AS
        (to_tsvector('simple'::regconfig, fold_text(name || ' ' || coalesce(description, '')))) STORED,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, producer_id) REFERENCES producers (tenant_id, id)
);
-- An archived product frees its slug for the next one.
CREATE UNIQUE INDEX products_slug_key ON products (tenant_id, slug) WHERE archived_at IS NULL;
CREATE INDEX products_newest_index ON products (tenant_id, created_at DESC, id DESC)
    WHERE is_active AND archived_at IS NULL;
CREATE INDEX products_price_index ON products (tenant_id, price, id)
    WHERE is_active AND archived_at IS NULL;
CREATE INDEX products_producer_index ON products (tenant_id, producer_id, name, id)
    WHERE archived_at IS NULL;
CREATE INDEX products_search_exact_index ON products USING gin (search_exact);
CREATE INDEX products_search_folded_index ON products USING gin (search_folded);

CREATE TABLE product_categories (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    category_id bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    FOREIGN KEY (tenant_id, category_id) REFERENCES categories (tenant_id, id),
    UNIQUE (tenant_id, product_id, category_id)
);
CREATE INDEX product_categories_category_index
    ON product_categories (tenant_id, category_id, product_id);

CREATE TABLE product_images (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    url text NOT NULL,
    is_primary boolean NOT NULL DEFAULT false,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id)
);
CREATE INDEX product_images_product_index ON product_images (tenant_id, product_id, sort_order);

-- The default variant bears the product's id; the old dialect shows the default one.
CREATE TABLE variants (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    name text NOT NULL DEFAULT '',
    is_default boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    CHECK (NOT is_default OR id = product_id)
);
CREATE INDEX variants_product_index ON variants (tenant_id, product_id);

CREATE TABLE stock_levels (
    tenant_id uuid NOT NULL,
    variant_id bigint NOT NULL,
    on_hand bigint NOT NULL CHECK (on_hand >= 0),
    held bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, variant_id),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT stock_levels_held_check CHECK (held BETWEEN 0 AND on_hand)
);

CREATE TABLE stock_movements (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    variant_id bigint NOT NULL,
    change bigint NOT NULL CHECK (change <> 0),
    reason text NOT NULL CHECK (reason IN ('opening', 'set', 'order', 'cancellation')),
    order_id bigint,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES variants (tenant_id, id)
);
CREATE INDEX stock_movements_variant_index ON stock_movements (tenant_id, variant_id, id);

-- 6. Cart and shipping ----------------------------------------------------------------------------

CREATE TABLE cart_items (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    product_id bigint NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    UNIQUE (tenant_id, account_id, product_id)
);

-- What a buyer reads: the named zone of a postal code, with its table rates.
CREATE TABLE shipping_zones (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    name text NOT NULL,
    postal_prefixes jsonb NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE shipping_rates (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    zone_id bigint NOT NULL,
    method text NOT NULL CHECK (method IN ('HOME', 'COURIER', 'PICKUP')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    minimum_grams bigint NOT NULL DEFAULT 0,
    maximum_grams bigint NOT NULL,
    price bigint NOT NULL CHECK (price >= 0),
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, zone_id) REFERENCES shipping_zones (tenant_id, id)
);
CREATE INDEX shipping_rates_zone_index ON shipping_rates (tenant_id, zone_id);

-- What an order pays: the tariff of a postal code. Exact codes win, then the longest prefix, then
-- the default tariff. Prices per kilogram are minor units; the multiplier is in basis points.
CREATE TABLE shipping_tariffs (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    code text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    postal_codes jsonb NOT NULL,
    postal_prefixes jsonb NOT NULL,
    is_default boolean NOT NULL DEFAULT false,
    base_price bigint NOT NULL CHECK (base_price >= 0),
    price_per_kg_to_5 bigint NOT NULL CHECK (price_per_kg_to_5 >= 0),
    price_per_kg_over_5 bigint NOT NULL CHECK (price_per_kg_over_5 >= 0),
    multiplier_basis_points bigint NOT NULL CHECK (multiplier_basis_points > 0),
    surcharge bigint NOT NULL CHECK (surcharge >= 0),
    maximum_grams bigint NOT NULL CHECK (maximum_grams > 0),
    delivery_days integer NOT NULL CHECK (delivery_days > 0),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);

-- 7. Orders ---------------------------------------------------------------------------------------

-- Several orders placed and paid at once (the contract's checkout session). An order of one
-- producer stands alone and has none.
CREATE TABLE purchases (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    account_id bigint,
    public_token uuid NOT NULL,
    status text NOT NULL
        CHECK (status IN ('pending', 'payment_processing', 'paid', 'failed', 'cancelled')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    subtotal bigint NOT NULL,
    shipping_total bigint NOT NULL,
    cod_fee bigint NOT NULL,
    total bigint NOT NULL,
    order_count integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    UNIQUE (tenant_id, public_token),
    CONSTRAINT purchases_total_check CHECK (total = subtotal + shipping_total + cod_fee)
);

CREATE TABLE orders (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    account_id bigint,
    purchase_id bigint,
    is_child_order boolean NOT NULL,
    public_token uuid NOT NULL,
    status text NOT NULL CHECK (status IN
        ('pending', 'confirmed', 'processing', 'shipped', 'completed', 'delivered', 'cancelled')),
    payment_status text NOT NULL CHECK (payment_status IN
        ('unpaid', 'pending', 'paid', 'completed', 'failed', 'refunded')),
    payment_method text,
    payment_provider text,
    payment_reference text,
    payment_intent_id text,
    shipping_method text,
    shipping_address jsonb,
    billing_address jsonb,
    notes text,
    channel text NOT NULL CHECK (channel IN ('B2C', 'B2B')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    subtotal bigint NOT NULL,
    tax_amount bigint NOT NULL DEFAULT 0,
    shipping_amount bigint NOT NULL DEFAULT 0,
    shipping_cost bigint NOT NULL,
    cod_fee bigint NOT NULL,
    total bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    FOREIGN KEY (tenant_id, purchase_id) REFERENCES purchases (tenant_id, id),
    UNIQUE (tenant_id, public_token),
    CONSTRAINT orders_total_check
        CHECK (total = subtotal + tax_amount + shipping_amount + shipping_cost + cod_fee)
);
CREATE INDEX orders_account_index ON orders (tenant_id, account_id, created_at DESC, id DESC);
CREATE INDEX orders_purchase_index ON orders (tenant_id, purchase_id, id);

-- A line freezes what a buyer and a tax office need later.
CREATE TABLE order_lines (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    product_id bigint NOT NULL,
    variant_id bigint NOT NULL,
    producer_id bigint NOT NULL,
    product_name text NOT NULL,
    product_unit text,
    quantity bigint NOT NULL CHECK (quantity > 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    list_price bigint NOT NULL CHECK (list_price >= 0),
    unit_price bigint NOT NULL CHECK (unit_price >= 0 AND unit_price <= list_price),
    total bigint NOT NULL,
    tax_class text NOT NULL DEFAULT 'standard',
    tax_rate_basis_points integer NOT NULL DEFAULT 0,
    tax_amount bigint NOT NULL DEFAULT 0,
    seller_name text NOT NULL,
    seller_tax_id text,
    allergens jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    FOREIGN KEY (tenant_id, producer_id) REFERENCES producers (tenant_id, id),
    CONSTRAINT order_lines_total_check CHECK (total = unit_price * quantity)
);
CREATE INDEX order_lines_order_index ON order_lines (tenant_id, order_id, id);
CREATE INDEX order_lines_producer_index ON order_lines (tenant_id, producer_id, order_id);

-- One per producer of an order: its own status, parcel and share of the shipping.
CREATE TABLE fulfilments (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    producer_id bigint NOT NULL,
    producer_name text NOT NULL,
    status text NOT NULL CHECK (status IN
        ('pending', 'confirmed', 'processing', 'shipped', 'delivered', 'cancelled')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    subtotal bigint NOT NULL,
    shipping_cost bigint NOT NULL CHECK (shipping_cost >= 0),
    shipping_method text,
    free_shipping_applied boolean NOT NULL,
    tariff_code text,
    weight_grams bigint NOT NULL,
    quoted_at timestamptz,
    locked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
    FOREIGN KEY (tenant_id, producer_id) REFERENCES producers (tenant_id, id),
    UNIQUE (tenant_id, order_id, producer_id)
);
CREATE INDEX fulfilments_producer_index ON fulfilments (tenant_id, producer_id, order_id DESC);

CREATE TABLE order_events (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    old_status text,
    new_status text NOT NULL,
    account_id bigint,
    note text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX order_events_order_index ON order_events (tenant_id, order_id, id);

CREATE TABLE notifications (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    event_id bigint,
    type text NOT NULL,
    payload jsonb NOT NULL,
    read_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    UNIQUE (tenant_id, event_id, account_id)
);
CREATE INDEX notifications_account_index
    ON notifications (tenant_id, account_id, created_at DESC, id DESC);

-- 8. What the guarantees rest on ------------------------------------------------------------------

CREATE TABLE id_counters (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    entity text NOT NULL,
    next_id bigint NOT NULL CHECK (next_id > 0),
    PRIMARY KEY (tenant_id, entity)
);

CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, caller, key)
);

CREATE TABLE audit_entries (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    account_id bigint,
    request_id text NOT NULL,
    decision_id text,
    action text NOT NULL,
    resource text NOT NULL,
    resource_id bigint,
    before jsonb,
    after jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_entries_resource_index ON audit_entries (tenant_id, resource, resource_id, id);

CREATE TABLE outbox_events (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    handled_at timestamptz,
    failed_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_events_due_index ON outbox_events (due_at)
    WHERE handled_at IS NULL AND failed_at IS NULL;

-- 9. Row-level security and grants ----------------------------------------------------------------

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON FUNCTION current_tenant(), fold_text(text) FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"app", :"search", :"backup";
GRANT EXECUTE ON FUNCTION current_tenant(), fold_text(text) TO :"app", :"search";

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'accounts', 'access_tokens', 'sessions', 'businesses', 'producers', 'categories',
        'products', 'product_categories', 'product_images', 'variants', 'stock_levels',
        'cart_items', 'shipping_zones', 'shipping_rates', 'shipping_tariffs', 'purchases',
        'orders', 'order_lines', 'fulfilments', 'notifications', 'id_counters',
        'idempotency_keys', 'outbox_events']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_only ON %I USING (tenant_id = current_tenant()) '
            'WITH CHECK (tenant_id = current_tenant())', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO :"app"', name);
    END LOOP;

    -- Append-only: nobody is granted a change, and no policy would let one through.
    FOREACH name IN ARRAY ARRAY['stock_movements', 'order_events', 'audit_entries']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_reads ON %I FOR SELECT USING (tenant_id = current_tenant())', name);
        EXECUTE format(
            'CREATE POLICY tenant_appends ON %I FOR INSERT '
            'WITH CHECK (tenant_id = current_tenant())', name);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO :"app"', name);
    END LOOP;

    -- The doors read across tenants, and only these tables.
    FOREACH name IN ARRAY ARRAY[
        'accounts', 'access_tokens', 'sessions', 'businesses', 'producers', 'products',
        'outbox_events']
    LOOP
        EXECUTE format('CREATE POLICY doors_read ON %I FOR SELECT TO :"search" USING (true)', name);
        EXECUTE format('GRANT SELECT ON %I TO :"search"', name);
    END LOOP;

    -- The backup role reads everything: pg_dump --enable-row-security.
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
    LOOP
        EXECUTE format('GRANT SELECT ON %I TO :"backup"', name);
        IF (SELECT relrowsecurity FROM pg_class WHERE oid = name::regclass) THEN
            EXECUTE format(
                'CREATE POLICY backup_reads ON %I FOR SELECT TO :"backup" USING (true)', name);
        END IF;
    END LOOP;
END
$policies$;

GRANT SELECT ON tenants, tenant_domains TO :"search";
GRANT SELECT, INSERT, DELETE ON token_directory TO :"search";

-- 10. Doors: the only functions that see more than one tenant -------------------------------------

CREATE FUNCTION tenant_by_slug(wanted text) RETURNS SETOF tenants
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT * FROM tenants WHERE slug = wanted $$;

CREATE FUNCTION tenant_by_host(wanted text) RETURNS SETOF tenants
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT t.* FROM tenant_domains d JOIN tenants t ON t.id = d.tenant_id
          WHERE d.host = wanted $$;

-- Who holds this credential, with everything a decision needs, in one round trip.
CREATE FUNCTION authenticate(wanted_kind text, wanted_hash bytea, moment timestamptz)
    RETURNS TABLE (
        tenant_slug text, tenant_id uuid, policy_version bigint, account_id bigint, role text,
        producer_id bigint, producer_status text, business_status text, credential_id bigint,
        last_used_at timestamptz, expires_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
        SELECT t.slug, t.id, t.policy_version, a.id, a.role, p.id, p.status, b.status,
               d.credential_id, c.last_used_at, c.expires_at
        FROM token_directory d
        JOIN tenants t ON t.id = d.tenant_id
        JOIN LATERAL (
            SELECT k.account_id, k.last_used_at, k.expires_at FROM access_tokens k
            WHERE d.kind = 'token' AND k.tenant_id = d.tenant_id AND k.id = d.credential_id
              AND k.token_hash = d.credential_hash
            UNION ALL
            SELECT s.account_id, s.last_used_at, s.expires_at FROM sessions s
            WHERE d.kind = 'session' AND s.tenant_id = d.tenant_id AND s.id = d.credential_id
              AND s.session_hash = d.credential_hash
        ) c ON true
        JOIN accounts a ON a.tenant_id = d.tenant_id AND a.id = c.account_id
        LEFT JOIN producers p ON p.tenant_id = d.tenant_id AND p.account_id = a.id
        LEFT JOIN businesses b ON b.tenant_id = d.tenant_id AND b.account_id = a.id
        WHERE d.credential_hash = wanted_hash AND d.kind = wanted_kind
          AND (c.expires_at IS NULL OR c.expires_at > moment)
    $$;

CREATE FUNCTION remember_credential(new_kind text, new_hash bytea, new_id bigint) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ INSERT INTO token_directory (credential_hash, tenant_id, kind, credential_id)
          VALUES (new_hash, current_tenant(), new_kind, new_id) $$;

CREATE FUNCTION forget_credential(old_hash bytea) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ DELETE FROM token_directory
          WHERE credential_hash = old_hash AND tenant_id = current_tenant() $$;

-- Full-text operators are not leakproof, so under row-level security they cannot use an index
-- (100 ms against 5 ms at 300,000 rows). This door filters by the bound tenant itself and hands
-- out ids and ranks, which the caller reads again under its own policies.
CREATE FUNCTION search_products(wanted text, folded boolean, most integer)
    RETURNS TABLE (product_id bigint, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
        SELECT p.id, ts_rank_cd(
                   CASE WHEN folded THEN p.search_folded ELSE p.search_exact END, q.query)
        FROM products p,
             (SELECT websearch_to_tsquery('simple',
                     CASE WHEN folded THEN fold_text(wanted) ELSE wanted END) AS query) q
        WHERE p.tenant_id = current_tenant() AND p.archived_at IS NULL
          AND ((folded AND p.search_folded @@ q.query)
               OR (NOT folded AND p.search_exact @@ q.query))
        ORDER BY 2 DESC, p.id DESC
        LIMIT most
    $$;

-- Which tenants have events that wait; the claim itself is made under the tenant's own policies.
CREATE FUNCTION due_outbox_events(moment timestamptz, most integer)
    RETURNS TABLE (tenant_id uuid, event_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
        SELECT o.tenant_id, o.id FROM outbox_events o
        WHERE o.handled_at IS NULL AND o.failed_at IS NULL AND o.due_at <= moment
        ORDER BY o.due_at, o.tenant_id, o.id
        LIMIT most
    $$;

-- A function belongs to a role that may create in the schema when it is handed over.
GRANT CREATE ON SCHEMA public TO :"search";
DO $doors$
DECLARE
    door regprocedure;
BEGIN
    FOR door IN SELECT p.oid::regprocedure FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO :"app"', door);
        EXECUTE format('ALTER FUNCTION %s OWNER TO :"search"', door);
    END LOOP;
END
$doors$;
REVOKE CREATE ON SCHEMA public FROM :"search";
