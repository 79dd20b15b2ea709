-- phase: expand
-- transaction: yes

-- Reserved while accounts is being built.
SELECT 1;
