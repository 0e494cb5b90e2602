import Bootstrap
import HTTPKit
import VaultService

@main
struct Vault {
    static func main() async {
        await ServiceMain.run(.vault) { try VaultServer(settings: $0, logger: $1) }
    }
}
