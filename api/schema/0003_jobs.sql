-- phase: expand
-- transaction: yes
--
-- Work that is done later (kit/jobs.py), and the book of letters about orders.

-- 1. Jobs -----------------------------------------------------------------------------------------

-- A job is waiting until it is settled. Who works at it moves due_at ahead and writes a lease: when
-- the worker dies the job is due again by itself. handed_over_at is written before an effect
-- outside that cannot be taken back; such a job is never repeated without a person's word.
CREATE TABLE jobs (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    once_key text,
    status text NOT NULL CHECK (status IN ('waiting', 'done', 'dead', 'uncertain', 'discarded')),
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    lease uuid,
    handed_over_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT jobs_once_key UNIQUE (tenant_id, kind, once_key),
    CONSTRAINT jobs_settled_check CHECK ((status = 'waiting') = (settled_at IS NULL))
);
CREATE INDEX jobs_due_index ON jobs (tenant_id, due_at, id) WHERE status = 'waiting';
CREATE INDEX jobs_set_aside_index ON jobs (tenant_id, id) WHERE status IN ('dead', 'uncertain');
CREATE INDEX jobs_settled_index ON jobs (tenant_id, settled_at) WHERE status = 'done';

-- 2. Letters about orders -------------------------------------------------------------------------

-- One row for each letter that was handed over; a second one about the same is never written.
CREATE TABLE order_notifications (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    recipient_type text NOT NULL CHECK (recipient_type IN ('consumer', 'producer', 'admin')),
    recipient_id bigint,
    recipient_email text NOT NULL,
    event text NOT NULL,
    sent_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
    CONSTRAINT order_notifications_once_key UNIQUE NULLS NOT DISTINCT
        (tenant_id, order_id, recipient_type, recipient_id, event)
);

-- 3. Row-level security and grants ----------------------------------------------------------------

DO $policies$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['jobs', 'order_notifications']
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

CREATE POLICY doors_read ON jobs FOR SELECT TO :"search" USING (true);
GRANT SELECT ON jobs TO :"search";

-- 4. Doors ----------------------------------------------------------------------------------------

-- Jobs that wait, the oldest of every shop before the second oldest of any: a shop with ten
-- thousand letters does not keep the others waiting. The claim is made under the shop's policies.
CREATE FUNCTION due_jobs(moment timestamptz, most integer)
    RETURNS TABLE (tenant_id uuid, job_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
        SELECT t.id, j.id
        FROM tenants t
        CROSS JOIN LATERAL (
            SELECT d.id, d.due_at, row_number() OVER (ORDER BY d.due_at, d.id) AS place
            FROM jobs d
            WHERE d.tenant_id = t.id AND d.status = 'waiting' AND d.due_at <= moment
            ORDER BY d.due_at, d.id
            LIMIT most
        ) j
        ORDER BY j.place, j.due_at, t.id
        LIMIT most
    $$;

-- What a worker knows a shop by: one of them, or all when none is named.
CREATE FUNCTION served_tenants(wanted uuid) RETURNS SETOF tenants
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT * FROM tenants WHERE wanted IS NULL OR id = wanted ORDER BY slug $$;

GRANT CREATE ON SCHEMA public TO :"search";
DO $doors$
DECLARE
    door regprocedure;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'due_jobs(timestamptz, integer)'::regprocedure, 'served_tenants(uuid)'::regprocedure]
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO :"app"', door);
        EXECUTE format('ALTER FUNCTION %s OWNER TO :"search"', door);
    END LOOP;
END
$doors$;
REVOKE CREATE ON SCHEMA public FROM :"search";
