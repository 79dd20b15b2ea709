-- One shop of the test world. Words that begin with a colon are filled in by world.py.

INSERT INTO tenants (id, slug, name, status, origin, currency, locale, country, settings, created_at)
VALUES (:tenant, :slug, :slug, 'active', 'new', :currency, 'en', 'GR',
        jsonb_build_object('operator_jwt_secret', :operator_secret, 'moderation', false), :moment);
INSERT INTO tenant_domains (host, tenant_id) VALUES (:host, :tenant);

INSERT INTO accounts (tenant_id, id, name, email, password_hash, role, created_at, updated_at)
VALUES (:tenant, 1, 'Ada Admin', 'admin@example.com', :password, 'admin', :moment, :moment),
       (:tenant, 2, 'Cora Consumer', 'consumer@example.com', :password, 'consumer', :moment, :moment),
       (:tenant, 3, 'Otto Consumer', 'other@example.com', :password, 'consumer', :moment, :moment),
       (:tenant, 4, 'Petra Producer', 'producer@example.com', :password, 'producer', :moment, :moment),
       (:tenant, 5, 'Olga Producer', 'producer2@example.com', :password, 'producer', :moment, :moment),
       (:tenant, 6, 'Bruno Business', 'business@example.com', :password, 'business', :moment, :moment),
       (:tenant, 7, 'Pia Pending', 'pending@example.com', :password, 'producer', :moment, :moment),
       (:tenant, 8, 'Nils Newcomer', 'newcomer@example.com', :password, 'producer', :moment, :moment);

INSERT INTO businesses (tenant_id, id, account_id, company_name, business_type, status, created_at, updated_at)
VALUES (:tenant, 1, 6, 'Bistro', 'restaurant', 'active', :moment, :moment);

INSERT INTO producers (tenant_id, id, account_id, name, slug, business_name, location, status, is_active, verified,
                       tax_id, email, free_shipping_threshold, created_at, updated_at)
VALUES (:tenant, 1, 4, 'Grove', 'grove', 'Grove Ltd', 'Kalamata', 'active', true, true, '094014201', 'grove@example.com', 5000, :moment, :moment),
       (:tenant, 2, 5, 'Dairy', 'dairy', NULL, 'Larissa', 'active', true, false, '094014202', 'dairy@example.com', NULL, :moment, :moment),
       (:tenant, 3, 7, 'Waiting', 'waiting', NULL, NULL, 'pending', false, false, NULL, NULL, NULL, :moment, :moment);

INSERT INTO categories (tenant_id, id, name, slug, created_at, updated_at)
VALUES (:tenant, 1, 'Olives', 'olive-oil-olives', :moment, :moment),
       (:tenant, 2, 'Honey', 'honey-bee', :moment, :moment);

INSERT INTO products (tenant_id, id, producer_id, name, title, slug, description, currency, price, discount_price,
                      unit, is_active, is_b2b_only, weight_per_unit, created_at, updated_at)
VALUES (:tenant, 1, 1, 'Ελιές Καλαμών', 'Ελιές Καλαμών', 'elies-kalamwn', 'Firm and dark', :currency, 420, NULL, 'jar', true, false, 500, :moment - interval '6 hours', :moment),
       (:tenant, 2, 1, 'Thyme honey', 'Thyme honey', 'thyme-honey', 'Μέλι από θυμάρι', :currency, 1250, 1000, 'jar', true, false, 500, :moment - interval '5 hours', :moment),
       (:tenant, 3, 2, 'Graviera', 'Graviera', 'graviera', NULL, :currency, 800, NULL, 'piece', true, false, NULL, :moment - interval '4 hours', :moment),
       (:tenant, 4, 1, 'Hidden oil', 'Hidden oil', 'hidden-oil', NULL, :currency, 900, NULL, 'tin', false, false, 1000, :moment - interval '3 hours', :moment),
       (:tenant, 5, 2, 'Wholesale feta', 'Wholesale feta', 'wholesale-feta', NULL, :currency, 5000, NULL, 'barrel', true, true, 5000, :moment - interval '2 hours', :moment),
       (:tenant, 6, 2, 'Sold out yogurt', 'Sold out yogurt', 'sold-out-yogurt', NULL, :currency, 300, NULL, 'cup', true, false, 200, :moment - interval '1 hour', :moment);
INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
SELECT :tenant, id, id, true, :moment FROM products WHERE tenant_id = :tenant;
INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
VALUES (:tenant, 1, 100, :moment), (:tenant, 2, 6, :moment), (:tenant, 3, 100, :moment),
       (:tenant, 4, 100, :moment), (:tenant, 5, 100, :moment), (:tenant, 6, 0, :moment);
INSERT INTO product_categories (tenant_id, id, product_id, category_id)
VALUES (:tenant, 1, 1, 1), (:tenant, 2, 2, 2);
INSERT INTO product_images (tenant_id, id, product_id, url, is_primary, sort_order, created_at, updated_at)
VALUES (:tenant, 1, 1, 'https://example.com/olives.jpg', true, 0, :moment, :moment);

