"""How fast the shop answers, beside pgbench and beside a bare route that send the same SQL."""
