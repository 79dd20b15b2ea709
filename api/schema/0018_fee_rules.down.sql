-- phase: expand
-- transaction: yes

DROP TABLE fee_rules;
