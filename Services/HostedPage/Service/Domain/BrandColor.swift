import Foundation

/// A color on the page, and how well it can be read on another one.
///
/// Luminance and contrast are those of WCAG 2.2 ("relative luminance", "contrast ratio").
package struct BrandColor: Equatable, Sendable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    static let white = BrandColor(red: 255, green: 255, blue: 255)
    /// The tinted ground on which the order stands.
    static let tint = BrandColor(red: 0xf5, green: 0xf6, blue: 0xf9)
    /// The ground of the form on a dark screen; the order's ground, `tint`'s counterpart, is darker still.
    static let night = BrandColor(red: 0x1c, green: 0x20, blue: 0x28)
    /// What a merchant without a color of its own gets.
    static let standard = BrandColor(red: 0x1f, green: 0x4f, blue: 0xc4)

    init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#rrggbb` or `#rgb`; nil for anything else, so that nothing but digits can reach the style sheet.
    package init?(_ text: String) {
        guard text.hasPrefix("#") else { return nil }
        let digits = text.dropFirst().utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        let values = digits.compactMap { $0 }
        guard values.count == digits.count else { return nil }
        switch values.count {
        case 3: self.init(red: UInt8(values[0] * 17), green: UInt8(values[1] * 17), blue: UInt8(values[2] * 17))
        case 6:
            self.init(
                red: UInt8(values[0] * 16 + values[1]),
                green: UInt8(values[2] * 16 + values[3]),
                blue: UInt8(values[4] * 16 + values[5])
            )
        default: return nil
        }
    }

    /// `#rrggbb`.
    package var css: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// 0 for black, 1 for white.
    var luminance: Double {
        func linear(_ component: UInt8) -> Double {
            let value = Double(component) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// From 1, the same, to 21, black on white.
    package func contrast(with other: BrandColor) -> Double {
        let (a, b) = (luminance, other.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// What to write with on this color: white where it can be read (4.5:1, SC 1.4.3), black otherwise.
    package var text: BrandColor {
        contrast(with: .white) >= 4.5 ? .white : BrandColor(red: 0, green: 0, blue: 0)
    }

    /// This color, moved away from `background` in steps of a tenth until it stands out from it as much as asked.
    func readable(on background: BrandColor, ratio: Double) -> BrandColor {
        // The luminance from which black stands out as much as white does.
        let isDark = background.luminance < 0.18
        var color = self
        while color.contrast(with: background) < ratio {
            let next = isDark ? color.lighter : color.darker
            guard next != color else { break }
            color = next
        }
        return color
    }

    /// The same hue, a tenth darker.
    var darker: BrandColor {
        func darkened(_ component: UInt8) -> UInt8 { UInt8(Int(component) * 9 / 10) }
        return BrandColor(red: darkened(red), green: darkened(green), blue: darkened(blue))
    }

    /// The same hue, a tenth nearer to white.
    var lighter: BrandColor {
        func lightened(_ component: UInt8) -> UInt8 { component + (255 - component) / 10 }
        return BrandColor(red: lightened(red), green: lightened(green), blue: lightened(blue))
    }
}
