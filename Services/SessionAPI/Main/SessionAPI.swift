import Bootstrap
import HTTPKit
import SessionService

@main
struct SessionAPI {
    static func main() async {
        await ServiceMain.run(.sessionAPI) { try SessionServer(settings: $0, logger: $1) }
    }
}
