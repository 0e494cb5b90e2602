import Foundation
import Payments

extension Session {
    /// What the merchant asked for at creation and nothing changes afterwards.
    package struct Terms: Sendable, Hashable {
        /// Where a paid session leads, as the merchant wrote it.
        package let successURL: String
        /// Where the way back leads, as the merchant wrote it.
        package let cancelURL: String?
        package let clientReference: String?
        package let customerEmail: String?
        package let locale: String?
        package let submitType: String?
        package let billingAddress: String?
        package let allowPromotionCodes: Bool?
        package let threeDSecure: ThreeDSecureRequest
        /// What the payment intent will be described as.
        package let paymentDescription: String?
        /// What the payment intent will carry as metadata.
        package let paymentMetadata: Metadata
        /// In which words the session was asked for.
        package let version: APIVersion

        package init(
            successURL: String,
            cancelURL: String? = nil,
            clientReference: String? = nil,
            customerEmail: String? = nil,
            locale: String? = nil,
            submitType: String? = nil,
            billingAddress: String? = nil,
            allowPromotionCodes: Bool? = nil,
            threeDSecure: ThreeDSecureRequest = .automatic,
            paymentDescription: String? = nil,
            paymentMetadata: Metadata = .none,
            version: APIVersion = .newest
        ) {
            self.successURL = successURL
            self.cancelURL = cancelURL
            self.clientReference = clientReference
            self.customerEmail = customerEmail
            self.locale = locale
            self.submitType = submitType
            self.billingAddress = billingAddress
            self.allowPromotionCodes = allowPromotionCodes
            self.threeDSecure = threeDSecure
            self.paymentDescription = paymentDescription
            self.paymentMetadata = paymentMetadata
            self.version = version
        }
    }

    /// When the merchant wants the card's bank to ask its customer.
    package enum ThreeDSecureRequest: String, Sendable, CaseIterable {
        case automatic, any, challenge
    }

    /// Where a paid session leads, with its id filled in.
    ///
    /// An address without the placeholder gets `session_id` added to its query.
    package var successDestination: String {
        let url = terms.successURL
        if url.contains(Self.placeholder) { return filled(url) }
        let parts = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let base = parts.first.map(String.init) ?? url
        let fragment = parts.count > 1 ? "#" + parts[1] : ""
        let joint = !base.contains("?") ? "?" : base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&"
        return base + joint + "session_id=" + id.rawValue + fragment
    }

    /// Where the way back leads, with the session's id filled in.
    package var cancelDestination: String? {
        terms.cancelURL.map(filled)
    }

    private func filled(_ url: String) -> String {
        url.replacing(Self.placeholder, with: id.rawValue)
    }

    /// What stands in an address for the session's id.
    package static let placeholder = "{CHECKOUT_SESSION_ID}"
}
