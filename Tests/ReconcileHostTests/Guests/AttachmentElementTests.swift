import Support
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

/// Each folder below Guests/Cases is an interface of the manifest, `lan.yaml`, maybe one that a guest
/// has, `present.xml`, and what libvirt is given for it: `new.xml` where the guest has none,
/// `update.xml` for a change in place, `replace.xml` for one by taking the old one away, and
/// `other.xml` where the guest has it in its other description.
@Suite("An interface as libvirt is given it", .enabled(if: (try? LibXML()) != nil))
struct AttachmentElementTests {
  static let folder = Files.package + "/Tests/ReconcileHostTests/Guests/Cases"

  @Test(arguments: Files.names(in: folder))
  func `an interface becomes an element`(name: String) throws {
    let folder = "\(Self.folder)/\(name)"
    let lan = try #require(Files.text("\(folder)/lan.yaml"))
    let text =
      "version: 1\nnics: {enp4s0: }\nlibvirt-networks: {vmnet: {parents: enp4s0}}\nguests: {web1: {interfaces: {lan: \(lan.dropLast())}}}\n"
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(text.utf8)) }
    #expect(result.problems.map { ProblemText.render($0) } == [])
    let manifest = try #require(result.manifest)
    let attachment = try #require(Desired(manifest).guests.first?.attachments.first)
    let xml = try LibXML()
    func expect(_ file: String, _ base: XMLElement?) throws {
      let element = attachment.element(
        on: attachment.isHostDevice ? "0000:01:10.3" : "enp4s0",
        vlan: attachment.virtualFunction == nil ? nil : 10, base: base)
      let text = try xml.text(of: element)
      expectGolden(text.replacing("><", with: ">\n<") + "\n", "\(folder)/\(file).xml")
    }
    guard let text = Files.text("\(folder)/present.xml") else {
      return try expect("new", nil)
    }
    let present = try xml.parse(text)
    if present["type"] == attachment.type, present.child("model")?["type"] == attachment.model {
      try expect("update", present)
    }
    try expect("replace", DesiredAttachment.withoutGenerated(present))
    try expect("other", DesiredAttachment.withoutPlace(present))
  }
}
