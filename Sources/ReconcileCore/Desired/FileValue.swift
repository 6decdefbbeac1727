/// A value that stands in a unit file alone.
package struct FileValue: Sendable, Hashable {
  package var attribute: Attribute
  /// As plans have it: `yes`, or with the mapping's own word `ipv6 use-dns no`.
  package var text: String
  /// As the newest version of systemd spells it.
  package var unit: UnitKey
  package var value: String
  /// Whether a version that does not know the key goes without; another setting then says the same.
  package var isOptional: Bool
}

extension InterfaceSettings {
  /// All settings of the link that stand in its files alone.
  var fileValues: [FileValue] {
    guard !written.isEmpty || dhcpOptions != nil || raOptions != nil || hardware != nil
    else { return [] }
    return writtenValues.map(\.value)
  }

  /// The same with the places where they are written.
  var writtenValues: [Located<FileValue>] {
    values(FileSetting.interface, written, prefix: false)
      + (dhcpOptions.map(values) ?? [])
      + (raOptions.map { values(FileSetting.routerAdvertisement, $0.written, prefix: true) } ?? [])
      + (hardware.map { values(FileSetting.hardware, $0.written, prefix: true) } ?? [])
  }

  private func values(
    _ settings: [FileSetting], _ written: WrittenSettings, prefix: Bool
  ) -> [Located<FileValue>] {
    settings.flatMap { setting -> [Located<FileValue>] in
      guard let value = written[setting.word] else { return [] }
      let text = prefix ? "\(setting.word) \(value.value)" : value.value
      return setting.units.map { unit in
        Located(
          FileValue(
            attribute: setting.attribute, text: text, unit: unit, value: value.value,
            isOptional: false), at: value.range)
      }
    }
  }

  private func values(_ options: DHCPOptions) -> [Located<FileValue>] {
    FileSetting.dhcp.flatMap { setting in
      setting.units.compactMap { unit -> Located<FileValue>? in
        let own = unit.section == "DHCPv4" ? options.ipv4 : options.ipv6
        guard let value = own?[setting.word] ?? options.both[setting.word] else { return nil }
        let isOfOne = own?[setting.word] != nil
        let family = unit.section == "DHCPv4" ? "ipv4 " : "ipv6 "
        return Located(
          FileValue(
            attribute: setting.attribute,
            text: "\(isOfOne ? family : "")\(setting.word) \(value.value)", unit: unit,
            value: value.value, isOptional: !isOfOne && setting.units.count > 1), at: value.range)
      }
    }
  }
}
