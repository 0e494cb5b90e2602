import Bootstrap
import HTTPKit
import WebhookService

@main
struct WebhookSender {
    static func main() async {
        await ServiceMain.run(.webhookSender) { try WebhookServer(settings: $0, logger: $1) }
    }
}
