/// What an import has to say beside the manifest.
package struct ImportNote: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// A value or file that the manifest does not have, with the reason.
    case leftOut
    /// What is as it should be and worth a word.
    case remark
  }

  package var kind: Kind
  /// A file, or a link and its key.
  package var subject: String
  package var text: String

  package init(_ kind: Kind, _ subject: String, _ text: String) {
    self.kind = kind
    self.subject = subject
    self.text = text
  }
}

extension ImportNote: CustomStringConvertible {
  package var description: String { "\(subject): \(text)" }
}
