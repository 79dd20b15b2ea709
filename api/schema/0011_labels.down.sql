-- phase: expand
-- transaction: yes

ALTER TABLE shipments DROP COLUMN provider;
