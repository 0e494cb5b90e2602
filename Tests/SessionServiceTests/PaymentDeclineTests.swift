import SessionClient
import Testing

@testable import SessionService

@Suite struct PaymentDeclineTests {
    @Test(arguments: [
        DeclineCode.lostCard, .stolenCard, .fraudulent, .pickupCard, .restrictedCard, .securityViolation, .doNotHonor,
        .genericDecline,
    ])
    func `the customer cannot tell a lost, stolen or suspected card from any other`(code: DeclineCode) {
        #expect(Decline(code).notice == DeclineNotice(code: "card_declined", messageKey: .generic))
        #expect(Decline(code).message == Decline(.genericDecline).message)
        #expect(code.errorCode == "card_declined")
    }

    /// The dialect's table of test cards, from the code that the issuer answers with to what the merchant reads.
    @Test(
        arguments: [(String, String, String?, DeclineMessage)]([
            ("05", "card_declined", "generic_decline", DeclineMessage.generic),
            ("51", "card_declined", "insufficient_funds", .insufficientFunds),
            ("41", "card_declined", "lost_card", .generic),
            ("43", "card_declined", "stolen_card", .generic),
            ("61", "card_declined", "card_velocity_exceeded", .generic),
            ("54", "expired_card", nil, .expiredCard),
            ("N7", "incorrect_cvc", nil, .incorrectCVC),
            ("96", "processing_error", nil, .tryAgain),
            ("14", "incorrect_number", nil, .incorrectNumber),
            ("1A", "authentication_required", "authentication_required", .authenticationRequired),
            ("59", "card_declined", "fraudulent", .generic),
            ("ZZ", "card_declined", "generic_decline", .generic),
        ])
    )
    func `an issuer's code is translated once`(
        network: String,
        code: String,
        declineCode: String?,
        message: DeclineMessage
    ) {
        let decline = SandboxCodes.decline(network)
        #expect(decline.networkCode == network)
        #expect(decline.code.errorCode == code)
        #expect((decline.code.isNamedBesideErrorCode ? decline.code.rawValue : nil) == declineCode)
        #expect(decline.notice.messageKey == message)
    }

    @Test func `a hard no is never to be tried again`() {
        for code in DeclineCode.allCases {
            #expect((code.kind == .hard) == (code.kind.advice == "do_not_try_again"))
        }
        #expect(DeclineCode.stolenCard.kind == .hard)
    }
}
