-- phase: contract
-- transaction: yes
--
-- A search that reads the heap twice instead of seven times, and categories that are lists of their
-- own (decision 0018).

-- 1. Categories -----------------------------------------------------------------------------------

-- What a category is sorted by and who sees a product there, repeated from the product's row by
-- whatever counts it: a list of one category is a walk along an index, however far the page.
-- ``listed_for`` is blank for what nobody sees.
ALTER TABLE product_categories
    ADD COLUMN listed_for text CHECK (listed_for IN ('everyone', 'businesses')),
    ADD COLUMN created_at timestamptz,
    ADD COLUMN price bigint,
    ADD CONSTRAINT product_categories_listed_check
        CHECK (listed_for IS NULL OR (created_at IS NOT NULL AND price IS NOT NULL));

DO $shelves$
DECLARE
    shop uuid;
BEGIN
    FOR shop IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', shop::text, true);
        UPDATE product_categories l
        SET listed_for = CASE WHEN NOT p.is_active OR p.archived_at IS NOT NULL THEN NULL
                              WHEN p.is_b2b_only THEN 'businesses' ELSE 'everyone' END,
            created_at = p.created_at, price = p.price
        FROM products p
        WHERE l.tenant_id = shop AND p.tenant_id = shop AND p.id = l.product_id;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END
$shelves$;

CREATE INDEX product_categories_newest_index
    ON product_categories (tenant_id, category_id, created_at, product_id)
    INCLUDE (listed_for) WHERE listed_for IS NOT NULL;
CREATE INDEX product_categories_price_index
    ON product_categories (tenant_id, category_id, price, product_id)
    INCLUDE (listed_for) WHERE listed_for IS NOT NULL;

-- 2. The door -------------------------------------------------------------------------------------

DROP FUNCTION search_products(text, boolean, boolean);

-- Of what is equally relevant, what is in stock comes first: the door looks that up itself.
CREATE POLICY doors_read ON stock_levels FOR SELECT TO :"search" USING (true);
GRANT SELECT ON stock_levels TO :"search";

-- The products in which the words of a query stand, in no order. Every plan is made without knowing
-- the query; OFFSET 0 keeps it from walking through the shop instead of the words.
CREATE FUNCTION search_hits(query tsquery, wholesale boolean) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT p.id
        FROM (SELECT id, tenant_id, is_active, archived_at, is_b2b_only FROM products
              WHERE words_folded @@ query OFFSET 0) AS p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only));
END
$$;

-- So many of the products after the ones that are passed over: those in stock first, then those
-- sold out, each by id. Looks into stock only until there are enough.
CREATE FUNCTION search_window(hits bigint[], passed bigint, most bigint) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    sorted bigint[];
BEGIN
    sorted := ARRAY(
        SELECT h.id FROM (SELECT unnest(hits) AS id ORDER BY 1) AS h,
             LATERAL (SELECT FROM stock_levels s
                      WHERE s.tenant_id = current_tenant() AND s.variant_id = h.id
                        AND s.on_hand > s.held OFFSET 0) AS in_stock
        ORDER BY h.id LIMIT passed + most);
    IF cardinality(sorted) < least(passed + most, cardinality(hits)) THEN
        sorted := sorted || ARRAY(
            SELECT h.id FROM unnest(hits) AS h (id)
            WHERE NOT EXISTS (SELECT FROM unnest(sorted) AS s (id) WHERE s.id = h.id)
            ORDER BY h.id LIMIT passed + most - cardinality(sorted));
    END IF;
    RETURN sorted[passed + 1 : passed + most];
END
$$;

