import Testing

@testable import FraudService

@Suite struct FeatureVectorTests {
    @Test(arguments: [
        ("410000", "0019", Feature.testCardBlocked), ("400000", "4954", .testCardHighest),
        ("400000", "9235", .testCardElevated),
    ])
    func `a test card stands for its risk in test mode only`(_ bin: String, _ last4: String, _ feature: Feature) throws
    {
        let test = try Sample.payment(bin: bin, last4: last4)
        let live = try Sample.payment(livemode: true, bin: bin, last4: last4)
        #expect(FeatureVector(test, Counts())[feature] == 1)
        #expect(FeatureVector(live, Counts())[feature] == 0)
    }

    @Test func `another card with the same last four digits stands for nothing`() throws {
        let features = FeatureVector(try Sample.payment(bin: "424242", last4: "0019"), Counts())
        #expect(TestCard.table.allSatisfy { features[$0.feature] == 0 })
    }

    @Test func `an ordinary payment has nothing against it`() throws {
        let features = FeatureVector(try Sample.payment(), Counts())
        let verdict = RuleBook.standard.judge(features, bindsAll: true)
        #expect(verdict.reasons == [])
        #expect(verdict.score == 0)
    }

    @Test func `what a payment does not say is found missing`() throws {
        var payment = try Sample.payment(ip: "not an address", email: nil)
        payment.userAgent = nil
        payment.acceptLanguage = ""
        let features = FeatureVector(payment, Counts())
        for feature in [Feature.missingEmail, .missingAddress, .missingUserAgent, .missingLanguage] {
            #expect(features[feature] == 1)
        }
    }

    @Test func `amounts are measured by the smallest charge of their currency`() throws {
        // EUR: 0.50.
        #expect(FeatureVector(try Sample.payment(amount: 200_000), Counts())[.amountMultiple] == 4000)
    }
}
