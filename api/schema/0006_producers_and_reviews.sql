-- phase: expand
-- transaction: yes

-- Reserved while producers_and_reviews is being built.
SELECT 1;
