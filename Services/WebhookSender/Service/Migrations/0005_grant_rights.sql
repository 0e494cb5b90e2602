-- What each process may do here. Inserting through a parent table needs no rights on its partitions.
GRANT USAGE ON SCHEMA messages TO session_api, webhook_sender, fraud_scorer;

-- session-api tells what happened and keeps the endpoints; what becomes of deliveries it may only read.
GRANT SELECT, INSERT ON messages.messages TO session_api;
GRANT INSERT ON messages.outbox TO session_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON messages.endpoints, messages.endpoint_secrets TO session_api;
GRANT SELECT ON messages.ready, messages.scheduled, messages.attempts TO session_api;

GRANT SELECT ON messages.messages, messages.endpoints, messages.endpoint_secrets TO webhook_sender;
GRANT UPDATE (status, disabled_at, disabled_reason) ON messages.endpoints TO webhook_sender;
GRANT SELECT, UPDATE, DELETE ON messages.outbox TO webhook_sender;
GRANT SELECT, INSERT, UPDATE, DELETE ON messages.ready, messages.scheduled TO webhook_sender;
GRANT SELECT, INSERT ON messages.attempts TO webhook_sender;
GRANT USAGE ON SEQUENCE messages.lease_tokens TO webhook_sender;
GRANT EXECUTE ON FUNCTION messages.maintain_partitions(integer, integer) TO webhook_sender;

GRANT SELECT ON messages.messages TO fraud_scorer;
GRANT SELECT, INSERT, UPDATE ON messages.cursors TO fraud_scorer;
