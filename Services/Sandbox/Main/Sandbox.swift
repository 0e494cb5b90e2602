import Bootstrap
import HTTPKit
import SandboxService

@main
struct Sandbox {
    static func main() async {
        await ServiceMain.run(.sandbox) { try SandboxServer(settings: $0, logger: $1) }
    }
}
