extension Importer.Result {
  /// The manifest, with what it does not say as comments behind it.
  package var text: String {
    var text = YAMLWriter.text(of: tree)
    let leftOut = notes.filter { $0.kind == .leftOut }
    if !leftOut.isEmpty {
      text += "\n# Not in this manifest:\n"
      text += leftOut.map { "# - \(YAMLWriter.visible($0.description))\n" }.joined()
    }
    return text
  }

  /// All notes, a line each, for standard error.
  package var report: String {
    notes.map { note in
      let word = note.kind == .leftOut ? "left out" : "note"
      return "\(word): \(YAMLWriter.visible(note.description))\n"
    }.joined()
  }
}
