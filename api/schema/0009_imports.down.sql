-- phase: expand
-- transaction: yes

UPDATE fulfilments f SET locked_at = o.created_at FROM orders o
WHERE o.tenant_id = f.tenant_id AND o.id = f.order_id AND f.locked_at IS NULL;
ALTER TABLE fulfilments ALTER COLUMN locked_at SET NOT NULL;
ALTER TABLE orders
    DROP CONSTRAINT orders_shipping_check,
    DROP CONSTRAINT orders_total_check,
    ADD CONSTRAINT orders_total_check CHECK
        (total = subtotal + tax_amount + shipping_amount + shipping_cost + cod_fee) NOT VALID;
DROP TABLE imported_rows;
