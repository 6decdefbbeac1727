/// A link of the manifest: what it is, and what differs.
package struct LinkStatus: Encodable, Sendable {
  /// Its id in the manifest.
  var name: String
  var kind: String
  var description: String?
  /// The kernel's name, where it is there.
  var kernelName: String?
  var index: Int32?
  var state: LinkFacts.State
  /// What it sits on, as the kernel has it.
  var lower: String?
  var master: String?
  /// The most telling options of its kind, such as its mode.
  var options: [String: String]
  var mac: String?
  var mtu: UInt32?
  var addresses: [String]
  /// Of a macvtap.
  var tap: Tap?
  /// What a plan says of it; none where nothing differs.
  var plan: PlanEntry?

  /// How a program gets at a macvtap.
  struct Tap: Encodable, Sendable {
    /// The character device, which udev(7) names by the link's index.
    var path: String
    /// What qemu takes for it.
    var qemu: String

    init(_ link: KernelLink) {
      path = "/dev/tap\(link.index)"
      let mac = link.mac.map { ",mac=\($0)" } ?? ""
      qemu =
        "-netdev tap,id=net0,fd=3 -device virtio-net-pci,netdev=net0\(mac) 3<>\(path)"
    }
  }

  init(_ link: DesiredLink, _ planner: Planner, _ plan: LinkPlan?) {
    let host = planner.host
    let kernel = host.links[link.name.text]
    let facts = LinkFacts(link: link, kernel: kernel, host: host)
    name = link.name.text
    kind = link.kind.rawValue
    description = link.description
    kernelName = kernel?.name
    index = kernel?.index
    state = facts.state
    lower = kernel?.footing.flatMap { host.names[$0] }
    master = kernel?.master.flatMap { host.names[$0] }
    options = Dictionary(facts.options.map { ($0.name, $0.value) }) { first, _ in first }
    mac = kernel?.mac?.description
    mtu = kernel?.mtu
    addresses =
      kernel.map { host.addresses[$0.index, default: []].map(\.address.description) } ?? []
    tap = kernel.flatMap { $0.kind == LinkKind.macvtap.rawValue ? Tap($0) : nil }
    self.plan = plan.map(PlanEntry.init)
  }
}
