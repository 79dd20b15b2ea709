-- phase: expand
-- transaction: yes
--
-- Pictures that were uploaded and who uses them, the order of categories, texts for those who see
-- no pictures, and what becomes of a product that nobody has approved yet.

-- One uploaded picture in several widths. The files lie in the object store under ``name``, which
-- no other upload ever bears, so a file can be taken away without asking who is writing.
CREATE TABLE pictures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    name text NOT NULL CHECK (name ~ '^[0-9]+-[0-9a-f]{32}$'),
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    stored_bytes bigint NOT NULL CHECK (stored_bytes > 0),
    account_id bigint,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
    UNIQUE (tenant_id, name)
);
CREATE INDEX pictures_age_index ON pictures (tenant_id, created_at);

-- What shows a picture. One that nothing shows is swept away after a while.
CREATE TABLE picture_uses (
    tenant_id uuid NOT NULL,
    picture_id bigint NOT NULL,
    resource text NOT NULL CHECK (resource IN ('product', 'producer', 'tenant')),
    resource_id bigint NOT NULL,
    PRIMARY KEY (tenant_id, picture_id, resource, resource_id),
    FOREIGN KEY (tenant_id, picture_id) REFERENCES pictures (tenant_id, id)
);
CREATE INDEX picture_uses_resource_index ON picture_uses (tenant_id, resource, resource_id);

ALTER TABLE product_images ADD COLUMN alt text NOT NULL DEFAULT '';

ALTER TABLE categories ADD COLUMN sort_order integer NOT NULL DEFAULT 0;

-- Whether a product that waits for approval is to be shown once it has it.
ALTER TABLE products ADD COLUMN shown_once_approved boolean NOT NULL DEFAULT false;
CREATE INDEX products_pending_index ON products (tenant_id, created_at, id)
    WHERE approval_status = 'pending' AND archived_at IS NULL;

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['pictures', 'picture_uses']
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
