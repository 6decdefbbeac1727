/// A setting that only some kinds of links have: all that is known about it, in one place.
///
/// One table for each kind (`LinkOption.table(of:)`) drives decoding, the reference, rendering, the
/// comparison with the kernel, and the change of a live link.
package struct LinkOption: Sendable {
  /// Its word in manifests and plans.
  package let attribute: Attribute
  let form: Form
  let summary: String
  /// What holds when it is not written; none where it has to be.
  let unset: String?
  /// The same as a value; none where it is not compared then.
  package let standard: OptionValue?
  /// Where systemd.netdev(5) or systemd.network(5) has it; none where no single key says it.
  package let unit: UnitPlace?
  /// Where rtnetlink(7) has it; none where it is in the file only.
  package let kernel: KernelPlace?
  package let change: Change
  /// Whether the file says it also where the manifest does not.
  package let isAlwaysRendered: Bool
  /// The modes of the link that know the option; empty where all do.
  let modes: Set<String>

  /// A section and key of a unit file.
  package struct UnitPlace: Sendable, Hashable {
    package let section: String
    package let key: String

    /// As the reference writes it: `[Bond] Mode=`.
    var description: String { "[\(section)] \(key)=" }
  }

  /// An attribute of IFLA_INFO_DATA or, for a port, IFLA_INFO_SLAVE_DATA of linux/if_link.h.
  package struct KernelPlace: Sendable, Hashable {
    package let attribute: UInt16
    package let coding: Coding
  }

  /// How a live link gets another value.
  package enum Change: Sendable, Hashable {
    /// At once, and nobody notices.
    case live
    /// Only while the link is down.
    case down
    /// Only a new link has it.
    case replace
  }

  /// What a manifest may write.
  package enum Form: Sendable {
    case number(ClosedRange<UInt64>)
    case flag
    case words([Word])
    /// Bounds in microseconds.
    case time(ClosedRange<UInt64>)
    case mac
    case macs
    /// Distinct IPv4 addresses, `mostARPTargets` of them.
    case arpTargets
    case link
  }

  /// One of several words.
  package struct Word: Sendable, Hashable {
    package let text: String
    /// The kernel's number.
    package let number: UInt64
    /// As networkd writes it.
    package let unit: String

    init(_ text: String, _ number: UInt64, unit: String? = nil) {
      self.text = text
      self.number = number
      self.unit = unit ?? text
    }
  }

  init(
    _ attribute: Attribute, _ form: Form, _ summary: String, unset: String?,
    standard: OptionValue? = nil, unit: String?, kernel: KernelPlace?, change: Change = .live,
    modes: Set<String> = [], isAlwaysRendered: Bool = false
  ) {
    self.attribute = attribute
    self.form = form
    self.summary = summary
    self.unset = unset
    self.standard = standard
    let parts = unit?.split(separator: ".") ?? []
    self.unit =
      parts.count == 2 ? UnitPlace(section: String(parts[0]), key: String(parts[1])) : nil
    self.kernel = kernel
    self.change = change
    self.modes = modes
    self.isAlwaysRendered = isAlwaysRendered
  }

  /// The steps in which the kernel counts a time, in microseconds.
  var step: UInt64 { kernel?.coding.step ?? 1 }

  /// The summary, with the modes that know the option where it does not name them.
  var explanation: String {
    modes.isEmpty || summary.contains(" mode ")
      ? summary : "\(summary) Only in mode \(alternatives(modes.sorted()))."
  }

  /// The options of a kind of link, in the order of the reference.
  package static func table(of kind: LinkKind) -> [LinkOption] {
    switch kind {
    case .nic, .dummy: []
    case .bond: bond
    case .bridge: bridge
    case .vlan: vlan
    case .macvlan: macvlan
    case .macvtap: macvtap()
    case .ipvlan: ipvlan
    case .vrf: vrf
    }
  }

  package static func option(_ attribute: Attribute, of kind: LinkKind) -> LinkOption? {
    tables[kind]?.first { $0.attribute == attribute }
  }

  /// Made once: a host may have hundreds of links of a kind.
  static let tables: [LinkKind: [LinkOption]] = Dictionary(
    uniqueKeysWithValues: LinkKind.allCases.map { ($0, table(of: $0)) })

  /// The values of a kind's options where a manifest says none.
  static func standards(of kind: LinkKind) -> [Attribute: OptionValue] {
    var values: [Attribute: OptionValue] = [:]
    for option in tables[kind] ?? [] { values[option.attribute] = option.standard }
    return values
  }
}

extension LinkOption {
  /// The texts of a value in a unit file, one for each line of the key.
  package func unitTexts(_ value: OptionValue) -> [String] {
    switch value {
    case .word(let text):
      guard case .words(let words) = form else { return [text] }
      return [words.first { $0.text == text }?.unit ?? text]
    case .addresses(let addresses): return [addresses.map(\.description).joined(separator: " ")]
    case .number, .flag, .time, .mac, .macs, .link: return value.texts
    }
  }

  /// Reads one line of a unit file; `nil` where it is no such value.
  package func value(unitText text: String) -> OptionValue? {
    switch form {
    case .number(let range):
      return UInt64(text).flatMap { range.contains($0) ? .number($0) : nil }
    case .flag:
      switch text.lowercased() {
      case "yes", "true", "on", "1", "y", "t": return .flag(true)
      case "no", "false", "off", "0", "n", "f": return .flag(false)
      default: return nil
      }
    case .words(let words):
      return words.first { $0.unit.lowercased() == text.lowercased() }.map { .word($0.text) }
    case .time(let range):
      // A number alone is in seconds.
      return (OptionValue.microseconds(text) ?? OptionValue.microseconds("\(text)s"))
        .flatMap { range.contains($0) && $0.isMultiple(of: step) ? .time($0) : nil }
    case .mac: return MACAddress(text).map { .mac($0) }
    case .macs:
      let macs = text.split(separator: " ").map { MACAddress(String($0)) }
      return macs.contains(nil) ? nil : .macs(macs.compactMap { $0 })
    case .arpTargets:
      let words = text.split(separator: " ")
      let targets = words.compactMap { IPAddress($0) }.filter { $0.family == .ipv4 }
      guard targets.count == words.count, targets.count <= Self.mostARPTargets,
        Set(targets).count == targets.count
      else { return nil }
      return .addresses(targets)
    case .link: return (try? LinkName(text)).map { .link($0) }
    }
  }
}
