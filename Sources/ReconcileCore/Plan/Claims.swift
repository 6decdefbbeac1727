/// A link of the manifest that something else on the host configures as well.
struct Claim: Sendable, Hashable {
  var link: String
  /// `NetworkManager`, for instance.
  var manager: String
  /// Where that is written.
  var source: String?
  /// How it is told to leave the link alone, for all links of the same source.
  var remedy: String
}

extension Planner {
  /// Who else configures links of the manifest.
  var claims: [Claim] {
    let others = observed.otherManagers
    let netplan = others.netplan.map { (path: $0.path, entries: NetplanEntry.all(in: $0)) }
    return desired.links.filter(\.isManaged).flatMap { link -> [Claim] in
      let kernel = host.links[link.name.text]
      let name = kernel?.name ?? link.kernelName.text
      var claims: [Claim] = []
      func claim(_ manager: String, in source: String? = nil, remedy: String) {
        claims.append(
          Claim(link: link.name.text, manager: manager, source: source, remedy: remedy))
      }
      if let kernel, others.networkManagerLinks.contains(kernel.index) {
        claim(
          "NetworkManager",
          remedy: "name them below [keyfile] unmanaged-devices= in"
            + " /etc/NetworkManager/conf.d/reconcile.conf and reload it")
      }
      for file in netplan
      where file.entries.contains(where: { $0.isAbout(name, link.kind == .nic ? kernel : nil) }) {
        claim("netplan", in: file.path, remedy: "take them out of it and run netplan generate")
      }
      if let source = others.ifupdown?.source(of: name) {
        let state = others.broughtUp.contains(name) ? ", and ifup has brought it up" : ""
        claim(
          "ifupdown", in: source + state,
          remedy: "make the stanza 'manual' or remove it; ifdown would take addresses away")
      }
      for client in others.clients where client.link == name {
        claim(client.program, in: "process \(client.pid)", remedy: "stop it")
      }
      return claims
    }
  }

  /// One note for each manager and source.
  var otherManagers: [String] {
    var notes: [String] = []
    var links: [Claim: [String]] = [:]
    var order: [Claim] = []
    for claim in claims {
      var kind = claim
      kind.link = ""
      if links[kind] == nil { order.append(kind) }
      links[kind, default: []].append(claim.link)
    }
    for claim in order {
      let source = claim.source.map { " (\($0))" } ?? ""
      notes.append(
        "\(claim.manager) configures \((links[claim] ?? []).joined(separator: ", ")) as well"
          + "\(source): \(claim.remedy)")
    }
    if observed.otherManagers.cloudInitConfiguresNetwork {
      notes.append(
        "cloud-init may write network configuration at a boot: 'network: {config: disabled}' in"
          + " /etc/cloud/cloud.cfg.d/99-reconcile.cfg stops that")
    }
    return notes
  }
}
