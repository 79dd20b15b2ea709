-- phase: expand
-- transaction: yes

-- Reserved while search is being built.
SELECT 1;
