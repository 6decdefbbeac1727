import Testing

@testable import ReconcileCore

@Suite struct IfupdownTests {
  /// The VLAN's parent is only in the second stanza of its name.
  private static let stanzas = (
    first: "auto lan.5\niface lan.5 inet static\n  address 10.0.0.2/24\n",
    second: "iface lan.5 inet6 manual\n  vlan-raw-device eno1\n"
  )

  private func files(_ text: String) -> [String: String] {
    let units = Ifupdown(text, name: "interfaces") { [.init(path: $0, text: "# nothing\n")] }.units
    return Dictionary(uniqueKeysWithValues: units.map { ($0.name, $0.text) })
  }

  @Test func `a file that is read in between ends no interface`() {
    let (first, second) = Self.stanzas
    let files = files(first + "source more\n" + second)
    #expect(files == self.files(first + second))
    #expect(files["~interfaces-eno1.network"]?.contains("VLAN=lan.5") == true)
    #expect(files["~interfaces-lan.network"] == nil)
  }
}
