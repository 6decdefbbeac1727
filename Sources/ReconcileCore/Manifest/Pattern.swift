/// What texts of a type look like, for JSON Schema: regular expressions of ECMA 262.
///
/// A pattern lets everything through that the type reads, and may let more through: an editor's
/// schema is no judge.
enum Pattern {
  static let mac = #"^(?!00([:-]00){5}$)\#(hex)[02468ACEace]((:\#(hex){2}){5}|(-\#(hex){2}){5})$"#

  static let linkName = #"^(?!(all|default|lo|\.{1,2}|[0-9]+)$)(?!-)[A-Za-z0-9._-]{1,15}$"#

  static let address = "^(\(ipv4)|\(ipv6))$"

  static let ipv4Address = "^\(ipv4)$"

  /// An address with a prefix length.
  static let prefix =
    "^(\(ipv4)/0*(3[0-2]|[12]?[0-9])|\(ipv6)/0*(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$"

  static let line = #"^(?=\S)(?!.*\\$).*\S$"#

  static let searchDomain = #"^~?(\.|\#(hostName))$"#

  static let server = "^(\(ipv4)|\(ipv6)|\(hostName))$"

  /// No part is empty, `.` or `..`.
  static let includePath = #"^(?!.*\$)(?!(.*/)?\.{0,2}(/|$)).+$"#

  static let time = "^[0-9]+(us|ms|s|min)$"

  static let vlans = "^[0-9]{1,4}(-[0-9]{1,4})?$"

  static let glob = ##"^(?!!)((?!["'\\])[!-~])+$"##

  /// The name of a variable.
  static let variable = "^[a-z]([a-z0-9-]*[a-z0-9])?$"

  static let withoutDollar = "^[^$]+$"

  static let keyPath = #"^[^.]+(\.[^.]+)*$"#

  /// What a text has in it that variables are put into.
  static let substituted = #"\$"#

  private static let hex = "[0-9A-Fa-f]"
  private static let byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
  private static let ipv4 = #"\#(byte)(\.\#(byte)){3}"#
  private static let ipv6 = #"[0-9A-Fa-f.]*:[0-9A-Fa-f:]*:?[0-9A-Fa-f:.]*"#
  private static let label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
  private static let hostName = #"\#(label)(\.\#(label))*\.?"#
}
