@main
struct WebhookSender {
    static func main() {}
}
