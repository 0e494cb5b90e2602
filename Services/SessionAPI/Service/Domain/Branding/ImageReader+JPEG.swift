// JPEG (ITU-T T.81, annex B): markers with segments, and coded data after each start of a scan.
extension ImageReader {
    /// Reads up to the picture's end.
    mutating func jpeg() throws(Refusal) -> Size {
        try skip(2)
        var size: Size?
        var marker = try nextMarker()
        while true {
            switch marker {
            // The frames that browsers show: baseline, extended, progressive.
            case 0xC0, 0xC1, 0xC2:
                guard size == nil else { throw .broken("it has two frames") }
                size = try frame()
            case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                throw .broken("it is of a rare kind of JPEG that browsers do not show")
            case 0xDA:
                guard size != nil else { throw .broken("its pixels come before its header") }
                try segment()
                marker = try markerAfterScan()
                continue
            case 0xD9:
                guard let size else { throw .broken("it has no pixels") }
                return size
            case 0x01, 0xD0...0xD8, 0x00: throw .broken("there is a marker where none may be")
            default: try segment()
            }
            marker = try nextMarker()
        }
    }

    private mutating func nextMarker() throws(Refusal) -> Int {
        guard try byte() == 0xFF else { throw .broken("a marker is missing") }
        var marker = 0xFF
        // Any number of fill bytes may stand before a marker.
        while marker == 0xFF { marker = try byte() }
        return marker
    }

    private mutating func segment() throws(Refusal) {
        let length = try bigEndian(2)
        guard length >= 2 else { throw .broken("a segment is shorter than its own length") }
        try skip(length - 2)
    }

    private mutating func frame() throws(Refusal) -> Size {
        let length = try bigEndian(2)
        guard length >= 11 else { throw .broken("its header is too short") }
        guard try byte() == 8 else { throw .broken("it has more than 8 bits to a color") }
        let (height, width) = (try bigEndian(2), try bigEndian(2))
        try skip(length - 7)
        return try Self.size(width, height)
    }

    /// Passes over coded data, in which 0xFF is followed by 0 or the number of a restart.
    private mutating func markerAfterScan() throws(Refusal) -> Int {
        while true {
            while try byte() != 0xFF {}
            var marker = 0xFF
            while marker == 0xFF { marker = try byte() }
            if marker != 0, !(0xD0...0xD7).contains(marker) { return marker }
        }
    }
}
