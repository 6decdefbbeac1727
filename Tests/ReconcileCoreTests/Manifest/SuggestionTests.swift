import Testing

@testable import ReconcileCore

@Suite struct SuggestionTests {
  private let keys = InterfaceTable.keys.map(\.name)

  @Test(arguments: [
    ("adresses", "addresses"), ("addreses", "addresses"), ("mut", "mtu"),
    ("accept_ra", "accept-ra"),
    ("DNS", "dns"), ("gatway", "gateway"), ("requiredforonline", "required-for-online"),
  ])
  func `a slip is understood`(word: String, key: String) {
    #expect(Suggestion.closest(to: word, among: keys) == key)
  }

  @Test(arguments: ["", "x", "bond", "colour", String(repeating: "mtu", count: 1000)])
  func `a word that is far from all gets no guess`(word: String) {
    #expect(Suggestion.closest(to: word, among: keys) == nil)
  }

  @Test func `two words that are equally close give no guess`() {
    #expect(Suggestion.closest(to: "enp6s0", among: ["enp4s0", "enp5s0"]) == nil)
  }
}
