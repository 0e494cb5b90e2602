import ArgumentParser
import Foundation
import HTTPKit
import Payments
import SessionClient

/// `paydesk refund CHARGE`.
struct RefundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refund",
        abstract: "Give the money of a payment back, all of it or a part.",
        discussion: """
            The payment is named by its charge, its payment intent or its checkout session. Without --amount everything that \
            is left is given back. The same wish is carried out once, also when the answer is lost on its way.

            Ends with 0 when the money is given back, 1 when it is not and will not be, 69 when session-api cannot be \
            reached (nothing is known then: look with `paydesk sessions`), and 75 when the refund is under way and ends by itself.

              paydesk refund ch_3mTq… --amount 500 --reason requested_by_customer
            """
    )

    @Argument(help: ArgumentHelp("What was paid.", valueName: "ch_…|pi_…|cs_…"))
    var charge: String

    @Option(help: ArgumentHelp("How much, in the smallest unit: 500 is €5.00, or ¥500.", valueName: "n"))
    var amount: Int64?

    @Option(help: "Why: requested_by_customer, duplicate or fraudulent.")
    var reason: String?

    @OptionGroup var service: SessionServiceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard ["ch_", "pi_", "cs_"].contains(where: charge.hasPrefix) else {
            throw ValidationError("\(charge): expected a charge (ch_…), a payment intent (pi_…) or a session (cs_…)")
        }
        if let amount, amount < 1 { throw ValidationError("--amount: expected 1 or more, in the smallest unit") }
        let reasons = ["duplicate", "fraudulent", "requested_by_customer"]
        if let reason, !reasons.contains(reason) {
            throw ValidationError("--reason: expected one of \(reasons.joined(separator: ", "))")
        }
    }

    func run() async throws {
        let call = RefundCall(
            payment: charge,
            amount: amount,
            reason: reason,
            key: Randomness.system.base62(24)
        )
        let receipt: RefundReceipt
        do {
            receipt = try await service.withClient { try await Self.refund(call, RefundClient(service: $0)) }
        } catch let error as ServiceCallError {
            Terminal.warn("Error: \(Self.reason(error))")
            throw Self.exitCode(error)
        }
        try output.show(receipt) { Self.text(receipt) }
        switch receipt.status {
        case "succeeded": return
        case "failed": throw ExitCode.failure
        default: throw ExitCode(75)
        }
    }

    /// Asks again with the same key while nobody knows whether the first call arrived.
    private static func refund(
        _ call: RefundCall,
        _ client: RefundClient
    ) async throws(ServiceCallError) -> RefundReceipt {
        var left = 3
        while true {
            do {
                return try await client.refund(call)
            } catch {
                left -= 1
                switch error {
                case .unknown where left > 0: continue
                default: throw error
                }
            }
        }
    }

    private static func text(_ receipt: RefundReceipt) -> String {
        let money = Currency(receipt.currency).map { Money(receipt.amount, $0).formatted(locale: "en") }
        let amount = money ?? "\(receipt.amount) \(receipt.currency)"
        let headline =
            switch receipt.status {
            case "succeeded": "\(amount) of \(receipt.charge) are given back."
            case "failed": "Nothing was given back: the acquirer refuses the refund of \(amount)."
            default: "The refund of \(amount) is under way: the acquirer has not answered yet. It ends by itself."
            }
        var table = Table(headline: ["refund", "status", "amount", "charge", "payment intent", "reason"])
        table.rows.append([
            receipt.id, receipt.status, amount, receipt.charge, receipt.paymentIntent, receipt.reason ?? "-",
        ])
        return headline + "\n\n" + table.text()
    }

    private static func reason(_ error: ServiceCallError) -> String {
        switch error {
        case .answered(let status, _, let message):
            message.isEmpty ? "session-api answered \(status)." : message
        case .notSent: "session-api cannot be reached; nothing was refunded. Is it running?"
        case .unknown: "session-api did not answer; the refund may be under way."
        }
    }

    private static func exitCode(_ error: ServiceCallError) -> ExitCode {
        switch error {
        case .answered(let status, _, _) where status < 500: .failure
        case .answered, .notSent, .unknown: ExitCode(69)
        }
    }
}
