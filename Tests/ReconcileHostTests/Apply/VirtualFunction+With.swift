import ReconcileCore

extension VirtualFunction {
  /// What it is after the kernel has set what is given.
  func with(_ given: VirtualFunction) -> VirtualFunction {
    var result = self
    func set<Value>(_ path: WritableKeyPath<VirtualFunction, Value?>) {
      if let value = given[keyPath: path] { result[keyPath: path] = value }
    }
    set(\.mac)
    set(\.vlan)
    set(\.priority)
    set(\.vlanProtocol)
    set(\.checksSpoofing)
    set(\.isTrusted)
    set(\.state)
    set(\.minRate)
    set(\.maxRate)
    return result
  }
}
