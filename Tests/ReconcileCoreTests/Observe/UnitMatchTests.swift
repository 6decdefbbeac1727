import Testing

@testable import ReconcileCore

@Suite struct UnitMatchTests {
  private func unit(
    _ name: String, _ match: String, in folder: String = "/etc/systemd/network",
    mode: UInt16 = 0o644
  ) -> UnitOnDisk {
    UnitOnDisk(
      folder: folder, name: name, text: match.isEmpty ? "" : "[Match]\n\(match)\n",
      identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1), mode: mode)
  }

  private var nic: KernelLink {
    var link = KernelLink(index: 2, name: "enp4s0")
    link.alternativeNames = ["enx020000000001"]
    link.mac = MACAddress("02:00:00:00:00:01")
    return link
  }

  private var tap: KernelLink {
    var link = KernelLink(index: 3, name: "macvtap0")
    link.kind = "macvtap"
    link.mac = MACAddress("52:54:00:00:00:01")
    return link
  }

  @Test(arguments: [
    ("Name=enp4s0", true), ("Name=eno1 enp4s0", true), ("Name=enp*", true), ("Name=enp5*", false),
    ("Name=enx*", true), ("Name=!enp*", true), ("Name=!enp* enx*", false),
    ("Name=en[a-p]4s?", true),
    ("Type=ether", true), ("Type=bridge", false), ("Kind=macvtap", false), ("Kind=!*", true),
    ("MACAddress=02:00:00:00:00:02 02:00:00:00:00:01", true),
    ("MACAddress=02:00:00:00:00:02", false),
    ("Name=enp4s0\nType=bridge", false), ("Name=", false), ("X-Note=anything", false),
    ("X-Note=anything\nName=enp4s0", true),
  ])
  func `a match holds as it does for networkd`(match: String, holds: Bool) {
    let found = UnitMatch([unit("10-a.network", match)]).file(for: nic)
    #expect((found != nil) == holds)
  }

  @Test func `the first by name in byte order wins, wherever it stands`() {
    let units = [
      unit("20-b.network", "Name=*"), unit("10-Z.network", "Name=*", in: "/run/systemd/network"),
      unit("10-a.network", "Name=*", in: "/usr/lib/systemd/network"),
    ]
    #expect(UnitMatch(units).file(for: nic)?.name == "10-Z.network")
  }

  @Test func `a mask and an unreadable file hide the same name in weaker folders`() {
    let weak = unit("10-a.network", "Name=*", in: "/usr/lib/systemd/network")
    #expect(UnitMatch([weak, unit("10-a.network", "")]).file(for: nic) == nil)
    #expect(UnitMatch([weak, unit("10-a.network", "Name=*", mode: 0o600)]).file(for: nic) == nil)
  }

  @Test func `a file without a match section is passed over`() {
    let units = [
      UnitOnDisk(
        folder: "/etc/systemd/network", name: "10-a.network", text: "[Network]\nDHCP=yes\n",
        identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
    ]
    #expect(UnitMatch(units).file(for: nic) == nil)
  }

  @Test func `the guard takes a tap before a catch-all of others`() {
    let units = [
      unit("99-all.network", "Type=ether"), unit("06-reconcile-macvtap.network", "Kind=macvtap"),
    ]
    #expect(UnitMatch(units).file(for: tap)?.name == "06-reconcile-macvtap.network")
    #expect(UnitMatch(units).file(for: nic)?.name == "99-all.network")
  }

  @Test(arguments: [
    ("", "", true), ("*", "", true), ("a*c", "abc", true), ("a*c", "abd", false),
    ("[]a]", "]", true),
    ("[!a]", "b", true), ("[", "[", true), ("\\*", "*", true), ("\\*", "a", false),
    ("a?", "a", false),
  ])
  func `globs match as fnmatch does`(pattern: String, text: String, matches: Bool) {
    #expect(glob(pattern, matches: text) == matches)
  }
}
