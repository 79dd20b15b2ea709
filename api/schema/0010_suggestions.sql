-- phase: expand
-- transaction: yes
--
-- What somebody may mean while typing; and a search of which every look into the index is planned by
-- itself (as one join the planner could turn it into a walk through the shop).

-- The spellings that somebody may mean with a word in Latin letters, as they sound: h is χ or η,
-- x is ξ or χ, u is ου or υ, w is ω or ου, y is υ or γι, th is θ where another h is η, ef is εφ or
-- ευ; 8 is θ, 3 is ξ, 4 is ψ. A word in Greek letters sounds one way.
CREATE OR REPLACE FUNCTION search_readings(word text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
        SELECT DISTINCT search_sounds(replace(replace(replace(replace(replace(replace(
            CASE WHEN f THEN replace(replace(w.spelled, 'ef', 'ευ'), 'af', 'αυ')
                 ELSE w.spelled END,
            'th', th), 'h', h), 'x', x), 'u', u), 'w', o), 'y', y))
        FROM (SELECT CASE WHEN word ~ '[a-z]' THEN translate(word, '8934', 'θθξψ')
                          ELSE word END) AS d (digits),
             LATERAL (SELECT replace(replace(d.digits, 'ou', 'ου'), 'oy', 'ου')) AS w (spelled),
             unnest(CASE WHEN w.spelled ~ 'th' THEN ARRAY['th', 'θ'] ELSE ARRAY['th'] END) AS th,
             unnest(CASE WHEN w.spelled ~ 'h' THEN ARRAY['h', 'η'] ELSE ARRAY['h'] END) AS h,
             unnest(CASE WHEN w.spelled ~ 'x' THEN ARRAY['x', 'χ'] ELSE ARRAY['x'] END) AS x,
             unnest(CASE WHEN w.spelled ~ 'u' THEN ARRAY['u', 'υ'] ELSE ARRAY['u'] END) AS u,
             unnest(CASE WHEN w.spelled ~ 'w' THEN ARRAY['w', 'ω'] ELSE ARRAY['w'] END) AS o,
             unnest(CASE WHEN w.spelled ~ 'y' THEN ARRAY['y', 'υ'] ELSE ARRAY['y'] END) AS y,
             unnest(CASE WHEN w.spelled ~ '[ea]f' THEN ARRAY[false, true]
                         ELSE ARRAY[false] END) AS f
    $$;

-- As before, each rank its own look into the index.
GRANT CREATE ON SCHEMA public TO :"search";
SET ROLE :"search";
CREATE OR REPLACE FUNCTION search_products(wanted text, folded boolean, wholesale boolean)
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
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM :"search";

-- What a word that is being typed may become: categories, producers and products whose names hold
-- all words, begun or sounding alike; ids and ranks as search_products gives them, some of each
-- kind, the shop's own by the tenant that is bound. A product may come twice; its best rank counts.
CREATE FUNCTION search_suggestions(wanted text, wholesale boolean, most integer)
    RETURNS TABLE (kind text, id bigint, rank real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = pg_catalog, public
    AS $$
DECLARE
    meanings tsquery[];
    query tsquery;
BEGIN
    IF current_tenant() IS NULL THEN
        RETURN;
    END IF;
    meanings := search_meanings(wanted);
    FOR level IN 1..3 LOOP
        query := meanings[level];
        RETURN QUERY SELECT 'category', c.id, (1 - level / 10.0)::real FROM categories c
            WHERE c.tenant_id = current_tenant() AND c.words_folded @@ query LIMIT most;
        RETURN QUERY SELECT 'producer', r.id, (1 - level / 10.0)::real FROM producers r
            WHERE r.tenant_id = current_tenant() AND r.is_active AND r.words_folded @@ query
            LIMIT most;
        RETURN QUERY SELECT 'product', p.id, (1 - level / 10.0)::real FROM products p
            WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
              AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ query
            LIMIT most;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION search_suggestions(text, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_suggestions(text, boolean, integer) TO :"app";
GRANT CREATE ON SCHEMA public TO :"search";
ALTER FUNCTION search_suggestions(text, boolean, integer) OWNER TO :"search";
REVOKE CREATE ON SCHEMA public FROM :"search";
