-- Where merchants want to hear of events.
CREATE TABLE messages.endpoints (
    id text NOT NULL,
    merchant text NOT NULL,
    livemode boolean NOT NULL,
    -- 1 to 16, each once: the limit on endpoints, guarded by the unique constraint below.
    slot smallint NOT NULL,
    -- The order in which they were made, for lists.
    number bigint GENERATED ALWAYS AS IDENTITY,
    url text NOT NULL,
    -- NULL for all types.
    event_types text[],
    -- NULL for the version that is current when the event is sent on.
    api_version text,
    status text NOT NULL DEFAULT 'enabled',
    disabled_at timestamptz,
    disabled_reason text,
    description text,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    CONSTRAINT endpoints_pkey PRIMARY KEY (id),
    CONSTRAINT endpoints_limit UNIQUE (merchant, livemode, slot),
    CONSTRAINT endpoints_slot CHECK (slot BETWEEN 1 AND 16),
    CONSTRAINT endpoints_status CHECK (status IN ('enabled', 'disabled')),
    CONSTRAINT endpoints_url_length CHECK (octet_length(url) <= 2048)
);

-- Several may be valid at once while a secret is being exchanged; the newest signs first.
CREATE TABLE messages.endpoint_secrets (
    endpoint text NOT NULL,
    version smallint NOT NULL,
    -- Sealed by the application for exactly this row.
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- By the database's clock; NULL for as long as the endpoint lives.
    expires_at timestamptz,
    CONSTRAINT endpoint_secrets_pkey PRIMARY KEY (endpoint, version),
    CONSTRAINT endpoint_secrets_endpoint FOREIGN KEY (endpoint) REFERENCES messages.endpoints ON DELETE CASCADE
);
