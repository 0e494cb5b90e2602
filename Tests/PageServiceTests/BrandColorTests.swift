import Testing

@testable import PageService

@Suite struct BrandColorTests {
    @Test(arguments: [
        ("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0), ("#0000ff", "#ffffff", 8.59),
        ("#ffff00", "#000000", 19.56),
    ])
    func `contrast is WCAG's`(_ a: String, _ b: String, _ ratio: Double) throws {
        let contrast = try #require(BrandColor(a)).contrast(with: #require(BrandColor(b)))
        #expect(abs(contrast - ratio) < 0.01)
    }

    @Test(arguments: [
        ("#000000", "#ffffff"), ("#1f4fc4", "#ffffff"), ("#767676", "#ffffff"), ("#777777", "#000000"),
        ("#ffd400", "#000000"), ("#ff0000", "#000000"), ("#ffffff", "#000000"),
    ])
    func `a button is written on in what can be read`(_ fill: String, _ text: String) throws {
        #expect(try #require(BrandColor(fill)).text.css == text)
    }

    @Test func `whatever color a merchant has, everything on the page can be read`() {
        for red in stride(from: 0, through: 255, by: 15) {
            for green in stride(from: 0, through: 255, by: 15) {
                for blue in stride(from: 0, through: 255, by: 15) {
                    let color = BrandColor(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
                    #expect(color.contrast(with: color.text) >= 4.5, "\(color.css)")
                    #expect(color.readable(on: .tint, ratio: 4.5).contrast(with: .tint) >= 4.5, "\(color.css)")
                    #expect(color.readable(on: .white, ratio: 3).contrast(with: .white) >= 3, "\(color.css)")
                    #expect(color.readable(on: .night, ratio: 4.5).contrast(with: .night) >= 4.5, "\(color.css)")
                    #expect(color.readable(on: .tint, ratio: 3).contrast(with: .white) >= 3, "\(color.css)")
                    let hover = color.text == .white ? color.darker : color.lighter
                    #expect(hover.contrast(with: color.text) >= 4.5, "\(color.css)")
                }
            }
        }
    }

    @Test(arguments: [
        ("#1a2B3c", "#1a2b3c"), ("#fff", "#ffffff"), ("#09c", "#0099cc"), ("1a2b3c", nil), ("#12345", nil),
        ("#gggggg", nil), ("red", nil), ("#1a2b3c;}", nil), ("", nil), ("#", nil), ("#１２３", nil),
    ])
    func `a color is six digits or three`(_ text: String, _ css: String?) {
        #expect(BrandColor(text)?.css == css)
    }
}
