import Foundation
import SessionService

/// How the demo merchant looks: a shop for mugs.
enum DemoBrand {
    static let name = "Paydesk Demo Store"
    static let color = "#2f5d8a"
    static let supportEmail = "help@example.com"

    /// A white mug on the shop's color, 192×192 pixels.
    ///
    /// - Throws: `BrandImageFile.Refusal` for bytes that are no picture, which a test rules out.
    static func icon() throws -> BrandImageFile {
        let file = try BrandImageFile(Array(Data(base64Encoded: iconText) ?? Data()))
        try file.check(for: .icon)
        return file
    }

    /// PNG as base64.
    private static let iconText = """
        iVBORw0KGgoAAAANSUhEUgAAAMAAAADACAMAAABlApw1AAAAM1BMVEUvXYpJcZljhqd9mraXrsSxwtPL1uLl6/D///8vXYovXYovXYovXYov\
        XYovXYovXYovXYrnDaFbAAAAEXRSTlP///////////8AIEBggJ+/33s5BuMAAANVSURBVHja7Z3ZdqswDEUVhjAZ4///2ktg9TamEEqKjXbr\
        8+i+nF1ZeIwlzY5Mb62TS+Ss7c2eP3lp/irrPoZ5D6Czoka2OwzQO1El1x8C0Gb/BcIagFFof0Iw3wJoB1Grod0HMKJaZg/AinLZlwCau89G\
        N/IAWicAuXYLgOF/QSA8/z6BAP17BJ8Ag4A0fAWwgpJdAhiByfgAreDUegADD2B4BjAClHkCcEQA9wnQC1L9fwDHBHAfANAAzCEQbgDmEIwA\
        nWDVTQCWC2AnAAHrAWDIAGYEsGQAOwI4MoAbAQStRgwbwEjPBujFsgEsH8CxAeD2f6ysnlQcaFCmcvZ3O9CgS7fZXnmgQZmK2V92oEFZCKrJ\
        3v1AQwrByaqX/+D9hhSCNBZ4mpO0OtKQBrMQSZAfaNClfGlvvyEBpC70q5KY/hnFD2T4qQR9MkcPAH9Bk5SUlJSUlJT0l1SfIjzA48ijLHI0\
        wExRwAEeS+UMDjCG4QYHiLthEQSgrm5wgIj7jjWdIBhArLPwcACRYlDTCUICRNmAP2syl+Vl9fVrCpuNZvcLRrRzp9NZFb0Tnb0eKGN/S09f\
        0BT+XzIcwIKg4AEsehFxTVzFDEEIgCxmGgfZlbhH7ENBALKIM6Iw+0JVvCQIA1DGS4IwADkdIIuXxYH2RhNAAvjjAPgkxn9G8QMZfSqBn8zR\
        p9P4BQ19SUlf1NO3VegbW/CtRfjmLnp7HX7AgT9i+p2HfPRjVvpBN/2qAfyyB/26DfzCE/zKGfvSH/naJfviq1yn+xn+r/xVXAmaNawqRw27\
        oZLgSv/LXQTtA+9X3RgLr5AhuPy36dUPZ55X+//4ibP+mXMQgkrF6xLvE1RaXscooPn7FIQ3EAplj5Pk5YGZ3b3U+jZMUlJSUlLSlcI/25xe\
        /r4aAP94PP75fnwBBX4JC3wREXwZF3whHX4pI3wxKXw5L35BNXxJO35RQXxZR35hTXxpU35xWXx5X36BZX6Ja36RcXyZdw7Bs38PAELg+fcB\
        mhaQyYPnfwEA+JraheElgPYRzTR7AKq70aL7rAOMQVCay86smF0DGFc4ChFcv2p1HUAfwob9bYCm6RR9kGy3aXMb4JEMVkEcnDWvPL4EmCB6\
        exWGs7Y3e/7+AZe2/18c3rD5AAAAAElFTkSuQmCC
        """
}
