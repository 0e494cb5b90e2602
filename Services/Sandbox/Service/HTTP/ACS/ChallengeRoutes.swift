import HTTPKit
import HTTPTypes
import Hummingbird
import Metrics
import NIOCore

/// The issuer's page, where a cardholder shows who they are.
///
/// The browser is posted here (`POST /acs/challenge`) and sent on to a page with an address of its own, so that reload,
/// back and a second tab show what is the matter now: the question while it is open, the way back once it is answered.
struct ChallengeRoutes: Sendable {
    let challenges: Challenges
    let reporter: ResultReporter
    let key: ProofKey
    let pages: BankPages

    /// EMV 3-D Secure allows 1024 bytes.
    private static let sessionDataBytes = 1024
    private static let bodyBytes = 16 * 1024

    func add(to router: Router<PaydeskContext>) {
        let group = router.group("/acs")
        group.post("/challenge", use: arrive)
        group.get("/challenge") { _, _ in pages.lost }
        group.get("/challenge/:id", use: show)
        group.post("/challenge/:id", use: answer)
        group.get("/bank.css") { _, _ in
            StorePages.asset(PackageResources.bank_css, type: "text/css; charset=utf-8")
        }
        group.get("/bank.js") { _, _ in
            StorePages.asset(PackageResources.bank_js, type: "text/javascript; charset=utf-8")
        }
    }

    @Sendable private func arrive(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let form = try await request.form(upTo: Self.bodyBytes)
        let sessionData = FormBody.value("threeDSSessionData", in: form)
        guard let asked = FormBody.value("creq", in: form).flatMap(CReqBody.init(encoded:)),
            (sessionData?.utf8.count ?? 0) <= Self.sessionDataBytes,
            let known = challenges.challenge(asked.acsTransID), known.ids.server == asked.threeDSServerTransID,
            try await challenges.visit(known.id, sessionData: sessionData) != nil
        else { return pages.lost }
        return Self.redirect(to: known)
    }

    @Sendable private func show(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        guard let challenge = try await challenges.visit(try context.parameters.require("id")) else {
            return pages.lost
        }
        return try await page(challenge, isEmpty: request.uri.queryParameters["code"] == "missing")
    }

    @Sendable private func answer(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let form = try await request.form(upTo: Self.bodyBytes)
        let code = FormBody.value("code", in: form) ?? ""
        let answer: Challenge.Answer? =
            switch FormBody.value("answer", in: form) {
            case "approve": .approve(code: code)
            case "refuse": .refuse
            default: nil
            }
        guard let answer,
            let challenge = try await challenges.answer(id, answer, code: key.oneTimeCode(challenge: id))
        else { return pages.lost }
        // The result is on its way before the browser is; of two who decide at once, only the first has one to tell.
        await reporter.report(challenge)
        count(challenge)
        let isMissing = challenge.outcome == nil && !code.contains(where: \.isNumber)
        return Self.redirect(to: challenge, query: isMissing ? "?code=missing" : "")
    }

    private func page(_ challenge: Challenge, isEmpty: Bool) async throws -> Response {
        guard let status = challenge.returnedStatus else {
            let code = challenge.question.wantsCode ? key.oneTimeCode(challenge: challenge.id) : nil
            return pages.question(challenge, code: code, isCodeMissing: isEmpty)
        }
        // Also for those whose time ran out while nobody was looking; who has been told is not told again.
        await reporter.report(challenge)
        return pages.onward(challenge, cres: try CResBody(challenge.ids, status).encoded)
    }

    private static func redirect(to challenge: Challenge, query: String = "") -> Response {
        Response(
            status: .seeOther,
            headers: [.location: "/acs/challenge/" + challenge.id + query, .cacheControl: "no-store"]
        )
    }

    private func count(_ challenge: Challenge) {
        let result = challenge.outcome?.status.rawValue ?? "wrong_code"
        Counter(label: "paydesk_sandbox_challenge_answers_total", dimensions: [("result", result)]).increment()
    }
}

extension Request {
    /// A browser's form.
    fileprivate func form(upTo limit: Int) async throws -> [(name: String, value: String)] {
        var request = self
        return try FormBody.parse(try await request.collectBody(upTo: limit), limit: 20)
    }
}
