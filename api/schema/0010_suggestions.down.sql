-- phase: expand
-- transaction: yes

DROP FUNCTION search_suggestions(text, boolean, integer);
GRANT CREATE ON SCHEMA public TO :"search";
SET ROLE :"search";
-- Full-text operators are not leakproof, so under row-level security they cannot use an index
-- (100 ms against 5 ms at 300,000 rows). This door filters by the bound tenant itself and hands
-- out ids and ranks of what is listed, which the caller reads again under its own policies.
--
-- ``folded`` is false for the contract's search (whole words as they are spelled, ts_rank_cd) and
-- true for a new shop's: accents, case and alphabet do not count, words may be begun, producer and
-- category count too. Its rank tells what was found where: 0.9 the words themselves in the name,
-- 0.8 begun, 0.7 sounding alike; 0.6 producer or category; 0.5, 0.4 and 0.3 the rest of the text.
-- Each is a look into the index of its own: reading the words of every candidate takes ten times
-- as long.
CREATE OR REPLACE FUNCTION search_products(wanted text, folded boolean, wholesale boolean)
    RETURNS TABLE (product_id bigint, rank real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public
    AS $$
DECLARE
    meanings tsquery[];
    query tsquery;
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
    RETURN QUERY
        SELECT found.id, max(found.rank)::real
        FROM (SELECT level, (10 - level) / 10.0
              FROM generate_series(1, 7) AS level) AS l (level, rank),
             LATERAL (
                SELECT p.id, l.rank FROM products p
                WHERE p.tenant_id = current_tenant() AND p.is_active AND p.archived_at IS NULL
                  AND (wholesale OR NOT p.is_b2b_only) AND p.words_folded @@ meanings[l.level]
             ) AS found
        GROUP BY found.id;
END
$$;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM :"search";

-- The spellings that somebody may mean with a word in Latin letters, as they sound: h is χ or η,
-- x is ξ or χ, u is ου or υ, w is ω or ου, y is υ or γι, ef is εφ or ευ; 8 is θ, 3 is ξ, 4 is ψ.
-- A word in Greek letters sounds one way.
CREATE OR REPLACE FUNCTION search_readings(word text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
        SELECT DISTINCT search_sounds(replace(replace(replace(replace(replace(
            CASE WHEN f THEN replace(replace(w.spelled, 'ef', 'ευ'), 'af', 'αυ')
                 ELSE w.spelled END,
            'h', h), 'x', x), 'u', u), 'w', o), 'y', y))
        FROM (SELECT CASE WHEN word ~ '[a-z]' THEN translate(word, '8934', 'θθξψ')
                          ELSE word END) AS d (digits),
             LATERAL (SELECT replace(replace(d.digits, 'ou', 'ου'), 'oy', 'ου')) AS w (spelled),
             unnest(CASE WHEN w.spelled ~ 'h' THEN ARRAY['h', 'η'] ELSE ARRAY['h'] END) AS h,
             unnest(CASE WHEN w.spelled ~ 'x' THEN ARRAY['x', 'χ'] ELSE ARRAY['x'] END) AS x,
             unnest(CASE WHEN w.spelled ~ 'u' THEN ARRAY['u', 'υ'] ELSE ARRAY['u'] END) AS u,
             unnest(CASE WHEN w.spelled ~ 'w' THEN ARRAY['w', 'ω'] ELSE ARRAY['w'] END) AS o,
             unnest(CASE WHEN w.spelled ~ 'y' THEN ARRAY['y', 'υ'] ELSE ARRAY['y'] END) AS y,
             unnest(CASE WHEN w.spelled ~ '[ea]f' THEN ARRAY[false, true]
                         ELSE ARRAY[false] END) AS f
    $$;
