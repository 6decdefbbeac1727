import ReconcileCore
import Testing

@testable import ReconcileHost

@Suite("libxml2", .enabled(if: (try? LibXML()) != nil))
struct LibXMLTests {
  private static func chain(_ depth: Int) -> String {
    String(repeating: "<backingStore>", count: depth)
      + String(repeating: "</backingStore>", count: depth)
  }

  /// Each snapshot of a disk is one level more.
  @Test(arguments: [1, 30, 100, 250])
  func `what nobody wants is passed over, however deep`(depth: Int) throws {
    let text =
      "<domain><devices><disk a='1'>\(Self.chain(depth))</disk><hub/><interface type='direct'>"
      + "<mac address='52:54:00:00:00:11'/></interface><disk/></devices><name>web1</name></domain>"
    let root = try LibXML().parse(text) { path in
      path.count == 2 || path.count > 2 && path[2] == "interface"
    }
    #expect(root.children.map(\.name) == ["devices", "name"])
    #expect(root.child("name")?.text == "web1")
    let devices = try #require(root.child("devices")?.children)
    #expect(devices.map(DomainInterface.init).map(\.mac) == [MACAddress("52:54:00:00:00:11")])
  }

  @Test(arguments: ["", "<domain>", "<a><b></a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
  func `what is no XML of libvirt's is refused`(text: String) throws {
    let xml = try LibXML()
    #expect(throws: LibXML.Failure.self) { try xml.parse(text) }
    #expect(throws: LibXML.Failure.self) { try xml.parse(text) { _ in false } }
  }

  @Test func `too deep is refused, wanted or not`() throws {
    let xml = try LibXML()
    #expect(throws: LibXML.Failure.self) { try xml.parse(Self.chain(300)) }
    #expect(throws: LibXML.Failure.self) { try xml.parse(Self.chain(300)) { _ in false } }
  }
}
