/// An inventory of NICs for programs, as JSON. Fields are only ever added.
package struct NICDocument: Encodable, Sendable {
  package var format = "reconcile/identify"
  package var version = 1
  /// The path of the manifest that was looked at.
  package var manifest: String?
  package var nics: [NIC]
  package var missing: [Missing]

  package struct NIC: Encodable, Sendable {
    var name: String
    var alternativeNames: [String]
    var permanentMAC: String?
    var driver: String?
    var path: String?
    var port: String?
    /// In Mbit/s.
    var speed: UInt32?
    var carrier: Bool
    /// The id below `nics:` that names it.
    var id: String?
    /// As a manifest has it.
    var match: String
  }

  package struct Missing: Encodable, Sendable {
    var id: String
    var reason: String
  }

  package init(_ inventory: NICInventory, manifest: String?) {
    self.manifest = manifest
    nics = inventory.nics.map { nic in
      NIC(
        name: nic.name, alternativeNames: nic.alternativeNames,
        permanentMAC: nic.permanentMAC?.description, driver: nic.facts.driver,
        path: nic.facts.path, port: nic.facts.port, speed: nic.facts.speed,
        carrier: nic.hasCarrier, id: nic.id, match: nic.match.text)
    }
    missing = inventory.missing.map { Missing(id: $0.id, reason: $0.reason) }
  }
}
