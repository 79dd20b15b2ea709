-- phase: expand
-- transaction: yes

ALTER TABLE orders DROP COLUMN terms_accepted_at, DROP COLUMN terms_version;
