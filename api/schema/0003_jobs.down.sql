-- phase: expand
-- transaction: yes
--
-- Takes jobs and the book of letters away again. For development only: what waits is lost.

DROP FUNCTION due_jobs(timestamptz, integer), served_tenants(uuid);
DROP TABLE order_notifications, jobs;
