import Testing

@testable import ReconcileCore

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("fd99::5", "fd99::5"),
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
    ("fe80:0:0:0:1:2:3:4", "fe80::1:2:3:4"), ("192.168.250.33", "192.168.250.33"),
  ])
  func `an address is written in canonical form`(text: String, canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(arguments: [
    "", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1::2::3", ":1", "1:",
    "1:2:3:4:5:6:7:8:9", "::1:2:3:4:5:6:7:8", "12345::", "g::", "+1.2.3.4", "1.2.3.4 ", "::1%eth0",
  ])
  func `what is no address is refused`(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func `a prefix knows its network and broadcast address`() throws {
    let prefix = try #require(CIDR("192.168.250.33/24"))
    #expect(prefix.network.description == "192.168.250.0/24")
    #expect(prefix.broadcast?.description == "192.168.250.255")
    #expect(prefix.contains(try #require(IPAddress("192.168.250.1"))))
    #expect(!prefix.contains(try #require(IPAddress("192.168.251.1"))))
    #expect(CIDR("10.0.0.1/33") == nil)
    #expect(CIDR("::/0")?.contains(try #require(IPAddress("fe80::1"))) == true)
  }

  @Test func `a MAC is read with colons or hyphens`() {
    #expect(MACAddress("3C-EC-EF-00-00-01")?.description == "3c:ec:ef:00:00:01")
    #expect(MACAddress("3c:ec:ef:00:00") == nil)
    #expect(MACAddress("01:00:5e:00:00:01")?.isMulticast == true)
  }
}
