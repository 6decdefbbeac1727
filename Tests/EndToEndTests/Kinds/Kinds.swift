import Testing

/// What takes a kernel with all kinds of links: `make test-vm` brings one where the machine's own
/// lacks some. A test of a kind is a suite in an extension of this one, in a file beside this one.
@Suite(.enabled(if: Machine.hasAllKinds, "this kernel lacks kinds of links: make test-vm"))
enum Kinds {}
