-- phase: expand
-- transaction: yes

-- Reserved while faster_orders is being built.
SELECT 1;
