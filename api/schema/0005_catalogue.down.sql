-- phase: expand
-- transaction: yes

DROP INDEX products_pending_index;
ALTER TABLE products DROP COLUMN shown_once_approved;
ALTER TABLE categories DROP COLUMN sort_order;
ALTER TABLE product_images DROP COLUMN alt;
DROP TABLE picture_uses;
DROP TABLE pictures;
