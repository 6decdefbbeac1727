import Support
import ReconcileCore
import SystemPackage
import Testing

@testable import ReconcileHost

@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveDeletionTests {
  @Test func `many links go at once and no other does`() throws {
    try Namespace.withNIC { socket in
      let names = (0..<50).map { "mv\($0)" }
      for name in names { try Namespace.makeMacvlan(name, &socket) }
      try Namespace.shell("ip link add link enp4s0 name foreign group 77 type macvlan")
      try socket.perform(.deleteLinks(names + ["neverwas"]))
      let left = try socket.links()
      #expect(left.map(\.name).sorted() == ["enp4s0", "foreign", "lo", "sw0"])
      #expect(left.first { $0.name == "foreign" }?.group == 77)
    }
  }

  /// The kernel deletes a link's uppers and a veth's peer with it.
  @Test func `links go together with those on them`() throws {
    try Namespace.withNIC { socket in
      for name in ["mv0", "mv1", "mv2"] { try Namespace.makeMacvlan(name, &socket) }
      try socket.perform(.deleteLinks(["enp4s0", "mv0", "mv1", "sw0"]))
      #expect(try socket.links().map(\.name) == ["lo"])
    }
  }

  @Test func `links that are gone, or one alone, are no error`() throws {
    try Namespace.withNIC { socket in
      try Namespace.makeMacvlan("mv0", &socket)
      try socket.perform(.deleteLinks([]))
      try socket.perform(.deleteLinks(["neverwas"]))
      try socket.perform(.deleteLinks(["neverwas", "noristhis"]))
      try socket.perform(.deleteLinks(["mv0"]))
      try socket.perform(.deleteLinks(["mv0"]))
      #expect(try socket.links().count == 3)
    }
  }

  /// The loopback cannot go, so the kernel refuses the whole group.
  @Test func `one that cannot go does not keep the others`() throws {
    try Namespace.withNIC { socket in
      for name in ["mv0", "mv1"] { try Namespace.makeMacvlan(name, &socket) }
      let error = #expect(throws: NetlinkError.self) {
        try socket.perform(.deleteLinks(["mv0", "lo", "mv1"]))
      }
      #expect(error?.refusal == .notSupported)
      #expect(error?.action == "delete 3 links: mv0, lo, mv1")
      let left = try socket.links()
      #expect(left.map(\.name).sorted() == ["enp4s0", "lo", "sw0"])
      #expect(left.allSatisfy { $0.group == 0 })
    }
  }

  @Test func `an alternative name deletes nothing`() throws {
    try Namespace.withNIC { socket in
      try Namespace.shell("ip link property add dev enp4s0 altname enp0s20f0")
      try socket.perform(.deleteLinks(["enp0s20f0"]))
      #expect(try socket.links().count == 3)
    }
  }
}
