-- phase: expand
-- transaction: yes

-- Reserved while catalogue is being built.
SELECT 1;
