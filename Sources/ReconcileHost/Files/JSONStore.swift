import FoundationEssentials
import ReconcileCore

/// A file of the program's state that is there and cannot be understood.
struct UnreadableState: Error, CustomStringConvertible {
  var path: String
  var cause: any Error

  var description: String { "cannot read \(path): it is not what this version writes (\(cause))" }
}

/// State of the program in JSON files that are replaced whole.
enum JSONStore {
  /// - Returns: `nil` where there is no such file.
  static func load<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value? {
    guard let snapshot = try FileSnapshot.read(path) else { return nil }
    do {
      return try JSONDecoder().decode(type, from: Data(snapshot.text.utf8))
    } catch {
      throw UnreadableState(path: path, cause: error)
    }
  }

  static func save(_ value: some Encodable, to path: String, mode: UInt32 = 0o600) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    try DurableFile.replace(path, with: text, mode: mode)
  }
}

/// A value as JSON for people and programs: sorted keys, indented.
package func prettyJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
