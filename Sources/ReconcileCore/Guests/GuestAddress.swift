/// An address inside a guest.
package struct GuestAddress: Sendable, Hashable {
  package var mac: MACAddress
  package var address: IPAddress

  package init(mac: MACAddress, address: IPAddress) {
    self.mac = mac
    self.address = address
  }

  /// What a guest says of itself is not worth more lines than that.
  private static let most = 256

  /// Reads the table of `virsh domifaddr --full`.
  ///
  /// The guest chooses the names of its interfaces, with blanks in them if it likes: what counts
  /// stands at the end of each line.
  package static func all(inTable text: String) -> [GuestAddress] {
    text.split(whereSeparator: \.isNewline).prefix(most).compactMap { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count >= 4, let mac = MACAddress(String(words[words.count - 3])),
        let address = CIDR(String(words[words.count - 1]))?.address, !address.isLoopback
      else { return nil }
      return GuestAddress(mac: mac, address: address)
    }
  }
}
