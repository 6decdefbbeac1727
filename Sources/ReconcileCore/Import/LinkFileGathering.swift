extension Importer {
  /// Which .link names a NIC, or sets its hardware.
  mutating func gatherLinkFiles() {
    for file in units.links where !file.isPackaged {
      let name = file.values("Link", "Name").last
      if name == nil, file.isNamePolicyAlone { continue }
      guard let matches = NICMatchReading(file).entries else {
        leaveOut(file.path, "its [Match] is not one that a manifest can have, so it stays as it is")
        continue
      }
      guard let place = nic(of: file, named: name, by: matches) else {
        leaveOut(
          file.path,
          name.map { "no NIC here is called '\($0)', so it stays as it is" }
            ?? "its [Match] hits no NIC that is known here, so it stays as it is")
        continue
      }
      if let first = links[place].link {
        leaveOut(file.path, "udev never uses it: \(first.name) matches first")
        continue
      }
      links[place].link = file
      if let name {
        links[place].set("set-name", name)
        links[place].entries.removeAll { $0.key == "match" }
      }
      let isByID = matches.map(\.key) == ["name"] && matches[0].value == .scalar(links[place].id)
      // Of ours, the .network has said it.
      if !isByID, name != nil || file.ownID == nil {
        links[place].set(YAMLTree.Entry("match", .map(matches)))
      }
      links[place].readLinkFile(file, isNamed: name != nil)
    }
  }

  /// The place of the NIC that a .link is for; where there is no kernel, a name is enough for one.
  private mutating func nic(
    of file: EffectiveUnits.File, named name: String?, by matches: [YAMLTree.Entry]
  ) -> Int? {
    let nics = links.indices.filter { links[$0].kind == .nic }
    if let id = file.ownID, let own = nics.first(where: { links[$0].id == id }) { return own }
    guard let name else {
      return nics.first { place in
        let link = links[place]
        let isSame = link.entries.contains { $0.key == "match" && $0.value == .map(matches) }
        return isSame || !matches.isEmpty && matches.allSatisfy(link.answers)
      }
    }
    if file.ownID == nil, let named = nics.first(where: { links[$0].kernelName == name }) {
      return named
    }
    guard kernel == nil else { return nil }
    links.append(ImportedLink(id: freeID(name), kernelName: name, kind: .nic))
    return links.count - 1
  }
}

extension ImportedLink {
  /// Whether a key of a match holds for it, as far as the kernel tells.
  fileprivate func answers(_ match: YAMLTree.Entry) -> Bool {
    switch match.key {
    case "permanent-mac": live?.permanentMAC.map { match.value == .scalar($0.description) } ?? false
    case "name": kernelName.map { match.value == .scalar($0) } ?? false
    default: false
    }
  }

  fileprivate mutating func readLinkFile(_ file: EffectiveUnits.File, isNamed: Bool) {
    var reader = UnitReader(.link, file.sections)
    reader.drop("Match")
    _ = reader.take("Link", "Name")
    let versions = [NetworkdVersion.oldest, NetworkdVersion.newest].map { NetworkdVersion($0) }
    let standards = versions.flatMap(LinkFileDefaults.others)
    for standard in standards + (isNamed ? [] : [LinkFileDefaults.naming])
    where file.values("Link", standard.key) == [standard.value] {
      _ = reader.take("Link", standard.key)
    }
    readHardware(&reader)
    if let rest = reader.rest { raw.append(YAMLTree.Entry("link", rest)) }
  }
}

extension EffectiveUnits.File {
  /// Whether a .link says no more than the system's own.
  fileprivate var isNamePolicyAlone: Bool {
    sections.filter { $0.name == "Link" }.flatMap(\.entries).allSatisfy {
      ["NamePolicy", "AlternativeNamesPolicy", "MACAddressPolicy"].contains($0.key)
    }
  }
}
