/// A condition of a [Match] on the host, judged when networkd loads the file.
struct HostCondition: Sendable, Hashable {
  enum Kind: String, Sendable, Hashable {
    case host = "Host"
    case virtualization = "Virtualization"
    case kernelCommandLine = "KernelCommandLine"
    case kernelVersion = "KernelVersion"
    case credential = "Credential"
    case architecture = "Architecture"
    case firmware = "Firmware"
    /// From 258 and 262 on; no version was run that has them, so that they never hold.
    case version = "Version"
    case machineTag = "MachineTag"

    /// Whether it takes the virtualization to tell.
    var dependsOnVirtualization: Bool {
      switch self {
      case .virtualization, .kernelCommandLine, .firmware: true
      case .host, .kernelVersion, .credential, .architecture, .version, .machineTag: false
      }
    }
  }

  let kind: Kind
  let isNegated: Bool
  let parameter: String

  /// There is no `|` here, unlike in units of the service manager.
  init(_ kind: Kind, _ value: String) {
    self.kind = kind
    isNegated = value.hasPrefix("!")
    parameter = isNegated ? String(value.dropFirst()) : value
  }

  /// What cannot be judged does not hold, negated or not.
  func holds(on host: HostFacts?) -> Bool {
    guard let host, let isMet = isMet(on: host) else { return false }
    return isMet != isNegated
  }

  private func isMet(on host: HostFacts) -> Bool? {
    switch kind {
    case .host: isHost(host)
    case .virtualization: isVirtualized(host)
    case .kernelCommandLine:
      host.kernelArguments.contains { argument in
        argument == parameter
          || !parameter.contains("=") && argument.hasPrefix(parameter + "=")
      }
    case .kernelVersion: isKernel(host.kernelRelease)
    case .credential: host.credentials.contains(parameter)
    case .architecture:
      Self.architectures[host.machine].map { parameter == "native" || parameter == $0 }
    case .firmware: isFirmware(host)
    case .version, .machineTag: nil
    }
  }

  private func isHost(_ host: HostFacts) -> Bool? {
    let digits = parameter.filter { $0 != "-" }
    if digits.utf8.count == 32, digits.allSatisfy(\.isHexDigit),
      parameter.utf8.count == 32 || parameter.split(separator: "-").count == 5
    {
      return host.machineID.map { $0.lowercased() == digits.lowercased() }
    }
    return glob(parameter, matches: host.name, ignoringCase: true)
  }

  private func isVirtualized(_ host: HostFacts) -> Bool? {
    if parameter == "private-users" { return host.isInUserNamespace }
    guard let found = host.virtualization else { return nil }
    let isAny = found != "none"
    if let wanted = Switch.value(parameter) { return wanted == isAny }
    switch parameter {
    case "vm": return isAny && !host.isContainer
    case "container": return isAny && host.isContainer
    default: return isAny && parameter == found
    }
  }

  /// Several expressions, all of which have to hold.
  private func isKernel(_ release: String) -> Bool? {
    var words = Words.split(parameter, .quoted)[...]
    var isFirst = true
    while let word = words.popFirst() {
      var (comparison, operand) = Comparison.split(word)
      if operand.isEmpty {
        // A blank behind the operator is let pass in the first expression.
        guard isFirst, let next = words.popFirst() else { return nil }
        operand = next
      }
      isFirst = false
      guard (comparison ?? .matches).holds(release, operand) else { return false }
    }
    return true
  }

  private func isFirmware(_ host: HostFacts) -> Bool? {
    if parameter == "device-tree" { return host.hasDeviceTree }
    if parameter == "uefi" { return host.isUEFI }
    if let name = argument(of: "device-tree-compatible") { return host.deviceTree.contains(name) }
    guard let expression = argument(of: "smbios-field") else { return false }
    let signs = "$!<>="
    let field = expression.prefix { !signs.contains($0) }
    let (comparison, operand) = Comparison.split(String(expression.dropFirst(field.count)))
    let name = field.reversed().drop { $0.isWhitespace }.reversed()
    let values = Words.split(operand, .quoted)
    guard let comparison, values.count == 1 else { return nil }
    guard let actual = host.dmi[String(name)] else { return false }
    return comparison.holds(actual, values[0])
  }

  private func argument(of function: String) -> String? {
    guard parameter.hasPrefix(function + "("), parameter.hasSuffix(")") else { return nil }
    return String(parameter.dropFirst(function.count + 1).dropLast())
  }

  /// The names of systemd for what uname(2) calls a machine, of those that Linux still runs on.
  private static let architectures = [
    "x86_64": "x86-64", "i686": "x86", "i586": "x86", "i486": "x86", "i386": "x86",
    "aarch64": "arm64", "aarch64_be": "arm64-be", "armv8l": "arm", "armv7l": "arm",
    "armv6l": "arm", "armv5tel": "arm", "ppc64le": "ppc64-le", "ppc64": "ppc64", "ppc": "ppc",
    "riscv64": "riscv64", "riscv32": "riscv32", "s390x": "s390x", "loongarch64": "loongarch64",
    "mips64": "mips64", "mips": "mips", "parisc64": "parisc64", "parisc": "parisc",
    "sparc64": "sparc64", "alpha": "alpha", "m68k": "m68k", "ia64": "ia64",
  ]
}

/// The boolean words of systemd.
enum Switch {
  static func value(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "1", "yes", "y", "true", "t", "on": true
    case "0", "no", "n", "false", "f", "off": false
    default: nil
    }
  }
}
