/// Which .network networkd takes for a link: the first by name whose [Match] holds.
package struct UnitMatch: Sendable {
  /// The files that count, sorted by name in byte order.
  private var units: [UnitOnDisk] = []
  /// The files of ours by the one name that they match, so that a host of many links does not
  /// compare each link with each file.
  private var ours: [String: Int] = [:]
  private var others: [(position: Int, file: UnitFile)] = []

  package init(_ all: [UnitOnDisk]) {
    let networks = all.filter { $0.name.hasSuffix(".network") }
    var seen: Set<String> = []
    for folder in UnitOnDisk.folders {
      for unit in networks where unit.folder == folder {
        // A masked or unreadable file still hides those of the same name in weaker folders.
        guard seen.insert(unit.name).inserted, !unit.isMask, unit.isReadableByNetworkd else {
          continue
        }
        units.append(unit)
      }
    }
    units.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for (position, unit) in units.enumerated() {
      if let link = Ownership.link(ofFile: unit.name), Ownership.hasHeader(unit.text) {
        ours[link] = position
      } else {
        others.append((position, UnitFile(name: unit.name, parsing: unit.text)))
      }
    }
  }

  /// The file for a link among those that `isCandidate` lets through.
  package func file(
    for link: KernelLink, where isCandidate: (UnitOnDisk) -> Bool = { _ in true }
  ) -> UnitOnDisk? {
    let own = ([link.name] + link.alternativeNames).compactMap { ours[$0] }
      .filter { isCandidate(units[$0]) }.min()
    // Only what sorts before our own file can take the link from it.
    for (position, file) in others where position < own ?? units.count {
      if isCandidate(units[position]), Self.matches(file, link) { return units[position] }
    }
    return own.map { units[$0] }
  }

  /// Whether all the keys of [Match] hold; within a key one word is enough.
  static func matches(_ file: UnitFile, _ link: KernelLink) -> Bool {
    let entries = file.sections.filter { $0.name == "Match" }.flatMap(\.entries)
    let keys = Set(entries.map(\.key).filter { !$0.hasPrefix("X-") })
    guard !keys.isEmpty else { return false }
    for key in keys {
      let words = file.values("Match", key).flatMap { $0.split(separator: " ") }.map(String.init)
      guard !words.isEmpty else { continue }
      let isMet =
        switch key {
        case "Name": ([link.name] + link.alternativeNames).contains { holds(words, for: $0) }
        case "Kind": holds(words, for: link.kind)
        case "Type": holds(words, for: link.networkType)
        case "MACAddress": words.contains { MACAddress($0) == link.mac && link.mac != nil }
        case "PermanentMACAddress":
          words.contains { MACAddress($0) == link.permanentMAC && link.permanentMAC != nil }
        // Driver=, Path= and Property= come from udev and conditions from the host: none of them
        // is seen here, so such a file is taken not to match.
        default: false
        }
      guard isMet else { return false }
    }
    return true
  }

  /// A list of globs, all of them negated by a `!` before the first.
  private static func holds(_ words: [String], for value: String?) -> Bool {
    let isNegated = words[0].hasPrefix("!")
    let patterns = isNegated ? [String(words[0].dropFirst())] + words.dropFirst() : words
    guard let value else { return isNegated }
    return patterns.contains { glob($0, matches: value) } != isNegated
  }
}

extension KernelLink {
  /// What Type= of [Match] compares with: a macvlan has no type of its own.
  var networkType: String {
    switch kind {
    case "bridge", "bond", "vlan", "wireguard", "vxlan", "geneve": kind ?? ""
    default: isLoopback ? "loopback" : "ether"
    }
  }
}

/// Matches like fnmatch(3) without flags: `*`, `?`, `[a-z]`, `[!a-z]` and `\`.
func glob(_ pattern: some StringProtocol, matches text: some StringProtocol) -> Bool {
  glob(Array(pattern.unicodeScalars)[...], Array(text.unicodeScalars)[...])
}

private func glob(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool
{
  guard let first = pattern.first else { return text.isEmpty }
  let rest = pattern.dropFirst()
  switch first {
  case "*":
    return (text.startIndex...text.endIndex).contains { glob(rest, text[$0...]) }
  case "?":
    return !text.isEmpty && glob(rest, text.dropFirst())
  case "[":
    guard let next = text.first, let (hit, after) = bracket(rest, next) else {
      return text.first == "[" && glob(rest, text.dropFirst())
    }
    return hit && glob(after, text.dropFirst())
  case "\\":
    guard let escaped = rest.first else { return false }
    return text.first == escaped && glob(rest.dropFirst(), text.dropFirst())
  default:
    return text.first == first && glob(rest, text.dropFirst())
  }
}

/// Reads a bracket expression behind its `[`; `nil` where it never closes.
private func bracket(
  _ pattern: ArraySlice<Unicode.Scalar>, _ scalar: Unicode.Scalar
) -> (hit: Bool, rest: ArraySlice<Unicode.Scalar>)? {
  var rest = pattern
  let isNegated = rest.first == "!" || rest.first == "^"
  if isNegated { rest = rest.dropFirst() }
  var hit = false
  var isFirst = true
  while let low = rest.first, isFirst || low != "]" {
    isFirst = false
    rest = rest.dropFirst()
    if rest.first == "-", let high = rest.dropFirst().first, high != "]" {
      hit = hit || (low <= high && (low...high).contains(scalar))
      rest = rest.dropFirst(2)
    } else {
      hit = hit || low == scalar
    }
  }
  guard rest.first == "]" else { return nil }
  return (hit != isNegated, rest.dropFirst())
}
