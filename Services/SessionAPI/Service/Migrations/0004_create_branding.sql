-- Merchants' pictures, sessions' notes as last changed, and the indexes that lists of sessions walk.

-- A picture is named by what is in it, so that browsers may keep it for ever.
CREATE TABLE checkout.merchant_images (
    merchant   text COLLATE "C" NOT NULL REFERENCES checkout.merchants (id),
    -- Lower-case hex SHA-256 of the bytes.
    hash       text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    media_type text NOT NULL,
    width      integer NOT NULL,
    height     integer NOT NULL,
    bytes      bytea NOT NULL,
    CONSTRAINT merchant_image PRIMARY KEY (merchant, hash),
    CONSTRAINT merchant_image_hash CHECK (hash = encode(sha256(bytes), 'hex')),
    CONSTRAINT merchant_image_media_type CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    CONSTRAINT merchant_image_size CHECK (
        octet_length(bytes) <= 524288 AND width BETWEEN 1 AND 2000 AND height BETWEEN 1 AND 1024
    )
);

-- Pictures are compressed already.
ALTER TABLE checkout.merchant_images ALTER COLUMN bytes SET STORAGE EXTERNAL;

GRANT SELECT ON checkout.merchant_images TO session_api;

ALTER TABLE checkout.merchants
    ADD COLUMN logo text COLLATE "C",
    ADD COLUMN icon text COLLATE "C",
    ADD CONSTRAINT merchant_logo FOREIGN KEY (id, logo) REFERENCES checkout.merchant_images (merchant, hash),
    ADD CONSTRAINT merchant_icon FOREIGN KEY (id, icon) REFERENCES checkout.merchant_images (merchant, hash),
    ADD CONSTRAINT merchant_settings CHECK (
        jsonb_typeof(settings) = 'object'
        AND settings #>> '{three_d_secure,unavailable}' IN ('authorize', 'refuse')
        AND settings #>> '{fraud,when_away}' IN ('allow', 'authenticate', 'refuse')
        AND settings #> '{fraud,enforce_in_test}' IN ('true', 'false')
    );

-- The notes after the merchant changed them; NULL while they are as at creation, which stay in metadata: an idempotent
-- replay of the creation is rendered from those.
ALTER TABLE checkout.sessions ADD COLUMN updated_metadata json;

CREATE INDEX sessions_of_merchant ON checkout.sessions (merchant, livemode, status, created_at, id);

CREATE INDEX sessions_by_email
    ON checkout.sessions (merchant, livemode, lower(COALESCE(details_email, customer_email)), created_at)
    WHERE lower(COALESCE(details_email, customer_email)) IS NOT NULL;
