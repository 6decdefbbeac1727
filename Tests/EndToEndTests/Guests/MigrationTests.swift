import Foundation
import Testing

extension GuestTests {
  /// Two hosts on one wire, and one list of guests for both.
  @Test func `a guest that moves away and back is nobody's alarm`() async throws {
    let (here, there) = try await LibvirtHost.pair()
    let web1 = "guests: {web1: {interfaces: {lan: {parent: vmbridge}}}}\n"
    for (host, number) in [(here.host, 2), (there.host, 3)] {
      try await host.sh("mkdir -p /run/git")
      try host.write(web1, to: "/run/git/guests.yaml")
      try host.write(
        """
        version: 1
        include: [guests.yaml]
        nics: {enp4s0: }
        macvlans: {vmbridge: {parent: enp4s0, addresses: [10.9.8.\(number)/24]}}
        """, to: "/run/git/hv0\(number).yaml")
      try host.write("manifests: /run/git\n", to: "/etc/reconcile/config.yaml")
      try await host.sh("\(ThrowawayHost.program) apply")
    }
    try await here.boot("web1")
    try await here.awaitBoot(of: "web1")
    try await here.host.sh("\(ThrowawayHost.program) apply")
    let interface = try await here.interface(of: "web1", isLive: true)
    let mac = try #require(interface.firstMatch(of: /mac address='([^']+)'/)?.1)
    let number = try #require(Int(mac.suffix(2), radix: 16))
    try await here.awaitAnswer(of: number)

    for (from, to) in [(here, there), (there, here)] {
      try await here.host.sh("ping -q -i 0.05 -c 300 10.9.8.\(number) >/run/ping 2>&1 &")
      try await from.migrate("web1", to: to)
      for host in [from.host, to.host] {
        for command in ["plan", "audit", "apply"] {
          let run = try await host.execute([ThrowawayHost.program, command])
          #expect(run.status == 0, "\(run)")
          #expect(run.output.contains("elsewhere: web1") == (host === from.host), "\(run)")
        }
      }
      let moved = try await to.interface(of: "web1", isLive: true)
      #expect(moved.contains("mac address='\(mac)'"))
      try await here.awaitAnswer(of: number)
      // The guest itself stands still for a moment; nothing else cuts it.
      let pings = try await here.host.sh(
        "while pidof ping >/dev/null; do sleep 0.1; done; cat /run/ping")
      let received = pings.firstMatch(of: /(\d+) received/).flatMap { Int($0.1) }
      #expect(try #require(received) >= 240, "\(pings)")
    }
  }
}

extension LibvirtHost {
  /// Two hosts, hv02 and hv03, whose NICs are on one wire and whose libvirt daemons reach each other
  /// over another.
  fileprivate static func pair() async throws -> (LibvirtHost, LibvirtHost) {
    let (one, other) = (try await LibvirtHost(), try await LibvirtHost())
    func link(_ name: String, _ from: String, _ to: String) async throws {
      let cable = "ip link add \(name) type veth peer name \(name) netns \(to)"
      let made = try await Execution.of(["nsenter", "--net=\(from)", "sh", "-c", cable])
      #expect(made.status == 0, "\(made)")
    }
    try await link(
      "cable", one.host.outer("/run/netns/switch"), other.host.outer("/run/netns/switch"))
    try await link("control", one.host.outerNamespace("net"), other.host.outerNamespace("net"))
    for (number, libvirt) in [(2, one), (3, other)] {
      try await libvirt.host.sh(
        """
        hostname hv0\(number)
        ip -n switch link add wire type bridge
        for port in enp4s0 cable; do
          ip -n switch link set "$port" master wire up
        done
        ip -n switch link set wire up
        ip addr add 10.77.0.\(number)/24 dev control
        ip link set control up
        cat >/etc/libvirt/libvirtd.conf <<TEXT
        listen_tls = 0
        listen_tcp = 1
        auth_tcp = "none"
        host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
        TEXT
        pkill libvirtd
        while pidof libvirtd >/dev/null; do sleep 0.05; done
        libvirtd -d --listen
        until virsh -c qemu:///system list >/dev/null 2>&1; do sleep 0.05; done
        """)
    }
    return (one, other)
  }

  /// Moves a running guest, with its definition.
  fileprivate func migrate(_ name: String, to other: LibvirtHost) async throws {
    let address = try await other.host.sh("ip -br addr show dev control | grep -o '10.77.0.[0-9]'")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try await virsh(
      "migrate --live --persistent --undefinesource \(name) qemu+tcp://\(address)/system"
        + " tcp://\(address):49152")
  }
}
