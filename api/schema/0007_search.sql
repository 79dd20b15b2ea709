-- phase: contract
-- transaction: yes
--
-- Search that stays quick in a database of many shops, and lists that know their totals.
--
-- Every word in an index of words carries a tag of its shop (decision 0016): one shop's "honey" and
-- another's are different words, so a search reads its own shop's postings and no others.

-- 1. Words ----------------------------------------------------------------------------------------

-- Six letters that stand before every word of a shop. Two shops with equal tags only share
-- postings: what is found is filtered by the tenant itself.
CREATE FUNCTION search_tag(tenant_id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN translate(right(tenant_id::text, 6), '0123456789', 'ghijklmnop');

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
    RETURN replace(replace(replace(replace(replace(replace(replace(replace(sounds,
        'νν', 'ν'), 'ππ', 'π'), 'ρρ', 'ρ'), 'σσ', 'σ'), 'ττ', 'τ'), 'φφ', 'φ'), 'αα', 'α'), 'εε', 'ε');
END
$$;

-- The words of a text as they are spelled (s) and as they sound (k), tagged, in one vector.
CREATE FUNCTION search_both(words tsvector, tag text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN (search_tagged(words::text, tag || 's') || ' '
            || search_tagged(search_sounds(words::text), tag || 'k'))::tsvector;

-- The contract's words of a product, spelled as they are, tagged.
CREATE FUNCTION exact_words(tenant_id uuid, name text, description text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_tagged(
        to_tsvector('simple'::regconfig, search_text(name || ' ' || coalesce(description, '')))::text,
        search_tag(tenant_id))::tsvector;

-- A new shop's words of a product: the name weighs A, the old category's text B, the description D.
-- Producer and categories are words of their own (p17, c5), so that renaming one changes no product.
CREATE FUNCTION folded_words(
    tenant_id uuid, name text, category text, description text, producer_id bigint,
    category_words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_both(
        setweight(to_tsvector('simple'::regconfig, fold_text(search_text(name))), 'A')
        || setweight(to_tsvector('simple'::regconfig, fold_text(coalesce(category, ''))), 'B')
        || to_tsvector('simple'::regconfig,
                       fold_text(search_text(left(coalesce(description, ''), 10000)))),
        search_tag(tenant_id))
        || search_tagged('''p' || producer_id::text
                         || replace(' ' || category_words, ' ', ''' ''') || '''',
                         search_tag(tenant_id))::tsvector;

-- The words of a name alone, of a producer or a category.
CREATE FUNCTION folded_names(tenant_id uuid, name text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_both(
        to_tsvector('simple'::regconfig, fold_text(search_text(name))), search_tag(tenant_id));

REVOKE ALL ON FUNCTION
    search_tag(uuid), search_text(text), search_tagged(text, text), search_sounds(text),
    search_both(tsvector, text), exact_words(uuid, text, text),
    folded_words(uuid, text, text, text, bigint, text), folded_names(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    search_tag(uuid), search_text(text), search_tagged(text, text), search_sounds(text),
    search_both(tsvector, text), exact_words(uuid, text, text),
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
