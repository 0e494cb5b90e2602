import Bootstrap
import Foundation
import HTTPKit
import Logging
import Payments
import Secrets

/// What the sandbox makes of its settings; `README.md` lists them.
extension Settings {
    static let ledger = "sandbox-ledger.jsonl"

    /// Opens the file that a setting names; what goes wrong is the setting's fault.
    func opened<Value>(
        _ name: String,
        default fallback: String,
        _ open: (String) throws -> Value
    ) throws -> Value {
        let path = try string(name, default: fallback)
        do {
            return try open(path)
        } catch {
            throw SettingsError("\(name)=\(path): \(error)")
        }
    }

    /// Where a file goes that no setting names: to the ledger, which is where this sandbox keeps its things.
    func besideLedger(_ name: String) throws -> String {
        let ledger = URL(filePath: try string("SANDBOX_LEDGER", default: Self.ledger))
        return ledger.deletingLastPathComponent().appending(path: name).path
    }

    /// `SANDBOX_CAVV_KEY`, or a key that is made at the first start and kept beside the ledger.
    func proofKey(_ randomness: Randomness) throws -> ProofKey {
        if try optionalSecret("SANDBOX_CAVV_KEY") != nil { return ProofKey(try key("SANDBOX_CAVV_KEY")) }
        let path = try besideLedger("cavv.key")
        do {
            return ProofKey(try KeyFile.key(at: path, randomness))
        } catch {
            throw SettingsError("\(path): \(error)")
        }
    }

    /// The issuer's page as browsers reach it.
    ///
    /// On this machine at `localhost`, while the payment page is at `127.0.0.1`: two sites to a browser, as in life.
    func challengePage() throws -> String {
        let sandbox = try publicURL(of: .sandbox).replacing("//127.0.0.1", with: "//localhost")
        return try url("ACS_URL", default: sandbox + "/acs") + "/challenge"
    }

    func resultSender(_ outgoing: OutgoingHTTP, _ logger: Logger) throws -> ResultSender {
        ResultSender(
            client: outgoing.client,
            credential: try optionalSecret("DIRECTORY_SERVER_CREDENTIAL"),
            trustedOrigin: ResultSender.origin(try publicURL(of: .sessionAPI)) ?? "",
            logger: logger
        )
    }

    /// What the store sells with; nil without keys.
    func shop(_ orders: Orders, _ clock: WallClock, _ outgoing: OutgoingHTTP) throws -> StoreRoutes.Shop? {
        guard let secretKey = try optionalSecret("STORE_SECRET_KEY"), !secretKey.isEmpty, let mug = Product.mug else {
            return nil
        }
        let api = PaydeskAPI(
            baseURL: try publicURL(of: .sessionAPI),
            secretKey: secretKey,
            client: outgoing.client
        )
        return StoreRoutes.Shop(
            product: mug,
            api: api,
            webhook: StoreWebhook(orders: orders, secret: try secret("STORE_WEBHOOK_SECRET"), clock: clock),
            url: try publicURL(of: .sandbox) + "/store"
        )
    }
}
