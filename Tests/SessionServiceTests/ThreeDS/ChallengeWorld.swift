import Foundation
import Payments
import Postgres
import SessionClient
import TestSupport

@testable import SessionService

// What tests of 3-D Secure do and see.
extension PaymentWorld {
    /// Presses Pay with a card whose bank wants to ask.
    func challenge(_ session: Session) async throws -> DirectoryScript.Asked {
        outside.set(directory: .answers(.challenge))
        guard try await confirm(session, card(for: session)).outcome == .needsAuthentication,
            let asked = outside.asked.last
        else { throw Missing(what: "challenge") }
        return asked
    }

    /// The bank's word comes.
    func result(_ asked: DirectoryScript.Asked, _ status: String, on parts: PaymentParts? = nil) async throws {
        try await (parts ?? self.parts).results.take(ChallengeResult(rreq: asked.result(status)))
    }

    /// Pays with a card whose directory server answers so.
    func pay(_ session: Session, last4: String = "4242", directory script: DirectoryScript) async throws -> CheckoutView
    {
        outside.set(directory: script)
        return try await pay(session, last4: last4)
    }

    func view(_ session: Session, on parts: PaymentParts? = nil) async throws -> CheckoutView {
        guard let view = try await (parts ?? self.parts).desk.view(session.id, nonce: nil) else {
            throw Missing(what: "session")
        }
        return view
    }

    /// A decision of the merchant's.
    func decide(_ path: String, _ value: String) async throws {
        guard let key = MerchantSettings.key(path),
            try await MerchantStore(test.owner).decide(key, value, for: Samples.merchant.id) != nil
        else { throw Missing(what: "setting") }
    }

    /// What came too late for each attempt.
    func late(_ session: Session) async throws -> [String?] {
        try await test.owner.query(
            "SELECT three_ds_late FROM checkout.payment_attempts WHERE session = \(session.id.rawValue) ORDER BY number"
        ).map { try $0.get(0) }
    }

    func intentStatus(_ session: Session) async throws -> String {
        try await test.owner.one("SELECT status FROM checkout.payment_intents WHERE session = \(session.id.rawValue)")
            .get(0)
    }
}
