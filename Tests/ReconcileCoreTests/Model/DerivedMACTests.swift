import Testing

@testable import ReconcileCore

@Suite struct DerivedMACTests {
  /// Measured on systemd 252.
  @Test func `the address is the one that networkd gives`() throws {
    let derived = try #require(DerivedMAC(machineID: "3d1219c7c4c5404aaa1f6d2a48adfda4\n"))
    #expect(derived.address(of: try LinkName("vmbridge")).description == "ae:12:e4:97:22:58")
  }

  @Test(arguments: ["", "uninitialized\n", "3d1219c7", "00000000000000000000000000000000"])
  func `a machine without an id has no derived addresses`(text: String) {
    #expect(DerivedMAC(machineID: text) == nil)
  }

  /// The first and the last vector of the authors' reference for SipHash-2-4 with a key and a
  /// message that count up from 0.
  @Test func `the hash is SipHash-2-4`() {
    let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    #expect(sipHash24([], key: key) == 0x726f_db47_dd0e_0e31)
    #expect(sipHash24(Array(0..<15), key: key) == 0xa129_ca61_49be_45e5)
  }
}
