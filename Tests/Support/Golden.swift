package import Testing

/// Compares a text with the file that holds what it has to be.
///
/// `RECORD=1 swift test` writes the file anew, and the test fails all the same: read what was
/// written before you commit it.
package func expectGolden(
  _ text: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard Files.isRecording else {
    #expect(text == Files.text(path), sourceLocation: sourceLocation)
    return
  }
  Files.write(text, to: path)
  Issue.record("recorded", sourceLocation: sourceLocation)
}
