-- phase: expand
-- transaction: yes

-- Reserved while checkout is being built.
SELECT 1;
