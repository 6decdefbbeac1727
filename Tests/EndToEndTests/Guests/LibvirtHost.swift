import Foundation
import Support
import Testing

/// A throw-away host with the real libvirtd, whose guests are small Linux systems on an emulated
/// processor.
///
/// A guest's interface with the MAC 52:54:00:00:00:NN has the addresses 10.9.8.N and fd09::N.
final class LibvirtHost {
  /// Whether libvirt is installed, and a kernel for guests is there.
  static let isPossible =
    ThrowawayHost.isPossible
    && (Tools.mustBeThere
      || FileManager.default.fileExists(atPath: "/usr/sbin/libvirtd")
        && FileManager.default.fileExists(atPath: ThrowawayHost.path(".build/vm/vmlinuz")))

  let host: ThrowawayHost

  init(nics: [String] = ["enp4s0"]) async throws {
    host = try await ThrowawayHost(nics: nics, opensTaps: true)
    try await host.run(ThrowawayHost.path("Tests/Hosts/start-libvirt"))
  }

  /// A host with the guest web2, which runs and has what the manifest says.
  static func withGuest() async throws -> LibvirtHost {
    let libvirt = try await LibvirtHost()
    try await libvirt.host.apply(manifest())
    try await libvirt.boot("web2", interface(18))
    try await libvirt.awaitBoot(of: "web2")
    try await libvirt.host.apply(manifest(guest()))
    try await libvirt.host.expectNothingToDo()
    return libvirt
  }

  /// The entry of web2 with more settings of its interface.
  static func guest(_ settings: String = "") -> String {
    "  web2: {interfaces: {lan: {parent: vmbridge, mac: \(mac(18))\(settings)}}}\n"
  }

  /// The manifest of the tests: vmbridge on enp4s0, and these guests.
  static func manifest(_ guests: String = "", link: String = "") -> String {
    """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge: {parent: enp4s0, addresses: [10.9.8.1/24, "fd09::1/64"]\(link)}
    \(guests.isEmpty ? "" : "guests:\n" + guests)
    """
  }

  /// An `<interface>` as people write it.
  static func interface(
    _ number: Int, source: String = "vmbridge", mode: String = "bridge", model: String = "virtio"
  ) -> String {
    "<interface type='direct'><mac address='\(mac(number))'/>"
      + "<source dev='\(source)' mode='\(mode)'/><model type='\(model)'/></interface>"
  }

  static func mac(_ number: Int) -> String {
    "52:54:00:00:00:" + (number < 16 ? "0" : "") + String(number, radix: 16)
  }

  /// Defines and starts a guest.
  ///
  /// - Parameter peer: The number of a guest that it pings all the time.
  func boot(_ name: String, _ interfaces: String = "", peer: Int? = nil) async throws {
    try await define(name, interfaces, peer: peer)
    try await virsh("start '\(name)'")
  }

  func define(_ name: String, _ interfaces: String = "", peer: Int? = nil) async throws {
    let script = ThrowawayHost.path("Tests/Hosts/start-libvirt")
    let xml = try await host.run(
      script, "guest", name, interfaces, peer.map(String.init) ?? "")
    try host.write(xml, to: "/run/guest.xml")
    try await virsh("define /run/guest.xml")
  }

  /// Exchanges an interface in the definition of web2, as somebody does by hand.
  func exchange(_ old: String, for new: String) async throws {
    try host.write(old, to: "/run/old.xml")
    try host.write(new, to: "/run/new.xml")
    try await virsh("detach-device web2 /run/old.xml --config")
    try await virsh("attach-device web2 /run/new.xml --config")
  }

  @discardableResult
  func virsh(_ command: String) async throws -> String {
    try await host.run("virsh", "-q", "-c", "qemu:///system", command)
  }

  /// Waits until the guest's Linux is up: before, it lets no interface go.
  func awaitBoot(of name: String) async throws {
    try await host.sh(
      """
      for try in $(seq 900); do
        grep -q 'guest: ready' /run/guest/console-\(name) && exit
        sleep 0.1
      done
      exit 1
      """)
  }

  /// Waits until a guest answers.
  ///
  /// - Parameter byIPv6: Also by IPv6. A macvtap whose libvirt does not follow the guest's filters
  ///   lets no neighbour solicitation through unless it takes all multicast packets.
  func awaitAnswer(of number: Int, byIPv6: Bool = false) async throws {
    let families = ["10.9.8.\(number)"] + (byIPv6 ? ["fd09::\(number)"] : [])
    for address in families {
      try await host.sh(
        """
        for try in $(seq 60); do
          ping -c 1 -W 1 \(address) && exit
          sleep 0.1
        done >/dev/null
        exit 1
        """)
    }
  }

  /// The macvtap of a guest's one interface.
  func tap(of name: String) async throws -> String {
    let lines = try await virsh("domiflist '\(name)'").split(separator: "\n")
    return String(try #require(lines.first?.split(separator: " ").first))
  }

  /// The numbers of the answers that a guest has had from its peer, in order.
  func answers(of name: String) throws -> [Int] {
    try host.read("/run/guest/console-\(name)").split(whereSeparator: \.isNewline).compactMap {
      line in
      line.contains("bytes from")
        ? line.split(separator: " ").first { $0.hasPrefix("seq=") }.flatMap { Int($0.dropFirst(4)) }
        : nil
    }
  }

  /// Waits until a guest has had so many more answers from its peer.
  func awaitAnswers(_ count: Int = 5, of name: String) async throws {
    let file = "/run/guest/console-\(name)"
    let before = try answers(of: name).count
    try await host.sh(
      """
      for try in $(seq 900); do
        [ "$(grep -c 'bytes from' \(file))" -ge \(before + count) ] && exit
        sleep 0.1
      done
      exit 1
      """)
  }

  /// `<interface>`, as one line, of a guest.
  func interface(of name: String, isLive: Bool) async throws -> String {
    let xml = try await virsh("dumpxml \(isLive ? "" : "--inactive ")'\(name)'")
    let lines = xml.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    guard let start = lines.firstIndex(where: { $0.hasPrefix("<interface") }),
      let end = lines.firstIndex(of: "</interface>")
    else { return "" }
    return lines[start...end].joined()
  }
}
