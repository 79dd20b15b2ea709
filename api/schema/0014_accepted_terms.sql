-- phase: expand
-- transaction: yes
--
-- Which wording of the shop's terms a buyer accepted with an order, and when; who, is the order's
-- account or the guest of its shipping address. None where nobody was asked (the old front end).

ALTER TABLE orders
    ADD COLUMN terms_version text CHECK (length(terms_version) BETWEEN 1 AND 100),
    ADD COLUMN terms_accepted_at timestamptz,
    ADD CONSTRAINT orders_terms_check
        CHECK ((terms_version IS NULL) = (terms_accepted_at IS NULL));
