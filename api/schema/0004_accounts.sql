-- phase: expand
-- transaction: yes
--
-- What people keep in their account: phone and language, addresses, where they are signed in, and
-- the secrets that a letter carries once. And all that a business tells about itself.

ALTER TABLE accounts
    ADD COLUMN phone text,
    ADD COLUMN language text CHECK (language IN ('el', 'en')),
    ADD COLUMN email_key text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED;
-- lower() is not leakproof, so under row-level security an index over lower(email) is never used:
-- signing in read every account of the shop (7 ms at 50,000). Comparing with a column is.
DROP INDEX accounts_email_key;
CREATE UNIQUE INDEX accounts_email_key ON accounts (tenant_id, email_key);
-- An operator acts as the shop's first administrator.
CREATE INDEX accounts_administrators_index ON accounts (tenant_id, id) WHERE role = 'admin';

-- Where a credential was last used: the program, and the network with the caller's part cut off.
ALTER TABLE access_tokens ADD COLUMN user_agent text, ADD COLUMN network text;
ALTER TABLE sessions ADD COLUMN user_agent text, ADD COLUMN network text;

ALTER TABLE businesses
    ADD COLUMN contact_person text,
    ADD COLUMN email text,
    ADD COLUMN website text,
    ADD COLUMN address text,
    ADD COLUMN city text,
    ADD COLUMN postal_code text,
    ADD COLUMN region text,
    ADD COLUMN rejection_reason text,
    ADD COLUMN approved_at timestamptz,
    ADD COLUMN notes text;
CREATE INDEX businesses_newest_index ON businesses (tenant_id, created_at DESC, id DESC);
CREATE INDEX businesses_status_index ON businesses (tenant_id, status, created_at DESC, id DESC);

CREATE TABLE addresses (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    type text NOT NULL CHECK (type IN ('shipping', 'billing')),
    name text NOT NULL,
    line1 text NOT NULL,
    line2 text,
    city text NOT NULL,
    postal_code text NOT NULL,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    phone text,
    is_default boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id)
);
CREATE INDEX addresses_account_index ON addresses (tenant_id, account_id, type, id);
CREATE UNIQUE INDEX addresses_default_key ON addresses (tenant_id, account_id, type)
    WHERE is_default;

-- A letter's link opens something once. A newer letter for the same purpose replaces the older one;
-- ``email`` is where it was sent. Hashes are Stoa's (sha256:…) or an imported shop's bcrypt.
CREATE TABLE one_time_secrets (
    tenant_id uuid NOT NULL,
    account_id bigint NOT NULL,
    purpose text NOT NULL
        CHECK (purpose IN ('password_reset', 'email_verification', 'email_change')),
    email text NOT NULL,
    email_key text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED,
    secret_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, purpose),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id)
);
CREATE INDEX one_time_secrets_email_index ON one_time_secrets (tenant_id, email_key, purpose);

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['addresses', 'one_time_secrets']
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
