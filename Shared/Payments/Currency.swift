/// A currency that a session can be paid in, by its lower-case ISO 4217 code, such as `eur`.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    package let code: String
    /// How many decimals the unit has: 0 for `jpy`, 2 for `eur`, 3 for `kwd`.
    package let exponent: Int

    /// Nil unless the code is lower-case and one that we take.
    package init?(_ code: some StringProtocol) {
        let code = String(code)
        guard let exponent = Self.exponents[code] else { return nil }
        self.code = code
        self.exponent = exponent
    }

    package var description: String { code }

    /// The smallest charge in minor units (dialect §10); where no minimum is published, one unit of the smallest coin.
    package var minimumCharge: Int64 { Self.minimums[code] ?? 1 }

    /// The largest charge in minor units: eight digits, twelve for the rupiah (dialect §10).
    package var maximumCharge: Int64 { code == "idr" ? 999_999_999_999 : 99_999_999 }

    /// Whether amounts end in whole units although they are counted in hundredths: `isk`, `ugx`.
    package var isWholeUnitsOnly: Bool { code == "isk" || code == "ugx" }

    /// Checks a total that is to be charged.
    package func check(_ amount: Int64) throws(AmountError) {
        if amount < minimumCharge { throw .tooSmall(minimum: minimumCharge) }
        if amount > maximumCharge { throw .tooLarge(maximum: maximumCharge) }
        let step: Int64 = exponent == 3 ? 10 : isWholeUnitsOnly ? 100 : 1
        if amount % step != 0 { throw .notDivisible(by: step) }
    }

    package enum AmountError: Error, Equatable {
        case tooSmall(minimum: Int64)
        case tooLarge(maximum: Int64)
        case notDivisible(by: Int64)
    }

    private static let exponents: [String: Int] = {
        var table: [String: Int] = [:]
        for (exponent, codes) in [(2, twoDecimals), (0, zeroDecimals), (3, threeDecimals)] {
            for code in codes.split(separator: " ") { table[String(code)] = exponent }
        }
        return table
    }()

    private static let zeroDecimals = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
    private static let threeDecimals = "bhd jod kwd omr tnd"
    private static let twoDecimals = """
        usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop \
        crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs \
        khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen \
        pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx \
        uyu uzs wst xcd yer zar zmw
        """

    private static let minimums: [String: Int64] = [
        "usd": 50, "eur": 50, "aud": 50, "cad": 50, "chf": 50, "nzd": 50, "sgd": 50, "brl": 50, "inr": 50, "gbp": 30,
        "jpy": 50, "hkd": 400, "mxn": 1000, "myr": 200, "pln": 200, "ron": 200, "bgn": 100, "czk": 1500, "dkk": 250,
        "nok": 300, "sek": 300, "huf": 17500, "aed": 200, "thb": 1000,
    ]
}

extension Currency: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let currency = Currency(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a currency that we take")
        }
        self = currency
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