-- Full-text operators are not leakproof, so under row-level security they cannot use an index
-- (100 ms against 5 ms at 300,000 rows). This door filters by the bound tenant itself and hands
-- out ids of what is listed, which the caller reads again under its own policies; with each id how
-- many there are in all, in a row without an id when there is none on the page.
--
-- ``folded`` is false for the contract's search (whole words as they are spelled, ts_rank_cd) and
-- true for a new shop's: accents, case and alphabet do not count, words may be begun, producer and
-- category count too. Its rank tells what was found where: 0.9 the words themselves in the name,
-- 0.8 begun, 0.7 sounding alike; 0.6 producer or category; 0.5, 0.4 and 0.3 the rest of the text.
--
-- ``most`` products after the ``passed`` best ones, best first; all of them, in no order, where
-- ``most`` is null, and then without ranks unless ``ranked``. Everything the words are in is found
-- by one look into the index; stricter meanings are looked up only until the page is full.
CREATE FUNCTION search_products(
    wanted text, folded boolean, wholesale boolean, ranked boolean, passed bigint, most bigint)
    RETURNS TABLE (product_id bigint, rank real, total bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public
    AS $$
DECLARE
    meanings tsquery[];
    query tsquery;
    every bigint[];
    hits bigint[];
    seen bigint[] := '{}';
    counted bigint := 0;
    given bigint := 0;
BEGIN
    IF current_tenant() IS NULL THEN
        RETURN;
    END IF;
    IF NOT folded THEN
        query := regexp_replace(websearch_to_tsquery('simple', search_text(wanted))::text,
            '''((?:[^'']|'''')*)''', '''' || search_tag(current_tenant()) || '\1''', 'g')::tsquery;
        RETURN QUERY
            SELECT p.id, ts_rank_cd(p.words_exact, query), count(*) OVER ()
            FROM (SELECT * FROM products WHERE words_exact @@ query OFFSET 0) AS p
            WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
              AND (wholesale OR NOT p.is_b2b_only)
            ORDER BY 2 DESC, 1 OFFSET passed LIMIT most;
        IF NOT FOUND AND passed > 0 THEN
            RETURN QUERY SELECT NULL::bigint, NULL::real, count(*) FROM products p
                WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
                  AND (wholesale OR NOT p.is_b2b_only) AND p.words_exact @@ query;
        END IF;
        RETURN;
    END IF;
    meanings := search_meanings(wanted);
    every := search_hits(meanings[7], wholesale);
    total := cardinality(every);
    IF NOT ranked THEN
        RETURN QUERY SELECT e.id, NULL::real, search_products.total FROM unnest(every) AS e (id);
        RETURN;
    END IF;
    FOR level IN 1..7 LOOP
        EXIT WHEN counted = total OR given >= most;
        hits := CASE level WHEN 7 THEN every ELSE search_hits(meanings[level], wholesale) END;
        -- 1 to 4 hold one another, and 7 holds all: an equal number is nothing new.
        CONTINUE WHEN hits = '{}' OR (level < 5 AND cardinality(hits) = counted);
        IF counted > 0 THEN
            hits := ARRAY(SELECT unnest(hits) EXCEPT SELECT unnest(seen));
        END IF;
        seen := seen || hits;
        IF most IS NULL THEN
            RETURN QUERY SELECT h.id, ((10 - level) / 10.0)::real, search_products.total
                FROM unnest(hits) AS h (id);
        ELSIF counted + cardinality(hits) > passed THEN
            hits := search_window(hits, greatest(passed - counted, 0), most - given);
            given := given + cardinality(hits);
            RETURN QUERY SELECT h.id, ((10 - level) / 10.0)::real, search_products.total
                FROM unnest(hits) AS h (id);
        END IF;
        counted := cardinality(seen);
    END LOOP;
    IF given = 0 AND most IS NOT NULL THEN
        RETURN QUERY SELECT NULL::bigint, NULL::real, search_products.total;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION search_hits(tsquery, boolean), search_window(bigint[], bigint, bigint),
    search_products(text, boolean, boolean, boolean, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_hits(tsquery, boolean), search_window(bigint[], bigint, bigint)
    TO :"search";
GRANT EXECUTE ON FUNCTION search_products(text, boolean, boolean, boolean, bigint, bigint)
    TO :"app";
GRANT CREATE ON SCHEMA public TO :"search";
ALTER FUNCTION search_products(text, boolean, boolean, boolean, bigint, bigint) OWNER TO :"search";
REVOKE CREATE ON SCHEMA public FROM :"search";
