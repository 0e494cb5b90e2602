-- 3-D Secure: what is known of an attempt's authentication stands in the attempt's row, for an attempt has one at most.
--
-- opened_at and returned_at are the machine's clock, given by the application: the bank's page knows no merchant's clock.

ALTER TABLE checkout.payment_attempts
    -- Whether the customer gave a name beside the card, so that the vault has one to put in.
    ADD COLUMN card_named          boolean NOT NULL DEFAULT false,
    -- The bank wanted an authentication first: the acquirer knows the second try by a key of its own.
    ADD COLUMN soft_declined       boolean NOT NULL DEFAULT false,
    -- threeDSServerTransID; NULL when nobody asked for an authentication.
    ADD COLUMN three_ds_id         uuid,
    -- Who asked for it.
    ADD COLUMN three_ds_reason     text,
    -- dsTransID and acsTransID.
    ADD COLUMN three_ds_directory  uuid,
    ADD COLUMN three_ds_issuer     uuid,
    -- transStatus, the last one that counted; NULL while the directory server is being asked.
    ADD COLUMN three_ds_status     text,
    ADD COLUMN three_ds_eci        text,
    -- The proof (CAVV): gone as soon as the attempt has ended.
    ADD COLUMN three_ds_value      text,
    -- Where the bank asks the customer, since when, and when the customer came back from there.
    ADD COLUMN three_ds_acs_url    text,
    ADD COLUMN three_ds_opened_at  timestamptz,
    ADD COLUMN three_ds_returned_at timestamptz,
    -- A word that came when it could not count any more, and when.
    ADD COLUMN three_ds_late       text,
    ADD COLUMN three_ds_late_at    timestamptz,
    ADD CONSTRAINT payment_attempt_three_ds CHECK (
        (three_ds_id IS NULL) = (three_ds_reason IS NULL)
        AND (three_ds_id IS NOT NULL OR num_nonnulls(
            three_ds_directory, three_ds_issuer, three_ds_status, three_ds_eci, three_ds_value, three_ds_acs_url,
            three_ds_opened_at, three_ds_returned_at, three_ds_late, three_ds_late_at
        ) = 0)
    ),
    ADD CONSTRAINT payment_attempt_three_ds_reason CHECK (
        three_ds_reason IN ('merchant', 'merchant_challenge', 'risk', 'unscored', 'issuer')
    ),
    ADD CONSTRAINT payment_attempt_three_ds_status CHECK (
        three_ds_status IN ('Y', 'A', 'N', 'U', 'R', 'C', 'D', 'I', 'S')
        AND (three_ds_late IS NULL OR three_ds_late IN ('Y', 'A', 'N', 'U', 'R'))
    ),
    ADD CONSTRAINT payment_attempt_three_ds_eci CHECK (three_ds_eci ~ '^[0-9]{2}$'),
    ADD CONSTRAINT payment_attempt_three_ds_value CHECK (
        three_ds_value IS NULL
        OR length(three_ds_value) = 28
        AND state IN ('needs_authentication', 'authenticated', 'sending', 'unknown', 'reversing')
    ),
    ADD CONSTRAINT payment_attempt_three_ds_challenge CHECK (
        (three_ds_acs_url IS NULL) = (three_ds_opened_at IS NULL)
        AND (three_ds_returned_at IS NULL OR three_ds_opened_at IS NOT NULL)
        AND length(three_ds_acs_url) <= 2048
    );

-- By this the issuer's word finds its attempt.
CREATE UNIQUE INDEX payment_attempts_by_three_ds
    ON checkout.payment_attempts (three_ds_id)
    WHERE three_ds_id IS NOT NULL;

-- An authentication whose process died, or whose challenge nobody answered, is the recovery loop's too; while the
-- customer is at the bank, due_at lies a quarter of an hour ahead.
DROP INDEX checkout.payment_attempts_in_flight;

CREATE INDEX payment_attempts_in_flight
    ON checkout.payment_attempts (due_at)
    WHERE state IN ('created', 'scored', 'needs_authentication', 'authenticated', 'sending', 'unknown', 'reversing');

-- A failed authentication leaves no charge behind: nobody was asked for money.
ALTER TABLE checkout.payment_intents
    DROP CONSTRAINT payment_intent_error,
    ADD CONSTRAINT payment_intent_error CHECK (error_charge IS NULL OR error_decline IS NOT NULL);

ALTER TABLE checkout.attempt_steps
    DROP CONSTRAINT attempt_step_legal,
    -- The arrows of AttemptMachine, but for repeated silence, which is counted in the attempt's row.
    ADD CONSTRAINT attempt_step_legal CHECK (
        (before, event, after) IN (
            ('created', 'scored', 'scored'),
            ('created', 'blocked', 'blocked'),
            ('scored', 'authentication_required', 'needs_authentication'),
            ('scored', 'cleared', 'sending'),
            ('needs_authentication', 'challenged', 'needs_authentication'),
            ('needs_authentication', 'authenticated', 'authenticated'),
            ('needs_authentication', 'authentication_waived', 'authenticated'),
            ('needs_authentication', 'authentication_failed', 'not_authenticated'),
            ('authenticated', 'cleared', 'sending'),
            ('created', 'abandoned', 'canceled'),
            ('scored', 'abandoned', 'canceled'),
            ('needs_authentication', 'abandoned', 'canceled'),
            ('authenticated', 'abandoned', 'canceled'),
            ('sending', 'authentication_required', 'needs_authentication'),
            ('sending', 'authorized', 'authorized'),
            ('sending', 'captured', 'captured'),
            ('sending', 'declined', 'declined'),
            ('sending', 'not_sent', 'canceled'),
            ('sending', 'cvc_lost', 'needs_cvc'),
            ('sending', 'silence', 'unknown'),
            ('sending', 'unwanted', 'reversing'),
            ('unknown', 'authorized', 'authorized'),
            ('unknown', 'captured', 'captured'),
            ('unknown', 'declined', 'declined'),
            ('unknown', 'not_found', 'reversing'),
            ('unknown', 'unwanted', 'reversing'),
            ('reversing', 'reversed', 'canceled'),
            ('authorized', 'captured', 'captured'),
            ('authorized', 'voided', 'canceled')
        )
    );
