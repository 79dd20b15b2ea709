-- What the attackers' world adds to one shop of the test world. Words with a colon are filled in.
-- Public texts end in "of-<shop>", private ones begin with "private-<shop>-<account>", so an answer
-- shows whose row it came from. Rows numbered :only exist in this shop and nowhere else.

UPDATE accounts SET name = name || ' private-' || :shop || '-' || id,
                    email = 'private-' || :shop || '-' || id || '@example.com' WHERE tenant_id = :tenant;
UPDATE producers SET name = name || ' of-' || :shop, tax_id = 'private-' || :shop || '-' || account_id,
                     email = 'private-' || :shop || '-' || account_id || '@producers.example.com' WHERE tenant_id = :tenant;
UPDATE categories SET name = name || ' of-' || :shop WHERE tenant_id = :tenant;
UPDATE products SET name = name || ' of-' || :shop, title = title || ' of-' || :shop,
                    description = 'described of-' || :shop WHERE tenant_id = :tenant;
UPDATE orders SET notes = 'private-' || :shop || '-' || account_id,
                  shipping_address = jsonb_build_object('name', 'private-' || :shop || '-' || account_id, 'postal_code', '10563')
WHERE tenant_id = :tenant;
UPDATE notifications SET payload = payload || jsonb_build_object('order_number', 'private-' || :shop || '-' || account_id)
WHERE tenant_id = :tenant;

INSERT INTO accounts (tenant_id, id, name, email, password_hash, role, created_at, updated_at)
SELECT tenant_id, :only, 'Only private-' || :shop || '-' || :only, 'only-' || :shop || '@example.com', password_hash, 'producer',
       created_at, updated_at
FROM accounts WHERE tenant_id = :tenant AND id = 4;
INSERT INTO producers (tenant_id, id, account_id, name, slug, status, is_active, created_at, updated_at)
VALUES (:tenant, :only, :only, 'Only of-' || :shop, 'only-' || :shop, 'active', true, :moment, :moment);
INSERT INTO categories (tenant_id, id, name, slug, created_at, updated_at)
VALUES (:tenant, :only, 'Only of-' || :shop, 'only-' || :shop, :moment, :moment);
INSERT INTO products (tenant_id, id, producer_id, name, title, slug, description, currency, price, created_at, updated_at)
VALUES (:tenant, :only, :only, 'Only of-' || :shop, 'Only of-' || :shop, 'only-' || :shop, 'Only of-' || :shop, :currency, 990,
        :moment - interval '7 hours', :moment);
INSERT INTO variants (tenant_id, id, product_id, is_default, created_at) VALUES (:tenant, :only, :only, true, :moment);
INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at) VALUES (:tenant, :only, 50, :moment);
INSERT INTO stock_movements (tenant_id, id, variant_id, change, reason, created_at) VALUES (:tenant, :only, :only, 50, 'opening', :moment);
INSERT INTO product_categories (tenant_id, id, product_id, category_id) VALUES (:tenant, :only, :only, :only);
INSERT INTO purchases (tenant_id, id, account_id, public_token, status, currency, subtotal, shipping_total, cod_fee, total,
                       order_count, created_at, updated_at)
VALUES (:tenant, :only, :only, :purchase_token, 'pending', :currency, 990, 290, 0, 1280, 1, :moment, :moment);
INSERT INTO orders (tenant_id, id, account_id, purchase_id, is_child_order, public_token, status, payment_status, payment_method,
                    shipping_method, notes, channel, currency, subtotal, shipping_cost, cod_fee, total, created_at, updated_at)
VALUES (:tenant, :only, :only, NULL, false, :order_token, 'pending', 'pending', 'COD', 'HOME', 'private-' || :shop || '-' || :only,
        'B2C', :currency, 990, 290, 0, 1280, :moment, :moment);
INSERT INTO order_lines (tenant_id, id, order_id, product_id, variant_id, producer_id, product_name, product_unit, quantity,
                         currency, list_price, unit_price, total, seller_name, created_at)
VALUES (:tenant, :only, :only, :only, :only, :only, 'Only of-' || :shop, 'jar', 1, :currency, 990, 990, 990, 'Only', :moment);
INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status, currency, subtotal, shipping_cost,
                         free_shipping_applied, weight_grams, locked_at)
