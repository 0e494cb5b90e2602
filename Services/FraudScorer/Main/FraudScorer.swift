import Bootstrap
import FraudService
import HTTPKit

@main
struct FraudScorer {
    static func main() async {
        await ServiceMain.run(.fraudScorer) { try FraudServer(settings: $0, logger: $1) }
    }
}
