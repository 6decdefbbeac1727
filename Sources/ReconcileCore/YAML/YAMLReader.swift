import CYAML

/// One step of a YAML text, copied out of libyaml.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    case scalar(Node.Scalar)
    case alias(String)
  }

  var kind: Kind
  var range: SourceRange
  var anchor: String?
  var hasTag = false
}

/// The events of one YAML text.
///
/// libyaml's parser holds pointers into itself and into its input, so both are allocated here and
/// never move.
struct YAMLReader: ~Copyable {
  private let source: Source
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// - Throws: When memory runs out.
  init(_ source: Source) throws(YAMLFailure) {
    self.source = source
    let utf8 = source.text.utf8
    input = .allocate(capacity: utf8.count)
    _ = input.initialize(from: utf8)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else {
      throw YAMLFailure("out of memory", at: source.start)
    }
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  mutating func next() throws(YAMLFailure) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    return copy(event)
  }

  private func copy(_ event: yaml_event_t) -> YAMLEvent {
    let range = SourceRange(
      source: source, start: Position(event.start_mark), end: Position(event.end_mark))
    // `data` is a union: only the member that the type names may be read.
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return YAMLEvent(
        kind: .scalar(.init(text: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)),
        range: range, anchor: string(scalar.anchor), hasTag: scalar.tag != nil)
    case YAML_ALIAS_EVENT:
      return YAMLEvent(kind: .alias(string(event.data.alias.anchor) ?? ""), range: range)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return YAMLEvent(
        kind: .sequenceStart, range: range, anchor: string(start.anchor), hasTag: start.tag != nil)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return YAMLEvent(
        kind: .mappingStart, range: range, anchor: string(start.anchor), hasTag: start.tag != nil)
    case YAML_SEQUENCE_END_EVENT: return YAMLEvent(kind: .sequenceEnd, range: range)
    case YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .mappingEnd, range: range)
    case YAML_STREAM_START_EVENT: return YAMLEvent(kind: .streamStart, range: range)
    case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, range: range)
    case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, range: range)
    // YAML_NO_EVENT comes when one reads on after the end.
    default: return YAMLEvent(kind: .streamEnd, range: range)
    }
  }

  private func string(_ text: UnsafePointer<yaml_char_t>?) -> String? {
    text.map { String(cString: $0) }
  }

  private func failure() -> YAMLFailure {
    let error = parser.pointee
    guard error.error != YAML_MEMORY_ERROR else {
      return YAMLFailure("out of memory", at: source.start)
    }
    let problem = error.problem.map { String(cString: $0) } ?? "unknown error"
    // The reader, which decodes characters, sets no mark but the offset of a byte.
    let position =
      error.error == YAML_READER_ERROR
      ? source.position(ofByte: error.problem_offset) : Position(error.problem_mark)
    var notes: [Problem.Note] = []
    let began = Position(error.context_mark)
    if let context = error.context, began != position {
      notes.append(.init(String(cString: context), at: source.range(at: began)))
    }
    return source.syntaxFailure(problem, at: position, notes: notes)
  }
}

extension Position {
  /// libyaml counts from 0.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: mark.line + 1, column: mark.column + 1)
  }
}
