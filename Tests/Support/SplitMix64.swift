import Glibc

/// A small random number generator: the same numbers for the same seed everywhere.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// The seed in `SEED`, else one by the clock; whoever uses it prints it.
  package static var seed: UInt64 {
    getenv("SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64(time(nil))
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  package mutating func isOne(of count: Int) -> Bool { below(count) == 0 }

  package mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