VALUES (:tenant, :only, :only, :only, 'Only', 'pending', :currency, 990, 290, false, 500, :moment);
INSERT INTO shipments (tenant_id, id, order_id, carrier_code, tracking_code, status, currency, created_at, updated_at)
VALUES (:tenant, :only, :only, 'ELTA', 'only-' || :shop, 'labeled', :currency, :moment, :moment);
INSERT INTO pickup_lockers (tenant_id, id, code, name, address, provider, latitude, longitude, postal_code)
VALUES (:tenant, :only, 'only-' || :shop, 'Only of-' || :shop, 'Street of-' || :shop, 'BoxNow', 38, 23, '10001');
INSERT INTO order_events (tenant_id, id, order_id, new_status, created_at) VALUES (:tenant, :only, :only, 'pending', :moment);
INSERT INTO commission_rules (tenant_id, id, scope_channel, rate_basis_points, tier_minimum, currency, vat_mode, rounding_mode,
                              effective_from, priority, active, created_at, updated_at)
VALUES (:tenant, 1, 'ALL', 1200, 0, :currency, 'EXCLUDE', 'NEAREST', :moment, 0, true, :moment, :moment),
       (:tenant, :only, 'ALL', 700, 0, :currency, 'EXCLUDE', 'NEAREST', :moment, 1, true, :moment, :moment);
INSERT INTO fee_rules (tenant_id, id, rate_basis_points, priority, effective_from, is_active, created_at, updated_at)
VALUES (:tenant, :only, 100, 1, '2026-01-01', true, :moment, :moment);
INSERT INTO commission_switches (tenant_id, enabled, updated_at) VALUES (:tenant, true, :moment);
INSERT INTO cart_items (tenant_id, id, account_id, product_id, quantity, created_at, updated_at)
VALUES (:tenant, :only, :only, :only, 3, :moment, :moment);
INSERT INTO notifications (tenant_id, id, account_id, type, payload, created_at, updated_at)
VALUES (:tenant, :only, :only, 'order_placed', jsonb_build_object('order_number', 'private-' || :shop || '-' || :only), :moment, :moment);
INSERT INTO businesses (tenant_id, id, account_id, company_name, status, created_at, updated_at)
VALUES (:tenant, :only, :only, 'Only private-' || :shop || '-' || :only, 'active', :moment, :moment);
INSERT INTO product_images (tenant_id, id, product_id, url, created_at, updated_at)
VALUES (:tenant, :only, :only, 'https://example.com/of-' || :shop || '.jpg', :moment, :moment);
INSERT INTO shipping_rates (tenant_id, id, zone_id, method, currency, maximum_grams, price, created_at, updated_at)
VALUES (:tenant, 1, 1, 'HOME', :currency, 5000, 290, :moment, :moment);
INSERT INTO reviews (tenant_id, id, account_id, product_id, rating, title, comment, is_verified_purchase, status, created_at, updated_at)
VALUES (:tenant, 1, 2, 1, 4, 'Good of-' || :shop, 'Sweet of-' || :shop, true, 'approved', :moment, :moment),
       (:tenant, :only, :only, :only, 3, 'Only of-' || :shop, 'Only of-' || :shop, false, 'approved', :moment, :moment);
INSERT INTO product_ratings (tenant_id, product_id, stars_3, stars_4) VALUES (:tenant, 1, 0, 1), (:tenant, :only, 1, 0);
INSERT INTO idempotency_keys (tenant_id, caller, key, fingerprint, status, body, created_at, expires_at)
VALUES (:tenant, 'account:2', 'used-before', '\x00', 201, '\x7b7d', :moment, :moment + interval '1 day');
INSERT INTO audit_entries (tenant_id, id, request_id, action, resource, created_at) VALUES (:tenant, :only, 'r', 'place', 'order', :moment);
INSERT INTO outbox_events (tenant_id, id, topic, payload, due_at, handled_at, created_at)
VALUES (:tenant, :only, 'order.placed', '{}', :moment, :moment, :moment);
INSERT INTO jobs (tenant_id, id, kind, payload, status, due_at, created_at, settled_at)
VALUES (:tenant, :only, 'letter.account', jsonb_build_object('name', 'private-' || :shop || '-' || :only), 'done', :moment, :moment, :moment);
INSERT INTO order_notifications (tenant_id, id, order_id, recipient_type, recipient_email, event, sent_at, created_at, updated_at)
VALUES (:tenant, :only, :only, 'admin', 'only-' || :shop || '@example.com', 'order_placed', :moment, :moment, :moment);
INSERT INTO producer_digests (tenant_id, id, producer_id, period_start, period_end, recipient_email, orders_count, gross_revenue, currency, sent_at,
                              created_at, updated_at)
