import Foundation
import Messages
import Postgres

extension SessionRecord {
    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"),
            merchant: try row.get("merchant"),
            merchantName: try row.get("merchant_name"),
            livemode: try row.get("livemode"),
            status: try row.get("status"),
            paymentStatus: try row.get("payment_status"),
            amount: try row.get("amount_total"),
            currency: try row.get("currency"),
            created: try row.get("created_at"),
            expires: try row.get("expires_at"),
            closed: try row.get("closed_at"),
            intent: try row.get("intent"),
            intentStatus: try row.get("intent_status"),
            cancellation: try row.get("cancellation_reason"),
            clockAhead: try row.get("clock_ahead")
        )
    }
}

extension AttemptRecord {
    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"),
            number: try row.get("number"),
            state: try row.get("state"),
            event: try row.get("event"),
            created: try row.get("created_at"),
            acquirer: try row.get("acquirer"),
            brand: try row.get("brand"),
            last4: try row.get("last4"),
            fingerprint: try row.get("fingerprint"),
            riskDecision: try row.get("risk_decision"),
            riskScore: try row.get("risk_score"),
            riskReasons: try row.get("risk_reasons"),
            decline: try row.get("decline"),
            networkCode: try row.get("network_code"),
            transaction: try row.get("transaction"),
            silences: try row.get("silences"),
            authenticationReason: try row.get("three_ds_reason"),
            lateWord: try row.get("three_ds_late"),
            lateWordAt: try row.get("three_ds_late_at")
        )
    }
}

extension StepRecord {
    init(_ row: Row) throws {
        self.init(
            attempt: try row.get("attempt"),
            position: try row.get("position"),
            before: try row.get("before"),
            event: try row.get("event"),
            after: try row.get("after"),
            note: try row.get("note"),
            at: try row.get("at")
        )
    }
}

extension VerdictRecord {
    init(_ row: Row) throws {
        let reasons: String = try row.get("reasons")
        self.init(
            attempt: try row.get("attempt"),
            at: try row.get("scored_at"),
            score: try row.get("score"),
            decision: try row.get("decision"),
            computedDecision: try row.get("computed_decision"),
            reasons: try JSONDecoder().decode([Reason].self, from: Data(reasons.utf8))
        )
    }
}

extension RelayRecord {
    init(_ row: Row) throws {
        self.init(
            attempt: try row.get("attempt"),
            requestID: try row.get("request_id"),
            acquirer: try row.get("acquirer"),
            operation: try row.get("operation"),
            hasCard: try row.get("has_card"),
            hasCode: try row.get("takes_code"),
            started: try row.get("started_at"),
            outcome: try row.get("outcome"),
            status: try row.get("status"),
            milliseconds: try row.get("duration_ms")
        )
    }
}

extension ChargeRecord {
    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"),
            attempt: try row.get("attempt"),
            created: try row.get("created_at"),
            amount: try row.get("amount"),
            captured: try row.get("captured"),
            refunded: try row.get("refunded")
        )
    }
}

extension RefundRecord {
    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"),
            charge: try row.get("charge"),
            amount: try row.get("amount"),
            reason: try row.get("reason"),
            state: try row.get("state"),
            created: try row.get("created_at")
        )
    }
}

extension EventRecord {
    init(_ row: Row) throws {
        self.init(
            id: EventID.text(try row.get("id")),
            type: try row.get("type"),
            sequence: try row.get("sequence"),
            transaction: try row.get("tx", as: XID8.self).rawValue,
            created: try row.get("created_at"),
            written: try row.get("written_at"),
            requestID: try row.get("request_id")
        )
    }
}

extension DeliveryRecord {
    init(_ row: Row) throws {
        self.init(
            event: EventID.text(try row.get("message")),
            endpoint: try row.get("endpoint"),
            url: try row.get("url"),
            attempt: try row.get("attempt"),
            started: try row.get("started_at"),
            isDelivered: try row.get("delivered"),
            status: try row.get("http_status"),
            error: try row.get("error"),
            milliseconds: try row.get("duration_ms"),
            next: try row.get("next_at")
        )
    }
}

extension WaitingRecord {
    init(_ row: Row) throws {
        self.init(
            event: EventID.text(try row.get("message")),
            url: try row.get("url"),
            attempts: try row.get("attempt"),
            due: try row.get("due_at")
        )
    }
}
