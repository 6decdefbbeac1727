import Support

/// Random files, of words that mean something: what nobody thought of.
extension MatchCase {
  /// - Parameter seed: The same one makes the same case.
  static func random(seed: UInt64) -> MatchCase {
    var random = SplitMix64(seed: seed)
    let files = (0..<Int.random(in: 1...3, using: &random)).flatMap { number in
      randomFiles("\(number)0-r", using: &random)
    }
    return MatchCase("random \(seed): \(files.map(\.shown))", files, [:])
  }

  private static let patterns = [
    "enp4s0", "enp5s0", "br0", "enp*", "*", "!br0", "!enp*", "eno?", "enx02*", "[bv]*0", "b\\r0",
    "\"br0\"", "'vx0'", "tap[0-9]", "tap\\*", "lo", "all", "12", "x:y", "!!vx0", "!", "vm[!a]ridge",
    "\\", "[", "br0]", "{br0,vx0}",
  ]
  private static let words: [String: [String]] = [
    "Name": patterns,
    "Kind": [
      "bridge", "veth", "mac*", "!veth", "\"bridge\"", "vxlan", "!*", "\\bridge", "'", "[a-m]*",
    ],
    "Type": ["ether", "!ether", "loopback", "bridge", "*", "\"\"", "e*r"],
    "Driver": ["veth", "!*", "mac*", "bridge", "tun", "!vxlan"],
    "MACAddress": [
      "02:00:00:00:00:01", "2:0:0:0:0:5", "0200.0000.000b", "x", "1.2.3.4", "!", "0-0-0-0-0-0",
    ],
    "PermanentMACAddress": ["0:0:0:0:0:0", "02:00:00:00:00:01"],
    "Path": ["*", "!pci*"], "Property": ["A=b", "!A=b", "x"], "SSID": ["a", "!a"],
    "Host": ["hv01", "!hv01", "h*", "|hv01"], "KernelVersion": [">=3", "<3", "!*", "= 6", "$=*"],
    "Foo": ["bar"], "Architecture": ["native", "!arm64"],
  ]

  private static func randomFiles(
    _ name: String, using random: inout SplitMix64
  ) -> [MatchFile] {
    func lines(_ random: inout SplitMix64) -> [String] {
      let keys = words.keys.sorted()
      return ["[Match]"]
        + (0..<Int.random(in: 1...3, using: &random)).map { _ in
          let key = Bool.random(using: &random) ? "Name" : keys.randomElement(using: &random) ?? ""
          let count = [0, 1, 1, 1, 2, 2, 3].randomElement(using: &random) ?? 0
          let values = (0..<count).map { _ in (words[key] ?? []).randomElement(using: &random) ?? ""
          }
          return "\(key)=\(values.joined(separator: " "))"
        }
    }
    var files = [MatchFile.text(name, lines(&random))]
    if Int.random(in: 0..<3, using: &random) == 0 {
      files.append(.text("\(name)/d", lines(&random)))
    }
    return files
  }
}

extension MatchFile {
  fileprivate var shown: String {
    if case .text(let text) = content { "\(path): \(text)" } else { path }
  }
}
