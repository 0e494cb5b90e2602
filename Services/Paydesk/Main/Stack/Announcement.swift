import Foundation
import Synchronization

/// Tells programs (`run.json`) and people (the terminal) where everything is, once all is ready and after each restart.
final class Announcement: Sendable {
    private let stack: Stack
    private let state: Mutex<State>

    private struct State {
        var file: RunFile
        var isPublished = false
    }

    init(stack: Stack, database: StackDatabase, demo: DemoMerchant.Credentials) {
        self.stack = stack
        let url = { (offset: Int) in "http://127.0.0.1:\(stack.portBase + offset)" }
        state = Mutex(
            State(
                file: RunFile(
                    apiURL: url(0),
                    pageURL: url(1),
                    vaultURL: url(2),
                    sandboxURL: url(10),
                    secretKey: demo.secretKey,
                    webhookSecret: demo.webhookSecret,
                    databaseURL: database.ownerURL,
                    processes: [:]
                )
            )
        )
    }

    /// A process was started, for the first time or again.
    func started(_ name: String, _ pid: pid_t) {
        guard let plan = stack.plans.first(where: { $0.name == name }) else { return }
        state.withLock { state in
            state.file.processes[name] = RunFile.Process(
                pid: pid,
                port: plan.publicPort,
                internalPort: plan.internalPort,
                log: stack.state.log(name)
            )
            guard state.isPublished else { return }
            do {
                try state.file.write(to: stack.state.runFile)
            } catch {
                Terminal.warn("\(error)")
            }
        }
    }

    /// Writes `run.json` and greets.
    func publish() throws {
        let file = try state.withLock { state in
            try state.file.write(to: stack.state.runFile)
            state.isPublished = true
            return state.file
        }
        Terminal.say(Self.greeting(file, stack.state))
    }

    private static func greeting(_ file: RunFile, _ state: StateFolder) -> String {
        """

        Paydesk is running.

          Demo store    \(file.sandboxURL)/store
                        Buy something. The test card is 4242 four times, with any future date and any CVC.
          API           \(file.apiURL)
          Secret key    \(file.secretKey)
          Details       \(state.runFile)
          Logs          \(state.logs)

        A checkout session of your own, to open the url of the answer in a browser:

          curl \(file.apiURL)/v1/checkout/sessions -u \(file.secretKey): \\
            -d mode=payment -d success_url=\(file.sandboxURL)/store \\
            -d 'line_items[0][quantity]=1' -d 'line_items[0][price_data][currency]=eur' \\
            -d 'line_items[0][price_data][unit_amount]=2000' \\
            -d 'line_items[0][price_data][product_data][name]=A cup'

        Stop with Ctrl-C.
        """
    }
}
