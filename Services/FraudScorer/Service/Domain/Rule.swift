import Foundation

/// One weighted rule: the further a feature goes, the more points it adds.
struct Rule: Sendable {
    var feature: Feature
    /// In rising order; the highest one reached counts, alone.
    var steps: [Step]
    /// For the merchant; `#` stands for the value found.
    var message: String
    /// What reaching a step means, whatever the score.
    var effect: Effect = .none
    /// False for what is only watched in test mode, where all shoppers share one address and a few cards.
    var bindsInTest: Bool

    struct Step: Sendable {
        var atLeast: Int
        var points: Int
    }

    enum Effect: Sendable {
        case none
        /// The decision is at least to authenticate.
        case authenticate
        /// The decision is to block.
        case block
    }

    /// The step that a payment reaches, if any.
    func reached(by features: FeatureVector) -> Step? {
        let value = features[feature]
        return steps.last { value >= $0.atLeast }
    }
}
