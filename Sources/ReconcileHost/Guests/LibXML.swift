import Glibc
package import ReconcileCore

/// libxml2, loaded when the first guest is looked at: a host without guests does not pay for it, and
/// needs no package.
///
/// Its reader and writer for streams (`xmlreader.h`, `xmlwriter.h`), which take pointers that nobody
/// looks into: their layout may change.
package struct LibXML {
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  private typealias Text = UnsafePointer<CChar>
  private typealias OpenReader =
    @convention(c) (Text?, Int32, Text?, Text?, Int32) -> OpaquePointer?
  private typealias Ask = @convention(c) (OpaquePointer) -> Int32
  private typealias Tell = @convention(c) (OpaquePointer) -> Text?
  private typealias Close = @convention(c) (OpaquePointer) -> Void
  private typealias MakeBuffer = @convention(c) () -> OpaquePointer?
  private typealias OpenWriter = @convention(c) (OpaquePointer, Int32) -> OpaquePointer?
  private typealias Write = @convention(c) (OpaquePointer, Text) -> Int32
  private typealias WriteAttribute = @convention(c) (OpaquePointer, Text, Text) -> Int32

  private let openReader: OpenReader
  private let read: Ask
  private let skip: Ask
  private let nodeType: Ask
  private let isEmpty: Ask
  private let nextAttribute: Ask
  private let nodeName: Tell
  private let nodeValue: Tell
  private let closeReader: Close
  private let makeBuffer: MakeBuffer
  private let openWriter: OpenWriter
  private let startElement: Write
  private let writeAttribute: WriteAttribute
  private let writeString: Write
  private let endElement: Ask
  private let closeWriter: Close
  private let content: Tell
  private let freeBuffer: Close

  /// - Throws: `Failure` where the library is not installed.
  package init() throws(Failure) {
    let names = ["libxml2.so.2", "libxml2.so.16"]
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first else {
      throw Failure(description: "libxml2 is not installed, which reads what libvirt says")
    }
    func find<Function>(_ name: String, as type: Function.Type) throws(Failure) -> Function {
      guard let symbol = dlsym(handle, name) else {
        throw Failure(description: "libxml2 has no \(name)")
      }
      return unsafeBitCast(symbol, to: type)
    }
    openReader = try find("xmlReaderForMemory", as: OpenReader.self)
    read = try find("xmlTextReaderRead", as: Ask.self)
    skip = try find("xmlTextReaderNext", as: Ask.self)
    nodeType = try find("xmlTextReaderNodeType", as: Ask.self)
    isEmpty = try find("xmlTextReaderIsEmptyElement", as: Ask.self)
    nextAttribute = try find("xmlTextReaderMoveToNextAttribute", as: Ask.self)
    nodeName = try find("xmlTextReaderConstName", as: Tell.self)
    nodeValue = try find("xmlTextReaderConstValue", as: Tell.self)
    closeReader = try find("xmlFreeTextReader", as: Close.self)
    makeBuffer = try find("xmlBufferCreate", as: MakeBuffer.self)
    openWriter = try find("xmlNewTextWriterMemory", as: OpenWriter.self)
    startElement = try find("xmlTextWriterStartElement", as: Write.self)
    writeAttribute = try find("xmlTextWriterWriteAttribute", as: WriteAttribute.self)
    writeString = try find("xmlTextWriterWriteString", as: Write.self)
    endElement = try find("xmlTextWriterEndElement", as: Ask.self)
    closeWriter = try find("xmlFreeTextWriter", as: Close.self)
    content = try find("xmlBufferContent", as: Tell.self)
    freeBuffer = try find("xmlBufferFree", as: Close.self)
  }

  // MARK: Reading

  /// XML_PARSE_NOERROR, NOWARNING and NONET of parser.h. Entities stay as they are: a bomb of them is
  /// never unfolded.
  private static let options: Int32 = 32 | 64 | 2048
  /// Where libxml2 itself gives up: a disk with many backing files is deep.
  private static let depth = 256

  /// Reads a document.
  ///
  /// - Parameter isWanted: Which elements below the root are kept, by their path; what is in one that
  ///   is not is passed over.
  package func parse(
    _ text: String, keeping isWanted: ([String]) -> Bool = { _ in true }
  ) throws(Failure) -> XMLElement {
    var text = text
    let result = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        Result { () throws(Failure) in try parse(bytes, isWanted) }
      }
    }
    return try result.get()
  }

  private func parse(
    _ bytes: UnsafeBufferPointer<CChar>, _ isWanted: ([String]) -> Bool
  ) throws(Failure) -> XMLElement {
    guard
      let reader = openReader(
        bytes.baseAddress, Int32(clamping: bytes.count), nil, nil, Self.options)
    else { throw Failure(description: "libxml2 has no memory left") }
    defer { closeReader(reader) }
    // The elements that are open, the root first.
    var open: [XMLElement] = []
    var isSkipping = false
    while true {
      let step = isSkipping ? skip(reader) : read(reader)
      isSkipping = false
      guard step == 1 else {
        throw Failure(description: step == 0 ? "XML without a root" : "XML that cannot be read")
      }
      switch nodeType(reader) {
      case 1:
        guard open.count < Self.depth else { throw Failure(description: "XML that is too deep") }
        let path = open.map(\.name) + [nodeName(reader).map(Self.text) ?? ""]
        isSkipping = !open.isEmpty && !isWanted(path)
        guard !isSkipping else { continue }
        // Before the attributes are passed over: they have no end.
        let closes = isEmpty(reader) == 1
        open.append(element(reader))
        if closes, let root = close(&open) { return root }
      case 15: if let root = close(&open) { return root }
      case 3, 4:
        if let last = open.indices.last {
          open[last].text += nodeValue(reader).map(Self.text) ?? ""
        }
      case 5, 10: throw Failure(description: "XML with a document type or entities")
      default: break
      }
    }
  }

  private func element(_ reader: OpaquePointer) -> XMLElement {
    var element = XMLElement(nodeName(reader).map(Self.text) ?? "")
    while nextAttribute(reader) == 1 {
      guard let name = nodeName(reader), let value = nodeValue(reader) else { continue }
      element.attributes.append(.init(Self.text(name), Self.text(value)))
    }
    return element
  }

  /// - Returns: The root, if it is that which ends.
  private func close(_ open: inout [XMLElement]) -> XMLElement? {
    guard var element = open.popLast() else { return nil }
    if !element.children.isEmpty { element.text = "" }
    guard let last = open.indices.last else { return element }
    open[last].children.append(element)
    return nil
  }

  private static func text(_ pointer: Text) -> String { String(cString: pointer) }

  // MARK: Writing

  package func text(of element: XMLElement) throws(Failure) -> String {
    guard let buffer = makeBuffer() else {
      throw Failure(description: "libxml2 has no memory left")
    }
    defer { freeBuffer(buffer) }
    guard let writer = openWriter(buffer, 0) else {
      throw Failure(description: "libxml2 has no memory left")
    }
    let isWritten = write(element, to: writer)
    closeWriter(writer)
    guard isWritten, let text = content(buffer) else {
      throw Failure(description: "libxml2 cannot write <\(element.name)>")
    }
    return Self.text(text)
  }

  private func write(_ element: XMLElement, to writer: OpaquePointer) -> Bool {
    guard startElement(writer, element.name) >= 0 else { return false }
    for attribute in element.attributes {
      guard writeAttribute(writer, attribute.name, attribute.value) >= 0 else { return false }
    }
    for child in element.children {
      guard write(child, to: writer) else { return false }
    }
    if !element.text.isEmpty, writeString(writer, element.text) < 0 { return false }
    return endElement(writer) >= 0
  }
}
