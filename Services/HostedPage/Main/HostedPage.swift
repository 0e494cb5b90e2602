import Bootstrap
import HTTPKit
import PageService

@main
struct HostedPage {
    static func main() async {
        await ServiceMain.run(.hostedPage) { try PageServer(settings: $0, logger: $1) }
    }
}
