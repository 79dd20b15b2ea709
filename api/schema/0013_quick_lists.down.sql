-- phase: contract
-- transaction: yes

DROP FUNCTION search_products(text, boolean, boolean, boolean, bigint, bigint);
DROP FUNCTION search_window(bigint[], bigint, bigint);
DROP FUNCTION search_hits(tsquery, boolean);
DROP POLICY doors_read ON stock_levels;
REVOKE SELECT ON stock_levels FROM :"search";
-- As 0010 left it.
CREATE FUNCTION search_products(wanted text, folded boolean, wholesale boolean)
    RETURNS TABLE (product_id bigint, rank real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public
    AS $$
DECLARE
    meanings tsquery[];
    query tsquery;
    m1 tsquery;
    m2 tsquery;
    m3 tsquery;
    m4 tsquery;
    m5 tsquery;
    m6 tsquery;
    m7 tsquery;
BEGIN
    IF current_tenant() IS NULL THEN
        RETURN;
    END IF;
    IF NOT folded THEN
        query := regexp_replace(websearch_to_tsquery('simple', search_text(wanted))::text,
            '''((?:[^'']|'''')*)''', '''' || search_tag(current_tenant()) || '\1''', 'g')::tsquery;
        RETURN QUERY SELECT p.id, ts_rank_cd(p.words_exact, query) FROM products p
            WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
              AND (wholesale OR NOT p.is_b2b_only) AND p.words_exact @@ query;
        RETURN;
    END IF;
    meanings := search_meanings(wanted);
    m1 := meanings[1];
    m2 := meanings[2];
    m3 := meanings[3];
    m4 := meanings[4];
    m5 := meanings[5];
    m6 := meanings[6];
    m7 := meanings[7];
    RETURN QUERY SELECT found.id, max(found.rank)::real FROM (
        SELECT p.id, 0.9 FROM products p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ m1
        UNION ALL
        SELECT p.id, 0.8 FROM products p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ m2
        UNION ALL
        SELECT p.id, 0.7 FROM products p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ m3
        UNION ALL
        SELECT p.id, 0.6 FROM products p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ m4
        UNION ALL
        SELECT p.id, 0.5 FROM products p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ m5
        UNION ALL
        SELECT p.id, 0.4 FROM products p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ m6
        UNION ALL
        SELECT p.id, 0.3 FROM products p
        WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
          AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ m7
    ) AS found (id, rank) GROUP BY found.id;
END
$$;
REVOKE ALL ON FUNCTION search_products(text, boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_products(text, boolean, boolean) TO :"app";
GRANT CREATE ON SCHEMA public TO :"search";
ALTER FUNCTION search_products(text, boolean, boolean) OWNER TO :"search";
REVOKE CREATE ON SCHEMA public FROM :"search";

DROP INDEX product_categories_price_index;
DROP INDEX product_categories_newest_index;
ALTER TABLE product_categories
    DROP COLUMN listed_for, DROP COLUMN created_at, DROP COLUMN price;
