-- phase: expand
-- transaction: yes

DROP TABLE operators, producer_digests;
