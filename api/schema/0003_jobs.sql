-- phase: expand
-- transaction: yes

-- Reserved while jobs is being built.
SELECT 1;
