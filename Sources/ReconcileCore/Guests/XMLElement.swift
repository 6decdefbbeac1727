/// An element of an XML document as a value: as much of XML as libvirt uses.
package struct XMLElement: Sendable, Hashable {
  package var name: String
  /// In the order of the text.
  package var attributes: [Attribute]
  package var children: [XMLElement]
  /// The text in it, where it has no children.
  package var text: String

  package struct Attribute: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    _ name: String, _ attributes: [Attribute] = [], children: [XMLElement] = [], text: String = ""
  ) {
    self.name = name
    self.attributes = attributes
    self.children = children
    self.text = text
  }

  package subscript(attribute: String) -> String? {
    get { attributes.first { $0.name == attribute }?.value }
    set {
      guard let newValue else { return attributes.removeAll { $0.name == attribute } }
      if let place = attributes.firstIndex(where: { $0.name == attribute }) {
        attributes[place].value = newValue
      } else {
        attributes.append(Attribute(attribute, newValue))
      }
    }
  }

  package func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// Replaces the child of that name, or appends it; `nil` removes it.
  package mutating func setChild(_ name: String, _ child: XMLElement?) {
    guard let child else { return children.removeAll { $0.name == name } }
    if let place = children.firstIndex(where: { $0.name == name }) {
      children[place] = child
    } else {
      children.append(child)
    }
  }
}
