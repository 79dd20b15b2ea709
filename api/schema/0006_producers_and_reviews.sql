-- phase: expand
-- transaction: yes
--
-- What a producer tells the shop before it may sell (bank account, papers, onboarding), what the
-- shop decided about it, and what is left of it when it goes; reviews of products, and the stars
-- of each product counted by whoever writes a review, so that a list of products stays one join.

-- 1. Producers ------------------------------------------------------------------------------------

ALTER TABLE producers
    ADD COLUMN iban text,
    ADD COLUMN bank_account_holder text,
    ADD COLUMN food_license_number text,
    ADD COLUMN agreement_accepted_at timestamptz,
    ADD COLUMN onboarding_completed_at timestamptz,
    ADD COLUMN tax_registration_doc_url text,
    ADD COLUMN efet_notification_doc_url text,
    ADD COLUMN haccp_declaration_doc_url text,
    ADD COLUMN haccp_declaration_accepted boolean NOT NULL DEFAULT false,
    ADD COLUMN beekeeper_registry_number text,
    ADD COLUMN cpnp_notification_number text,
    ADD COLUMN responsible_person_name text,
    ADD COLUMN rejection_reason text,
    ADD COLUMN stripe_connect_id text,
    ADD COLUMN stripe_connect_status text DEFAULT 'pending'
        CHECK (stripe_connect_status IN ('pending', 'restricted', 'active')),
    ADD COLUMN stripe_payouts_enabled boolean NOT NULL DEFAULT false,
    ADD COLUMN stripe_charges_enabled boolean NOT NULL DEFAULT false,
    -- Personal values were taken out; the row stays for the orders that name it.
    ADD COLUMN anonymized_at timestamptz,
    ADD COLUMN deletion_reason text,
    -- Taken out of the shop before it ever sold: nobody sees the row any more.
    ADD COLUMN removed_at timestamptz,
    ADD CONSTRAINT producers_anonymized_check
        CHECK (anonymized_at IS NULL OR (NOT is_active AND tax_id IS NULL AND iban IS NULL)),
    ADD CONSTRAINT producers_removed_check
        CHECK (removed_at IS NULL OR anonymized_at IS NOT NULL);

-- A tax id belongs to one producer of a shop.
CREATE UNIQUE INDEX producers_tax_id_key ON producers (tenant_id, lower(tax_id));
CREATE INDEX producers_listed_index ON producers (tenant_id, name, id) WHERE is_active;
CREATE INDEX producers_newest_index ON producers (tenant_id, created_at DESC, id DESC)
    WHERE removed_at IS NULL;

-- 2. Reviews --------------------------------------------------------------------------------------

CREATE TABLE reviews (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    product_id bigint NOT NULL,
    order_id bigint,
    rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
    title text,
    comment text,
    is_verified_purchase boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'approved', 'hidden')),
    hidden_reason text,
    moderated_by bigint,
    moderated_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
    UNIQUE (tenant_id, account_id, product_id),
    CONSTRAINT reviews_hidden_check CHECK ((status = 'hidden') = (hidden_reason IS NOT NULL))
);
CREATE INDEX reviews_shown_index ON reviews (tenant_id, product_id, created_at DESC, id DESC)
    WHERE status = 'approved';
CREATE INDEX reviews_status_index ON reviews (tenant_id, status, id DESC);

-- How many approved reviews gave a product each number of stars.
CREATE TABLE product_ratings (
    tenant_id uuid NOT NULL,
    product_id bigint NOT NULL,
    stars_1 bigint NOT NULL DEFAULT 0 CHECK (stars_1 >= 0),
    stars_2 bigint NOT NULL DEFAULT 0 CHECK (stars_2 >= 0),
    stars_3 bigint NOT NULL DEFAULT 0 CHECK (stars_3 >= 0),
    stars_4 bigint NOT NULL DEFAULT 0 CHECK (stars_4 >= 0),
    stars_5 bigint NOT NULL DEFAULT 0 CHECK (stars_5 >= 0),
    rating_count bigint NOT NULL
        GENERATED ALWAYS AS (stars_1 + stars_2 + stars_3 + stars_4 + stars_5) STORED,
    rating_sum bigint NOT NULL GENERATED ALWAYS AS
        (stars_1 + 2 * stars_2 + 3 * stars_3 + 4 * stars_4 + 5 * stars_5) STORED,
    PRIMARY KEY (tenant_id, product_id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id)
);

-- 3. Row-level security and grants ----------------------------------------------------------------

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['reviews', 'product_ratings']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_only ON %I USING (tenant_id = current_tenant()) '
            'WITH CHECK (tenant_id = current_tenant())', name);
        EXECUTE format(
            'CREATE POLICY backup_reads ON %I FOR SELECT TO :"backup" USING (true)', name);
        EXECUTE format('GRANT SELECT ON %I TO :"backup"', name);
    END LOOP;
END
$policies$;
GRANT SELECT, INSERT, UPDATE, DELETE ON reviews TO :"app";
GRANT SELECT, INSERT, UPDATE ON product_ratings TO :"app";
