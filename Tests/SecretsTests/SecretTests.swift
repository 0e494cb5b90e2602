import Foundation
import Secrets
import Testing

@Suite struct SecretTests {
    @Test func `a secret prints as nothing, whichever way it is printed`() {
        let text = SecretString("sk_test_very")
        let bytes = SecretBytes(Array("very".utf8))
        for secret: Any in [text, bytes] {
            var dumped = ""
            dump(secret, to: &dumped)
            for printed in ["\(secret)", String(reflecting: secret), dumped] { #expect(!printed.contains("very")) }
            #expect(!dumped.contains("118"))
        }
    }

    @Test func `HMAC gives the answers of RFC 4231`() {
        let code = MAC.sha256(key: SecretBytes(Array("Jefe".utf8)), Array("what do ya want for nothing?".utf8))
        #expect(Hex.encode(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(MAC.isValid(code, key: SecretBytes(Array("Jefe".utf8)), Array("what do ya want for nothing?".utf8)))
        #expect(!MAC.isValid(code, key: SecretBytes(Array("Jefe".utf8)), Array("something else".utf8)))
    }

    @Test func `a sealed value opens with its key and in its place only`() throws {
        let key = try SealingKey(SecretBytes(Randomness32.bytes(1)))
        let other = try SealingKey(SecretBytes(Randomness32.bytes(2)))
        let sealed = try key.seal(Array("whsec_x".utf8), context: "endpoint we_1")
        #expect(try key.open(sealed, context: "endpoint we_1").withBytes { $0 } == Array("whsec_x".utf8))
        #expect(throws: SealingKey.Failure.unreadable) { try key.open(sealed, context: "endpoint we_2") }
        #expect(throws: SealingKey.Failure.unreadable) { try other.open(sealed, context: "endpoint we_1") }
        for index in sealed.indices {
            var damaged = sealed
            damaged[index] ^= 1
            #expect(throws: SealingKey.Failure.unreadable) { try key.open(damaged, context: "endpoint we_1") }
        }
        #expect(try key.seal([1], context: "a") != key.seal([1], context: "a"))
    }

    @Test func `a sealing key has 32 bytes`() {
        #expect(throws: SealingKey.Failure.keyLength) { try SealingKey(SecretBytes([1, 2, 3])) }
    }

    @Test func `encodings are read back, and rubbish is refused`() {
        let bytes: [UInt8] = [0, 1, 127, 128, 254, 255]
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.decode("abc") == nil && Hex.decode("zz") == nil)
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(!Base64URL.encode(bytes).contains { "+/=".contains($0) })
        #expect(ConstantTime.equal(bytes, bytes) && !ConstantTime.equal(bytes, [0]) && !ConstantTime.equal([1], [2]))
    }
}

private enum Randomness32 {
    static func bytes(_ seed: UInt8) -> [UInt8] { (0..<32).map { $0 &* 7 &+ seed } }
}
