import Testing

@testable import ReconcileCore

@Suite struct HostConfigurationTests {
  @Test(arguments: ["\"\"", ".hv01", "-hv01", "a/b", "''"])
  func `a host has a name that can be a file's`(text: String) {
    let result = HostConfiguration.load(Array("host: \(text)\n".utf8), name: "config.yaml")
    #expect(result.configuration == nil)
    #expect(result.problems.map(\.message.description).count == 1)
  }

  @Test func `a host's name is read`() {
    let result = HostConfiguration.load(Array("host: hv-01.rack_2\n".utf8), name: "config.yaml")
    #expect(result.configuration?.host?.value == "hv-01.rack_2")
  }
}