INSERT INTO shipping_zones (tenant_id, id, name, postal_prefixes, created_at, updated_at)
VALUES (:tenant, 1, 'Attica', '["10", "11"]', :moment, :moment),
       (:tenant, 2, 'Islands', '["70", "84"]', :moment, :moment);
INSERT INTO shipping_tariffs (tenant_id, id, code, currency, postal_codes, postal_prefixes, is_default, base_price,
                              price_per_kg_to_5, price_per_kg_over_5, multiplier_basis_points, surcharge,
                              maximum_grams, delivery_days)
VALUES (:tenant, 1, 'GR_ATTICA', :currency, '[]', '["10", "11"]', false, 290, 90, 70, 10000, 0, 30000, 1),
       (:tenant, 2, 'GR_CRETE', :currency, '[]', '["70", "71"]', false, 620, 180, 150, 11500, 0, 25000, 4),
       (:tenant, 3, 'GR_REMOTE', :currency, '["84001"]', '[]', false, 850, 250, 200, 12500, 300, 20000, 6),
       (:tenant, 4, 'GR_MAINLAND', :currency, '[]', '[]', true, 480, 150, 120, 10000, 0, 30000, 3);

INSERT INTO orders (tenant_id, id, account_id, purchase_id, is_child_order, public_token, status, payment_status, payment_method,
                    shipping_method, shipping_address, channel, currency, subtotal, shipping_cost, cod_fee, total, created_at, updated_at)
VALUES (:tenant, 1, 2, NULL, false, '00000000-0000-4000-8000-000000000001', 'pending', 'pending', 'COD', 'HOME',
        '{"name": "Cora", "postal_code": "10563", "email": "consumer@example.com"}', 'B2C', :currency, 840, 290, 0, 1130, :moment - interval '1 day', :moment),
       (:tenant, 2, 3, NULL, false, '00000000-0000-4000-8000-000000000002', 'pending', 'pending', 'COD', 'HOME',
        '{"name": "Otto", "postal_code": "10563", "email": "other@example.com"}', 'B2C', :currency, 800, 290, 0, 1090, :moment - interval '1 day', :moment);
INSERT INTO order_lines (tenant_id, id, order_id, product_id, variant_id, producer_id, product_name, product_unit, quantity, currency,
                         list_price, unit_price, total, seller_name, created_at)
VALUES (:tenant, 1, 1, 1, 1, 1, 'Ελιές Καλαμών', 'jar', 2, :currency, 420, 420, 840, 'Grove Ltd', :moment),
       (:tenant, 2, 2, 3, 3, 2, 'Graviera', 'piece', 1, :currency, 800, 800, 800, 'Dairy', :moment);
INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status, currency, subtotal, shipping_cost, shipping_method,
                         free_shipping_applied, tariff_code, weight_grams, locked_at)
VALUES (:tenant, 1, 1, 1, 'Grove', 'pending', :currency, 840, 290, 'HOME', false, 'GR_ATTICA', 1000, :moment),
       (:tenant, 2, 2, 2, 'Dairy', 'pending', :currency, 800, 290, 'HOME', false, 'GR_ATTICA', 500, :moment);

INSERT INTO shipments (tenant_id, id, order_id, carrier_code, tracking_code, status, billable_grams, tariff_code, shipping_cost,
                       currency, shipped_at, created_at, updated_at)
VALUES (:tenant, 1, 1, 'ELTA', 'ELTA0000000001', 'in_transit', 1000, 'GR_ATTICA', 290, :currency, :moment - interval '2 hours', :moment, :moment);
INSERT INTO pickup_lockers (tenant_id, id, code, name, address, provider, latitude, longitude, postal_code, distance_km)
VALUES (:tenant, 1, 'BOX_1', 'Box Kolonaki', 'Skoufa 12', 'BoxNow', 37.9777, 23.7442, '10673', 0.5),
       (:tenant, 2, 'BOX_2', 'Box Kamara', 'Egnatia 78', 'BoxNow', 40.6352, 22.9447, '54630', NULL);

INSERT INTO cart_items (tenant_id, id, account_id, product_id, quantity, created_at, updated_at)
VALUES (:tenant, 1, 2, 1, 2, :moment, :moment), (:tenant, 2, 3, 3, 1, :moment, :moment);
INSERT INTO notifications (tenant_id, id, account_id, type, payload, created_at, updated_at)
VALUES (:tenant, 1, 4, 'order_placed', '{"order_id": 1}', :moment, :moment),
       (:tenant, 2, 5, 'order_placed', '{"order_id": 2}', :moment, :moment);

INSERT INTO id_counters (tenant_id, entity, next_id)
VALUES (:tenant, 'accounts', 9), (:tenant, 'access_tokens', 9), (:tenant, 'businesses', 2), (:tenant, 'producers', 4),
       (:tenant, 'products', 7), (:tenant, 'product_images', 2), (:tenant, 'categories', 3), (:tenant, 'product_categories', 3), (:tenant, 'orders', 3), (:tenant, 'order_lines', 3),
       (:tenant, 'fulfilments', 3), (:tenant, 'cart_items', 3), (:tenant, 'notifications', 3), (:tenant, 'shipments', 2);
