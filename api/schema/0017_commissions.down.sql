-- phase: expand
-- transaction: yes

DROP TABLE commission_switches, commission_rules;
