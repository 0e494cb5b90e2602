import ArgumentParser
import Foundation
import Postgres

/// `paydesk doctor`.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for what is wrong, and say what to do.",
        discussion: """
            Looks at the database, the schemas and the roles' rights, at every process, at what waits or hangs, and at the \
            machine. It changes nothing. Ends with 1 when something failed, else with 0.

            Processes are found by the stack that runs on --state, by --port-base, or one by one: \
            --process vault=http://10.0.0.7:9082
            """
    )

    @Option(help: ArgumentHelp("The processes listen from this port on, on this machine.", valueName: "n"))
    var portBase: Int?

    @Option(
        name: .customLong("process"),
        help: ArgumentHelp("A process and its internal address; may be given several times.", valueName: "name=url")
    )
    var processes: [String] = []

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for process in processes where ProcessAddress(process) == nil {
            throw ValidationError("--process: expected NAME=URL such as vault=http://127.0.0.1:9082, not \(process)")
        }
        if let portBase, !(1...64_500).contains(portBase) {
            throw ValidationError("--port-base: expected a number from 1 to 64500")
        }
    }

    func run() async throws {
        let state = StateFolder(database.state)
        let running = RunFile.read(state.runFile)
        var findings = try await DatabaseCheckup(options: database).findings()
        findings += try await ProcessCheckup(
            addresses: ProcessAddress.all(given: processes, portBase: portBase, running: running)
        ).findings()
        findings += MachineCheckup(state: state).findings()
        let checkup = Checkup(findings)
        try output.show(checkup) { checkup.text() }
        if checkup.status == .fail { throw ExitCode.failure }
    }
}
