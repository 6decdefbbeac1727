/// What gathers while nodes become typed values.
struct Decoding {
  private(set) var problems: [Problem] = []
  /// Errors up to now, with those that the reader reported and left a `refused` node for.
  private(set) var faults = 0
  /// The ids of links that had a fault: nothing more is concluded from those.
  var faultyLinks: Set<String> = []
  /// Whether no id can stand where it was not understood.
  var knowsAllLinks = true
  /// Whether a missing key is an error; not so in a fragment, nor where an include failed.
  var requiresKeys = true

  mutating func report(_ message: String, at range: SourceRange, help: String? = nil) {
    report(Problem(message, at: range, help: help))
  }

  mutating func report(_ problem: Problem) {
    problems.append(problem)
    faults += 1
  }

  /// Notes that the reader refused something here.
  mutating func meetRefused() {
    faults += 1
  }
}

/// What a value belongs to, in the words of messages.
struct Place: CustomStringConvertible {
  /// `macvlan 'vmbridge'`; none at the top level.
  var owner: String?
  /// None for the owner itself.
  var key: String?

  /// `mtu of macvlan 'vmbridge'`.
  var description: String {
    switch (owner, key) {
    case (nil, nil): "the manifest"
    case (nil, let key?): key
    case (let owner?, nil): owner
    case (let owner?, let key?): "\(key) of \(owner)"
    }
  }
}
