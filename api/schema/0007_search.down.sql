-- phase: contract
-- transaction: yes

DROP FUNCTION search_products(text, boolean, boolean);
DROP FUNCTION search_meanings(text);
DROP FUNCTION search_alternatives(text, text[], text, boolean, text, text);
DROP FUNCTION search_readings(text);
REVOKE SELECT ON categories FROM :"search";
DROP POLICY doors_read ON categories;
DROP TABLE listing_counts;
DROP INDEX products_cultivation_index, products_producer_newest_index, products_name_index,
    products_price_index;
CREATE INDEX products_price_index ON products (tenant_id, price, id)
    WHERE is_active AND archived_at IS NULL;
ALTER TABLE categories DROP COLUMN words_folded;
ALTER TABLE producers DROP COLUMN words_folded;
ALTER TABLE products DROP COLUMN words_exact, DROP COLUMN words_folded,
    DROP COLUMN category_words;
ALTER TABLE products
    ADD COLUMN search_exact tsvector GENERATED ALWAYS AS
        (to_tsvector('simple'::regconfig, name || ' ' || coalesce(description, ''))) STORED,
    ADD COLUMN search_folded tsvector GENERATED ALWAYS AS
        (to_tsvector('simple'::regconfig, fold_text(name || ' ' || coalesce(description, '')))) STORED;
CREATE INDEX products_search_exact_index ON products USING gin (search_exact);
CREATE INDEX products_search_folded_index ON products USING gin (search_folded);
DROP FUNCTION folded_names(uuid, text);
DROP FUNCTION folded_words(uuid, text, text, text, bigint, text);
DROP FUNCTION exact_words(uuid, text, text);
DROP FUNCTION search_both(tsvector, text, text);
DROP FUNCTION search_sounds(text);
DROP FUNCTION search_tagged(text, text);
DROP FUNCTION search_text(text);
DROP FUNCTION search_tag(uuid);

CREATE FUNCTION search_products(wanted text, folded boolean, most integer)
    RETURNS TABLE (product_id bigint, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
        SELECT p.id, ts_rank_cd(
                   CASE WHEN folded THEN p.search_folded ELSE p.search_exact END, q.query)
        FROM products p,
             (SELECT websearch_to_tsquery('simple',
                     CASE WHEN folded THEN fold_text(wanted) ELSE wanted END) AS query) q
        WHERE p.tenant_id = current_tenant() AND p.archived_at IS NULL
          AND ((folded AND p.search_folded @@ q.query)
               OR (NOT folded AND p.search_exact @@ q.query))
        ORDER BY 2 DESC, p.id DESC
        LIMIT most
    $$;
GRANT CREATE ON SCHEMA public TO :"search";
REVOKE ALL ON FUNCTION search_products(text, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_products(text, boolean, integer) TO :"app";
ALTER FUNCTION search_products(text, boolean, integer) OWNER TO :"search";
REVOKE CREATE ON SCHEMA public FROM :"search";
