-- phase: contract
-- transaction: yes
--
-- Search that stays quick in a database of many shops, and lists that know their totals.
--
-- Every word in an index of words carries a tag of its shop (decision 0016): one shop's "honey" and
-- another's are different words, so a search reads its own shop's postings and no others.

-- 1. Words ----------------------------------------------------------------------------------------

-- Four letters that stand before every word of a shop. Two shops with equal tags only share
-- postings: what is found is filtered by the tenant itself.
CREATE FUNCTION search_tag(tenant_id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN translate(right(tenant_id::text, 4), '0123456789', 'ghijklmnop');

-- A word longer than 200 characters is no word; PostgreSQL refuses what passes 2,046 bytes.
CREATE FUNCTION search_text(original text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN regexp_replace(original, '(\S{200})\S+', '\1', 'g');

-- The printed form of a tsvector with the tag before each word. Words hold no blanks.
CREATE FUNCTION search_tagged(printed text, tag text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN CASE WHEN printed = '' THEN '' ELSE
        '''' || tag || substr(replace(printed, ' ''', ' ''' || tag), 2) END;

-- Folded text as it sounds, spelled with as few letters as will do. Greek and Greek typed with Latin
-- letters come out alike, and so does a Latin name that is typed in Greek. Vowels that sound alike
-- are one (η υ ει οι υι: ι, αι: ε, ω: ο); so are β and μπ, δ and ντ, γ and γκ; double letters are
-- single. Works on the printed form of a tsvector as well, whose quotes and figures it leaves alone.
CREATE FUNCTION search_sounds(folded text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
DECLARE
    sounds text := folded;
BEGIN
    -- Latin pairs and letters become Greek ones.
    sounds := replace(replace(replace(replace(replace(replace(sounds,
        'ou', 'ου'), 'oy', 'ου'), 'oo', 'ου'), 'wh', 'ου'), 'w', 'ου'), 'u', 'ου');
    sounds := replace(replace(replace(replace(replace(replace(replace(sounds,
        'th', 'θ'), 'ch', 'χ'), 'kh', 'χ'), 'ph', 'φ'), 'gh', 'γ'), 'dh', 'δ'), 'sh', 'σ');
    sounds := replace(replace(replace(replace(replace(replace(replace(sounds,
        'ya', 'για'), 'yo', 'γιο'), 'yο', 'γιο'), 'ce', 'σε'), 'ci', 'σι'), 'cy', 'σι'), 'j', 'τζ');
    sounds := translate(sounds, 'abcdefghiklmnopqrstvxyz', 'αβκδεφγχικλμνοπκρστβξιζ');
    -- Greek pairs. A lone Latin u stands for ου from here on.
    sounds := replace(replace(replace(replace(replace(replace(sounds,
        'αυ', 'αβ'), 'ευ', 'εβ'), 'ου', 'u'), 'αι', 'ε'), 'ξ', 'κσ'), 'ψ', 'πσ');
    sounds := translate(sounds, 'ηυω', 'ιιο');
    sounds := replace(replace(replace(sounds, 'ει', 'ι'), 'οι', 'ι'), 'ιι', 'ι');
    sounds := replace(replace(replace(replace(replace(replace(sounds,
        'μπ', 'β'), 'μβ', 'β'), 'ντ', 'δ'), 'νδ', 'δ'), 'γκ', 'γ'), 'νγ', 'γ');
    sounds := replace(replace(replace(replace(replace(replace(replace(sounds,
        'ββ', 'β'), 'γγ', 'γ'), 'δδ', 'δ'), 'ζζ', 'ζ'), 'κκ', 'κ'), 'λλ', 'λ'), 'μμ', 'μ');
    sounds := replace(replace(replace(replace(replace(replace(replace(replace(sounds,
        'νν', 'ν'), 'ππ', 'π'), 'ρρ', 'ρ'), 'σσ', 'σ'), 'ττ', 'τ'), 'φφ', 'φ'), 'αα', 'α'), 'εε', 'ε');
    -- One byte a letter: sounds are half of an index.
    RETURN translate(sounds, 'αβγδεζθικλμνοπρστφχ', 'avgdezqiklmnoprstfx');
END
$$;

-- The words of a text as they are spelled and as they sound, each kind with its own mark.
CREATE FUNCTION search_both(words tsvector, spelled text, sounding text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN search_tagged(words::text, spelled)::tsvector
        || search_tagged(search_sounds(strip(words)::text), sounding)::tsvector;

-- The contract's words of a product, spelled as they are, tagged.
CREATE FUNCTION exact_words(tenant_id uuid, name text, description text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_tagged(
        to_tsvector('simple'::regconfig, search_text(name || ' ' || coalesce(description, '')))::text,
        search_tag(tenant_id))::tsvector;

-- A new shop's words of a product, marked by kind: n and m are the name's words as they are spelled
-- and as they sound, h and g the old category's, s and k those of all its text. Producer and
-- categories are words of their own (p17, c5), so that renaming one changes no product.
CREATE FUNCTION folded_words(
    tenant_id uuid, name text, category text, description text, producer_id bigint,
    category_words text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    tag text := search_tag(tenant_id);
    named tsvector := to_tsvector('simple', fold_text(search_text(name)));
    shelved tsvector := to_tsvector('simple', fold_text(coalesce(category, '')));
    described tsvector := to_tsvector(
        'simple', fold_text(search_text(left(coalesce(description, ''), 10000))));
BEGIN
    RETURN search_both(named || shelved || described, tag || 's', tag || 'k')
        || search_both(named, tag || 'n', tag || 'm')
        || search_both(shelved, tag || 'h', tag || 'g')
        || search_tagged(
            '''' || replace(btrim('p' || producer_id || ' ' || category_words), ' ', ''' ''') || '''',
            tag)::tsvector;
END
$$;

-- The words of a name alone, of a producer or a category.
CREATE FUNCTION folded_names(tenant_id uuid, name text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_both(
        to_tsvector('simple'::regconfig, fold_text(search_text(name))),
        search_tag(tenant_id) || 'n', search_tag(tenant_id) || 'm');

REVOKE ALL ON FUNCTION
    search_tag(uuid), search_text(text), search_tagged(text, text), search_sounds(text),
    search_both(tsvector, text, text), exact_words(uuid, text, text),
    folded_words(uuid, text, text, text, bigint, text), folded_names(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    search_tag(uuid), search_text(text), search_tagged(text, text), search_sounds(text),
    search_both(tsvector, text, text), exact_words(uuid, text, text),
    folded_words(uuid, text, text, text, bigint, text), folded_names(uuid, text)
    TO :"app", :"search";

-- 2. Columns and indexes --------------------------------------------------------------------------

DROP FUNCTION search_products(text, boolean, integer);
-- "c5 c12": the product's categories, kept beside product_categories by what writes that.
ALTER TABLE products ADD COLUMN category_words text NOT NULL DEFAULT '';
ALTER TABLE products DROP COLUMN search_exact, DROP COLUMN search_folded;
ALTER TABLE products
    ADD COLUMN words_exact tsvector GENERATED ALWAYS AS
        (exact_words(tenant_id, name, description)) STORED,
    ADD COLUMN words_folded tsvector GENERATED ALWAYS AS
        (folded_words(tenant_id, name, category, description, producer_id, category_words)) STORED;
-- Out of line and as they are: a list or a search that reads rows does not carry their words along.
ALTER TABLE products ALTER COLUMN words_exact SET STORAGE EXTERNAL,
    ALTER COLUMN words_folded SET STORAGE EXTERNAL;
ALTER TABLE producers ADD COLUMN words_folded tsvector GENERATED ALWAYS AS
    (folded_names(tenant_id, name)) STORED;
ALTER TABLE categories ADD COLUMN words_folded tsvector GENERATED ALWAYS AS
    (folded_names(tenant_id, name)) STORED;
-- A list of words that wait to be sorted in would be read by every search.
CREATE INDEX products_words_exact_index ON products USING gin (words_exact)
    WITH (fastupdate = off);
CREATE INDEX products_words_folded_index ON products USING gin (words_folded)
    WITH (fastupdate = off);
CREATE INDEX producers_words_folded_index ON producers USING gin (words_folded)
    WITH (fastupdate = off);

-- Lists that are sorted or filtered walk an index of their own, wholesale-only products included.
DROP INDEX products_price_index;
CREATE INDEX products_price_index ON products (tenant_id, price, id)
    INCLUDE (is_b2b_only) WHERE is_active AND archived_at IS NULL;
CREATE INDEX products_name_index ON products (tenant_id, name, id)
    INCLUDE (is_b2b_only) WHERE is_active AND archived_at IS NULL;
CREATE INDEX products_producer_newest_index ON products (tenant_id, producer_id, created_at, id)
    INCLUDE (is_b2b_only) WHERE is_active AND archived_at IS NULL;
CREATE INDEX products_cultivation_index ON products (tenant_id, cultivation_type, created_at, id)
    INCLUDE (is_b2b_only) WHERE is_active AND archived_at IS NULL;

-- 3. How many products a list shows ---------------------------------------------------------------

-- Kept in the transaction of whatever changes a product (decision 0017), so that the total of a
-- list is one row and not a count of 300,000. ``everyone`` counts what every visitor sees,
-- ``businesses`` what they see besides; facet_id is 0 for the shop as a whole.
CREATE TABLE listing_counts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    facet text NOT NULL CHECK (facet IN ('shop', 'category', 'producer')),
    facet_id bigint NOT NULL CHECK ((facet = 'shop') = (facet_id = 0)),
    audience text NOT NULL CHECK (audience IN ('everyone', 'businesses')),
    -- No CHECK against less than none: it would refuse the row that INSERT … ON CONFLICT proposes to
    -- take one away. `find_wrong_counts` compares.
    products bigint NOT NULL,
    PRIMARY KEY (tenant_id, facet, facet_id, audience)
);
ALTER TABLE listing_counts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON listing_counts USING (tenant_id = current_tenant())
    WITH CHECK (tenant_id = current_tenant());
CREATE POLICY backup_reads ON listing_counts FOR SELECT TO :"backup" USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON listing_counts TO :"app";
GRANT SELECT ON listing_counts TO :"backup";

-- 4. The door -------------------------------------------------------------------------------------

CREATE POLICY doors_read ON categories FOR SELECT TO :"search" USING (true);
GRANT SELECT ON categories TO :"search";

-- The spellings that somebody may mean with a word in Latin letters, as they sound: h is χ or η,
-- x is ξ or χ, u is ου or υ, w is ω or ου, y is υ or γι, ef is εφ or ευ; 8 is θ, 3 is ξ, 4 is ψ.
-- A word in Greek letters sounds one way.
CREATE FUNCTION search_readings(word text) RETURNS SETOF text
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

-- What a word of a search matches, as the text of a tsquery: itself under ``spelled`` (its
-- beginning too when ``begun``), and what sounds like it under ``sounding``, if that is given.
-- A single letter and figures are taken as they are, so that they do not find everything.
CREATE FUNCTION search_alternatives(
    word text, sounds text[], tag text, begun boolean, spelled text, sounding text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    loose boolean := length(word) > 1 AND word !~ '^[0-9]+$';
    found text := '''' || tag || spelled || word || CASE WHEN begun AND loose THEN ''':*' ELSE '''' END;
    sound text;
BEGIN
    IF sounding IS NOT NULL AND loose THEN
        FOREACH sound IN ARRAY sounds LOOP
            found := found || ' | ''' || tag || sounding || sound
                || CASE WHEN length(sound) > 2 THEN ''':*' ELSE '''' END;
        END LOOP;
    END IF;
    RETURN found;
END
$$;

-- What a new shop's search means, as seven queries from the strictest to the widest: the words
-- themselves in the name, begun there, sounding alike there; with producer and category; the words
-- themselves anywhere, begun anywhere, and everything together. All words must match; words in
-- quotes stand side by side, -word must not occur, OR chooses.
CREATE FUNCTION search_meanings(wanted text) RETURNS tsquery[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
DECLARE
    tag text := search_tag(current_tenant());
    -- Quotes and backslashes inside words would need escapes below; no word of ours has any.
    meant text := websearch_to_tsquery('simple', translate(fold_text(left(wanted, 200)), '''\', '  '));
    word text;
    sounds text[];
    shelves text;
    named text;
    queries text[];
    meanings tsquery[];
BEGIN
    -- Words in quotes and words that must not occur are meant as they are spelled: mark them.
    meant := regexp_replace(meant, '''([^'']*)''(?= <)', '''!\1''', 'g');
    meant := regexp_replace(meant, '(> |!)''([^!''][^'']*)''', '\1''!\2''', 'g');
    queries := array_fill(meant, ARRAY[7]);
    FOR word IN SELECT DISTINCT m[1] FROM regexp_matches(meant, '''([^'']*)''', 'g') AS m
                WHERE m[1] !~ '^!'
    LOOP
        sounds := ARRAY(SELECT * FROM search_readings(word) AS sound WHERE sound <> '' LIMIT 16);
        named := search_alternatives(word, sounds, tag, true, 'n', 'm');
        shelves := search_alternatives(word, sounds, tag, true, 'h', 'g');
        SELECT concat_ws(' | ', shelves, string_agg('''' || tag || key || '''', ' | ')) INTO shelves
        FROM (SELECT 'p' || r.id FROM producers r
              WHERE r.tenant_id = current_tenant() AND r.words_folded @@ named::tsquery
              UNION ALL
              SELECT 'c' || c.id FROM categories c
              WHERE c.tenant_id = current_tenant() AND c.words_folded @@ named::tsquery) AS s (key);
        FOR i IN 1..7 LOOP
            queries[i] := replace(queries[i], '''' || word || '''', '(' || CASE i
                WHEN 1 THEN search_alternatives(word, sounds, tag, false, 'n', NULL)
                WHEN 2 THEN search_alternatives(word, sounds, tag, true, 'n', NULL)
                WHEN 3 THEN named
                WHEN 4 THEN concat_ws(' | ', named, shelves)
                WHEN 5 THEN search_alternatives(word, sounds, tag, false, 's', NULL)
                WHEN 6 THEN search_alternatives(word, sounds, tag, true, 's', NULL)
                ELSE concat_ws(' | ', search_alternatives(word, sounds, tag, true, 's', 'k'), shelves)
                END || ')');
        END LOOP;
    END LOOP;
    FOR i IN REVERSE 7..1 LOOP
        meanings[i] := regexp_replace(queries[i], '''!([^'']*)''',
            '''' || tag || CASE WHEN i < 5 THEN 'n' ELSE 's' END || '\1''', 'g')::tsquery;
        -- What must not occur must not occur anywhere.
        IF i < 7 AND meant ~ '!' THEN
            meanings[i] := meanings[i] && meanings[7];
        END IF;
    END LOOP;
    RETURN meanings;
END
$$;

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
CREATE FUNCTION search_products(wanted text, folded boolean, wholesale boolean)
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

REVOKE ALL ON FUNCTION search_readings(text),
    search_alternatives(text, text[], text, boolean, text, text), search_meanings(text),
    search_products(text, boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_readings(text),
    search_alternatives(text, text[], text, boolean, text, text), search_meanings(text)
    TO :"search";
GRANT EXECUTE ON FUNCTION search_products(text, boolean, boolean) TO :"app";
GRANT CREATE ON SCHEMA public TO :"search";
ALTER FUNCTION search_products(text, boolean, boolean) OWNER TO :"search";
REVOKE CREATE ON SCHEMA public FROM :"search";
