import HTTPKit

/// Which part of a list is wanted (dialect §8).
struct Page: Sendable {
    /// 1 to 100.
    let limit: Int
    let startingAfter: String?
    let endingBefore: String?

    /// The part of a list that is held as a whole, in the list's own order.
    ///
    /// - Throws: `APIError` when an id to begin or end at is not in the list.
    func part<Element>(
        of all: [Element],
        id: (Element) -> String
    ) throws -> (page: ArraySlice<Element>, hasMore: Bool) {
        func place(_ wanted: String, _ param: String) throws -> Int {
            guard let place = all.firstIndex(where: { id($0) == wanted }) else {
                throw APIError.invalid(
                    param,
                    code: "resource_missing",
                    "No such object: '\(ParameterReader.shown(wanted))'"
                )
            }
            return place
        }
        if let endingBefore {
            let rest = all[..<(try place(endingBefore, "ending_before"))]
            return (rest.suffix(limit), rest.count > limit)
        }
        let rest = try startingAfter.map { all[(try place($0, "starting_after") + 1)...] } ?? all[...]
        return (rest.prefix(limit), rest.count > limit)
    }
}

extension ParameterReader {
    /// `limit`, `starting_after`, `ending_before`.
    mutating func page() throws -> Page {
        let limit = try integer("limit") ?? 10
        guard (1...100).contains(limit) else {
            throw APIError.invalid("limit", "limit must be from 1 to 100, not \(limit).")
        }
        let startingAfter = try text("starting_after", upTo: 255)
        let endingBefore = try text("ending_before", upTo: 255)
        if startingAfter != nil, endingBefore != nil {
            throw APIError.invalid(
                "ending_before",
                code: "parameters_exclusive",
                "Send either starting_after or ending_before, not both."
            )
        }
        return Page(limit: Int(limit), startingAfter: startingAfter, endingBefore: endingBefore)
    }
}
