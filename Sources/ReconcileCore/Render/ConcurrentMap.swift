import Dispatch
import Synchronization

extension Array where Element: Sendable {
  /// The same as `flatMap`, on several processors where there is much to do.
  func concurrentFlatMap<Result: Sendable>(
    _ transform: @Sendable (Element) -> [Result]
  ) -> [Result] {
    // Fewer are not worth a second thread.
    let share = 128
    let parts = Mutex([[Result]](repeating: [], count: (count + share - 1) / share))
    DispatchQueue.concurrentPerform(iterations: parts.withLock(\.count)) { part in
      let results = self[part * share..<Swift.min((part + 1) * share, count)].flatMap(transform)
      parts.withLock { $0[part] = results }
    }
    return parts.withLock { $0.flatMap(\.self) }
  }
}
