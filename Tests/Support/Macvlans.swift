package import ReconcileCore

extension LinkSpecification {
  /// A macvlan, as most tests want one.
  package init(
    macvlan name: String, lower: String, mode: MacvlanMode, mac: MACAddress?, mtu: UInt32?,
    addressGenerationMode: UInt8
  ) {
    self.init(
      name: name, kind: .macvlan, lower: lower,
      options: [OptionSetting(.mode, .word(mode.rawValue))], mac: mac, mtu: mtu,
      addressGenerationMode: addressGenerationMode)
  }
}

extension KernelChange {
  package static func setMacvlanMode(
    link: String, _ mode: MacvlanMode, kind: LinkKind = .macvlan
  ) -> Self {
    .setOptions(link: link, kind, [OptionSetting(.mode, .word(mode.rawValue))])
  }
}
