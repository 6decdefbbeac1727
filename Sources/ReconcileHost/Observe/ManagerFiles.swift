import ReconcileCore

/// Reads what other managers of links leave on a host: files alone, and those only where their
/// folder is there.
struct ManagerFiles {
  let paths: HostPaths

  private var root: String { paths.root }

  func read() -> OtherManagers {
    var others = OtherManagers()
    others.networkManagerLinks = networkManagerLinks
    others.netplan = netplan
    others.ifupdown = (try? InterfacesFile.read(paths)) ?? nil
    for path in ["/run/network/ifstate", "/etc/network/run/ifstate"] {
      others.broughtUp.formUnion(OtherManagers.links(ifstate: text("\(root)\(path)") ?? ""))
    }
    others.cloudInit = cloudInit
    others.clients = clients
    return others
  }

  private func text(_ path: String) -> String? {
    (try? FileSnapshot.read(path, limit: 1 << 20))??.text
  }

  private func file(_ path: String) -> OtherManagers.ConfigurationFile? {
    text(root + path).map { .init(path: path, text: $0) }
  }

  private func list(_ folder: String) -> [String] { (try? Posix.list(root + folder)) ?? [] }

  /// Its state files outlive it, so it has to run.
  private var networkManagerLinks: Set<Int32> {
    let folder = "/run/NetworkManager/devices"
    let managed = list(folder).compactMap { name -> Int32? in
      guard let index = Int32(name), let text = text("\(root)\(folder)/\(name)"),
        OtherManagers.isManaged(networkManagerState: text)
      else { return nil }
      return index
    }
    return !managed.isEmpty && runs("NetworkManager") ? Set(managed) : []
  }

  private func runs(_ program: String) -> Bool {
    let here = Posix.readLink("/proc/self/ns/net")
    return ((try? Posix.list("/proc")) ?? []).contains { name in
      Int32(name) != nil && FileSnapshot.text(ofPseudoFile: "/proc/\(name)/comm") == program + "\n"
        && Posix.readLink("/proc/\(name)/ns/net") == here
    }
  }

  /// The files of the stronger folder hide those of the same name in the weaker ones.
  private var netplan: [OtherManagers.ConfigurationFile] {
    var seen: Set<String> = []
    return ["/run/netplan", "/etc/netplan", "/usr/lib/netplan", "/lib/netplan"].flatMap { folder in
      list(folder).filter { $0.hasSuffix(".yaml") && seen.insert($0).inserted }
        .compactMap { file("\(folder)/\($0)") }
    }
  }

  private var cloudInit: [OtherManagers.ConfigurationFile] {
    let folder = "/etc/cloud/cloud.cfg.d"
    guard let main = file("/etc/cloud/cloud.cfg"), file("/etc/cloud/cloud-init.disabled") == nil,
      !OtherManagers.disablesCloudInit(
        commandLine: FileSnapshot.text(ofPseudoFile: "/proc/cmdline") ?? "")
    else { return [] }
    return [main]
      + list(folder).filter { $0.hasSuffix(".cfg") }.compactMap { file("\(folder)/\($0)") }
  }

  /// By their pid files: `/run/dhclient.LINK.pid`, `/run/dhclient-LINK.pid`, `/run/dhcpcd/LINK.pid`.
  private var clients: [OtherManagers.Client] {
    let inRun = list("/run").compactMap { name -> (String, String, String)? in
      guard name.hasSuffix(".pid") else { return nil }
      for program in ["dhclient", "dhcpcd", "udhcpc"] {
        for mark in [".", "-"] where name.hasPrefix(program + mark) {
          let link = name.dropFirst(program.count + 1).dropLast(4)
          return (program, String(link), "/run/\(name)")
        }
      }
      return nil
    }
    let inFolder = list("/run/dhcpcd").filter { $0.hasSuffix(".pid") && $0 != "pid" }.map {
      ("dhcpcd", String($0.dropLast(4)), "/run/dhcpcd/\($0)")
    }
    return (inRun + inFolder).compactMap { program, link, path in
      let first = text(root + path)?.split(whereSeparator: \.isWhitespace).first
      guard let pid = first.flatMap({ Int32($0) }),
        FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/comm") == program + "\n"
      else { return nil }
      return OtherManagers.Client(program: program, link: link, pid: pid)
    }
  }
}
