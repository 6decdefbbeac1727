/// What an address on a link has besides its prefix length.
package struct AddressOptions: Sendable, Hashable {
  /// IFA_LABEL, of IPv4 alone; `nil` is the name of the link.
  package var label: String?
  /// Whether the host sends from it where nobody asks for another; else it is IFA_F_DEPRECATED.
  package var isPreferred = true
  /// Whether the kernel makes a route to the subnet; else it is IFA_F_NOPREFIXROUTE.
  package var makesPrefixRoute = true

  package init() {}
}

extension AddressOptions {
  /// What the kernel shows, on a link of that name.
  package init(_ address: KernelAddress, on link: String) {
    label = address.label == link ? nil : address.label
    isPreferred = address.flags & 0x20 == 0
    makesPrefixRoute = address.flags & 0x200 == 0
  }
}

extension AddressOptions: CustomStringConvertible {
  package var description: String {
    let parts = [
      label.map { "label \($0)" }, isPreferred ? nil : "not preferred",
      makesPrefixRoute ? nil : "no prefix route",
    ].compactMap { $0 }
    return parts.isEmpty ? "plain" : parts.joined(separator: ", ")
  }
}
