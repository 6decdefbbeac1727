extension LinkOption {
  /// How a manifest writes the option.
  var valueType: ValueType<OptionValue> {
    switch form {
    case .flag: ValueType.boolean.map { .flag($0) }
    case .number(let range): Self.number(range)
    case .words(let words): Self.word(words)
    case .time(let range): Self.time(range, step: step)
    case .mac: ValueType.mac.map { .mac($0) }
    case .link: ValueType.linkName.map { .link($0) }
    case .macs:
      ValueType.mac.list.map { macs in
        .macs(macs.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
      }
    case .arpTargets: Self.arpTargets
    }
  }

  /// networkd leaves out what the kernel would refuse, so that a plan would never be empty.
  private static let arpTargets: ValueType<OptionValue> = {
    let list = ValueType.ipv4("192.168.250.1").located.list
    return ValueType(expected: list.expected, shape: list.shape) { node, place, decoding in
      guard let targets = list.read(node, place, &decoding) else { return nil }
      var seen: [IPAddress: SourceRange] = [:]
      for target in targets {
        if let first = seen.updateValue(target.range, forKey: target.value) {
          decoding.report(
            Problem(
              "\(place): \(target.value) is given twice", at: target.range,
              notes: [.init("it stands here already", at: first)]))
        }
      }
      if targets.count > mostARPTargets {
        decoding.report(
          "\(place): the kernel takes at most \(mostARPTargets)",
          at: targets[mostARPTargets].range)
      }
      return .addresses(targets.map(\.value))
    }
  }()

  private static func number(_ range: ClosedRange<UInt64>) -> ValueType<OptionValue> {
    let bounds = UInt32(clamping: range.lowerBound)...UInt32(clamping: range.upperBound)
    return ValueType.number(bounds).map { .number(UInt64($0)) }
  }

  private static func word(_ words: [Word]) -> ValueType<OptionValue> {
    let texts = words.map(\.text)
    return ValueType("one of " + alternatives(texts), shape: .words(texts)) {
      text throws(Complaint) in
      // YAML knows two words for each of these.
      let yes = ["yes", "true", "on"].contains(text) ? "yes" : text
      let word = ["no", "false", "off"].contains(text) ? "no" : yes
      guard texts.contains(word) else {
        throw Complaint(
          "is not one of " + alternatives(texts), help: Suggestion.help(for: text, among: texts))
      }
      return .word(word)
    }
  }

  private static func time(_ range: ClosedRange<UInt64>, step: UInt64) -> ValueType<OptionValue> {
    let low = OptionValue.time(range.lowerBound)
    let high = OptionValue.time(range.upperBound)
    return ValueType(
      "a time with its unit such as 100ms or 2s", shape: .string(pattern: Pattern.time)
    ) { text throws(Complaint) in
      guard let time = OptionValue.microseconds(text) else {
        if UInt64(text) != nil {
          throw Complaint("has no unit", help: "write \(text)ms or \(text)s")
        }
        return nil
      }
      guard range.contains(time) else {
        throw Complaint("is not between \(low) and \(high)")
      }
      guard time.isMultiple(of: step) else {
        throw Complaint("is too fine: the kernel counts it in steps of \(OptionValue.time(step))")
      }
      return .time(time)
    }
  }
}

extension ValueType {
  /// The same, read as another type.
  func map<Other: Sendable>(
    _ transform: @escaping @Sendable (Value) -> Other
  ) -> ValueType<Other> {
    let read = read
    return ValueType<Other>(expected: expected, shape: shape) { node, place, decoding in
      read(node, place, &decoding).map(transform)
    }
  }
}
