-- phase: expand
-- transaction: yes
--
-- Takes the spine away again. For development only: every row is lost.

DROP TABLE outbox_events, audit_entries, idempotency_keys, id_counters, notifications,
    order_events, fulfilments, order_lines, orders, purchases, shipping_tariffs, shipping_rates,
    shipping_zones, cart_items, stock_movements, stock_levels, variants, product_images,
    product_categories, products, categories, producers, businesses, sessions, access_tokens,
    accounts, token_directory, tenant_domains, tenants CASCADE;
DROP FUNCTION authenticate(text, bytea, timestamptz), remember_credential(text, bytea, bigint),
    forget_credential(bytea), search_products(text, boolean, integer),
    due_outbox_events(timestamptz, integer);
DROP FUNCTION fold_text(text), current_tenant();
