-- phase: expand
-- transaction: yes

DROP TABLE one_time_secrets;
DROP TABLE addresses;
DROP INDEX businesses_status_index;
DROP INDEX businesses_newest_index;
ALTER TABLE businesses
    DROP COLUMN contact_person,
    DROP COLUMN email,
    DROP COLUMN website,
    DROP COLUMN address,
    DROP COLUMN city,
    DROP COLUMN postal_code,
    DROP COLUMN region,
    DROP COLUMN rejection_reason,
    DROP COLUMN approved_at,
    DROP COLUMN notes;
ALTER TABLE sessions DROP COLUMN user_agent, DROP COLUMN network;
ALTER TABLE access_tokens DROP COLUMN user_agent, DROP COLUMN network;
DROP INDEX accounts_administrators_index;
DROP INDEX accounts_email_key;
ALTER TABLE accounts DROP COLUMN phone, DROP COLUMN language, DROP COLUMN email_key;
CREATE UNIQUE INDEX accounts_email_key ON accounts (tenant_id, lower(email));
