@main
struct FraudScorer {
    static func main() {}
}
