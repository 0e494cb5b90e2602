import ArgumentParser
import AsyncHTTPClient
import Bootstrap
import Foundation
import HTTPKit
import Payments
import Secrets

/// Where session-api is, and what it is shown, for commands that ask it to do something.
struct SessionServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The state folder of a running `paydesk up`; SESSION_API_INTERNAL_URL and PAYDESK_CREDENTIAL_FILE go before it.",
            valueName: "dir"
        )
    )
    var state = ".paydesk"

    /// Lends a client.
    ///
    /// - Throws: `Problem` when nothing says where session-api is; what `body` throws.
    func withClient<R>(_ body: (ServiceClient) async throws -> R) async throws -> R {
        let environment = ProcessInfo.processInfo.environment
        let (url, credential) = try place(environment)
        let http = OutgoingHTTP(connectionsPerHost: 1).client
        let result: R
        do {
            result = try await body(ServiceClient(baseURL: url, credential: credential, httpClient: http))
        } catch {
            // What went wrong first is what counts.
            try? await http.shutdown()
            throw error
        }
        try await http.shutdown()
        return result
    }

    /// Address and credential: from the environment, and what it does not say from the stack that runs on `state`.
    func place(_ environment: [String: String]) throws -> (url: String, credential: SecretString) {
        let settings = try Settings(environment: environment)
        let folder = StateFolder(state)
        var url = try settings.optionalString("SESSION_API_INTERNAL_URL")
        if url == nil, let running = RunFile.read(folder.runFile)?.processes[Caller.sessionAPI.rawValue] {
            url = "http://127.0.0.1:\(running.internalPort)"
        }
        guard let url else {
            throw Problem(
                "Where is session-api? Nothing runs on \(state). Start `paydesk up`, or set SESSION_API_INTERNAL_URL and "
                    + "PAYDESK_CREDENTIAL_FILE."
            )
        }
        if let credential = try settings.optionalSecret(Caller.paydesk.credentialSetting) { return (url, credential) }
        let secrets = SecretsFolder(path: folder.secrets, randomness: .system)
        let name = SecretName.credential(of: .paydesk)
        guard let text = try secrets.read(name) else {
            throw Problem(
                "The credential \(secrets.file(name)) is missing. Restart `paydesk up`, which makes it, or set "
                    + "PAYDESK_CREDENTIAL_FILE."
            )
        }
        return (url, SecretString(text))
    }
}