VALUES (:tenant, :only, :only, '2026-01-05', '2026-01-11', 'only-' || :shop || '@example.com', 1, 900, :currency, :moment, :moment, :moment);
INSERT INTO operators (tenant_id, id, external_key, phone, email, is_active)
VALUES (:tenant, 1, 'operator-1', '+306900000001', 'desk@example.com', true),
       (:tenant, :only, 'operator-of-' || :shop, 'only-' || :shop, 'only-' || :shop || '@example.com', true);
INSERT INTO one_time_secrets (tenant_id, account_id, purpose, email, secret_hash, created_at, expires_at)
VALUES (:tenant, 2, 'password_reset', 'private-' || :shop || '-2@example.com', :reset_hash, :moment, :moment + interval '1 hour'),
       (:tenant, 3, 'email_verification', 'private-' || :shop || '-3@example.com', :verification_hash, :moment, :moment + interval '1 day');
INSERT INTO addresses (tenant_id, id, account_id, type, name, line1, city, postal_code, country, created_at, updated_at)
SELECT tenant_id, CASE id WHEN :only THEN id ELSE id - 1 END, id, 'shipping', 'private-' || :shop || '-' || id, 'Ermou 1', 'Athens', '10563', 'GR',
       :moment, :moment
FROM accounts WHERE tenant_id = :tenant AND id IN (2, 3, :only);
INSERT INTO pictures (tenant_id, id, name, width, height, stored_bytes, account_id, created_at)
VALUES (:tenant, :only, :only || '-' || md5(:shop), 640, 480, 1000, :only, :moment);
INSERT INTO picture_uses (tenant_id, picture_id, resource, resource_id) VALUES (:tenant, :only, 'product', :only);
INSERT INTO imported_rows (tenant_id, id, source_table, source_key, digest, remainder, imported_at)
VALUES (:tenant, :only, 'tax_rates', '1', sha256('\x00'), jsonb_build_object('name', 'of-' || :shop), :moment);

-- Tokens that ran out a second ago (numbers 101 …) and browser sessions (numbers 1 …).
INSERT INTO access_tokens (tenant_id, id, account_id, name, token_hash, last_used_at, expires_at, created_at)
SELECT :tenant, 100 + a.id, a.id, 'expired', sha256(convert_to('expired-' || :shop || '-' || a.id, 'UTF8')), :moment,
       :moment - interval '1 second', :moment
FROM accounts a WHERE a.tenant_id = :tenant AND a.id <= 8;
INSERT INTO sessions (tenant_id, id, account_id, session_hash, last_used_at, expires_at, created_at)
SELECT :tenant, a.id, a.id, sha256(convert_to(rpad('s' || :shop || '-' || a.id, 44, 'x'), 'UTF8')), :moment,
       :moment + interval '2 hours', :moment
FROM accounts a WHERE a.tenant_id = :tenant AND a.id <= 8;
INSERT INTO token_directory (credential_hash, tenant_id, kind, credential_id)
SELECT token_hash, tenant_id, 'token', id FROM access_tokens WHERE tenant_id = :tenant AND id > 100;
INSERT INTO token_directory (credential_hash, tenant_id, kind, credential_id)
SELECT session_hash, tenant_id, 'session', id FROM sessions WHERE tenant_id = :tenant;
INSERT INTO id_counters (tenant_id, entity, next_id)
VALUES (:tenant, 'sessions', 9), (:tenant, 'reviews', 2), (:tenant, 'addresses', 3), (:tenant, 'commission_rules', 2);
