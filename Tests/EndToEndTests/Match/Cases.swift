extension MatchCase {
  static let names = [
    MatchCase("a name", [.match("10-a", "Name=enp4s0")], ["enp4s0": "10-a", "enp5s0": "none"]),
    MatchCase(
      "an alternative name", [.match("10-a", "Name=eno1")], ["enp4s0": "10-a", "enp5s0": "none"]),
    MatchCase("a list", [.match("10-a", "Name=br0 enp5s0")], ["br0": "10-a", "enp5s0": "10-a"]),
    MatchCase(
      "a second line adds", [.match("10-a", "Name=br0", "Name=enp5s0")],
      ["br0": "10-a", "enp5s0": "10-a"]),
    MatchCase(
      "an empty assignment takes back", [.match("10-a", "Name=br0", "Name=", "Name=enp5s0")],
      ["br0": "none", "enp5s0": "10-a"]),
    MatchCase("a glob", [.match("10-a", "Name=enp*")], ["enp4s0": "10-a", "br0": "none"]),
    MatchCase(
      "a range", [.match("10-a", "Name=enp[5-9]s0")], ["enp4s0": "none", "enp5s0": "10-a"]),
    MatchCase(
      "a negated range", [.match("10-a", "Name=enp[!5]s0")], ["enp4s0": "10-a", "enp5s0": "none"]),
    MatchCase("a class", [.match("10-a", "Name=br[[:digit:]]")], ["enp4s0": "none"]),
    MatchCase("a question mark", [.match("10-a", "Name=br?")], ["br0": "10-a"]),
    MatchCase("everything", [.match("10-a", "Name=*")], ["lo": "10-a", "tap0": "10-a"]),
    MatchCase(
      "a negated name", [.match("10-a", "Name=!enp5s0")], ["enp5s0": "none", "br0": "10-a"]),
    MatchCase(
      "a negated name does not keep a NIC with other names away",
      [.match("10-a", "Name=!enp4s0")], ["enp4s0": "10-a", "br0": "10-a"]),
    MatchCase(
      "a negated list that has all names keeps it away",
      [.match("10-a", "Name=!enp4s0 eno1 enx*")], ["enp4s0": "none", "enp5s0": "10-a"]),
    MatchCase(
      "one negated word among others", [.match("10-a", "Name=enp* !enp5s0")],
      ["enp4s0": "10-a", "enp5s0": "none", "br0": "none"]),
    MatchCase(
      "a negated line and a plain one", [.match("10-a", "Name=!enp5s0", "Name=enp5s0 br0")],
      ["enp5s0": "none", "br0": "10-a", "vx0": "none"]),
    MatchCase("two exclamation marks", [.match("10-a", "Name=!!br0")], ["br0": "10-a"]),
    MatchCase(
      "a blank behind the exclamation mark", [.match("10-a", "Name=! br0")],
      ["br0": "none", "vx0": "10-a"]),
    MatchCase("quotes are letters", [.match("10-a", "Name=\"br0\"")], ["br0": "none"]),
    MatchCase("a backslash goes", [.match("10-a", "Name=b\\r0")], ["br0": "10-a"]),
    MatchCase("a star behind a backslash is one", [.match("10-a", "Name=br\\*")], ["br0": "10-a"]),
    MatchCase(
      "words that are no names are passed over",
      [.match("10-a", "Name=a/b 123 all default br0 \(String(repeating: "x", count: 128))")],
      ["br0": "10-a", "vx0": "none"]),
    MatchCase("none but such words", [.match("10-a", "Name=a:b 12 all")], ["br0": "none"]),
    MatchCase("a negated invalid name", [.match("10-a", "Name=!a:b")], ["br0": "none"]),
  ]

  static let kinds = [
    MatchCase(
      "an address", [.match("10-a", "MACAddress=02:00:00:00:00:01")],
      ["enp4s0": "10-a", "vmbridge": "none"]),
    MatchCase(
      "addresses in other shapes",
      [.match("10-a", "MACAddress=02-00-00-00-00-01 0200.0000.000b", "MACAddress=x 9:9:9:9:9:9")],
      ["enp4s0": "10-a", "vmbridge": "10-a", "br0": "none"]),
    MatchCase(
      "an address without leading zeros", [.match("10-a", "MACAddress=2:0:0:0:0:1")],
      ["enp4s0": "10-a"]),
    MatchCase("no address at all", [.match("10-a", "MACAddress=foo")], ["enp4s0": "none"]),
    MatchCase(
      "no address at all, and a name", [.match("10-a", "MACAddress=foo", "Name=br0")],
      ["br0": "10-a"]),
    MatchCase(
      "an IP address is one of some other link", [.match("10-a", "MACAddress=10.0.0.1")],
      ["enp4s0": "none"]),
    MatchCase(
      "the loopback has an address", [.match("10-a", "MACAddress=00:00:00:00:00:00")],
      ["lo": "10-a"]),
    MatchCase(
      "a permanent address that is none", [.match("10-a", "PermanentMACAddress=02:00:00:00:00:01")],
      ["enp4s0": "none"]),
    MatchCase(
      "a permanent address of zeros", [.match("10-a", "PermanentMACAddress=00:00:00:00:00:00")],
      ["enp4s0": "10-a"]),
    MatchCase(
      "kind macvtap", [.match("10-a", "Kind=macvtap")], ["tap0": "10-a", "vmbridge": "none"]),
    MatchCase(
      "kinds by glob", [.match("10-a", "Kind=mac*")], ["tap0": "10-a", "vmbridge": "10-a"]),
    MatchCase("no kind", [.match("10-a", "Kind=!*")], ["lo": "10-a", "enp4s0": "none"]),
    MatchCase("not that kind", [.match("10-a", "Kind=!veth")], ["lo": "10-a", "enp4s0": "none"]),
    MatchCase(
      "without udev all are Ethernet", [.match("10-a", "Type=ether")],
      ["lo": "none", "br0": "10-a", "vx0": "10-a", "tap0": "10-a"]),
    MatchCase("without udev nothing is a bridge", [.match("10-a", "Type=bridge")], ["br0": "none"]),
    MatchCase("the loopback", [.match("10-a", "Type=loopback")], ["lo": "10-a", "br0": "none"]),
    MatchCase(
      "drivers", [.match("10-a", "Driver=veth"), .match("20-b", "Driver=brid* macvlan")],
      ["enp4s0": "10-a", "br0": "20-b", "vmbridge": "20-b", "lo": "none"]),
    MatchCase("no driver", [.match("10-a", "Driver=!*")], ["lo": "10-a", "enp4s0": "none"]),
    MatchCase("a path", [.match("10-a", "Path=*")], ["enp4s0": "none"]),
    MatchCase("no path", [.match("10-a", "Path=!pci-*")], ["enp4s0": "10-a"]),
    MatchCase("a property", [.match("10-a", "Property=INTERFACE=enp4s0")], ["enp4s0": "none"]),
    MatchCase("no property", [.match("10-a", "Property=!ID_BUS=usb")], ["enp4s0": "10-a"]),
    MatchCase("a property that is none", [.match("10-a", "Property=ID_BUS")], ["enp4s0": "none"]),
    MatchCase(
      "wireless", [.match("10-a", "WLANInterfaceType=*"), .match("20-b", "SSID=*")],
      ["enp4s0": "none"]),
    MatchCase(
      "not wireless", [.match("10-a", "SSID=!home", "WLANInterfaceType=!ap")], ["enp4s0": "10-a"]),
    MatchCase("no access point", [.match("10-a", "BSSID=00:00:00:00:00:00")], ["enp4s0": "10-a"]),
    MatchCase("an access point", [.match("10-a", "BSSID=02:00:00:00:00:01")], ["enp4s0": "none"]),
    MatchCase(
      "all keys have to hold",
      [.match("10-a", "Name=enp*", "Kind=bridge"), .match("20-b", "Name=enp4s0", "Kind=veth")],
      ["enp4s0": "20-b", "br0": "none"]),
    MatchCase(
      "quotes around a kind", [.match("10-a", "Kind=\"bridge\" 'vx'lan")],
      ["br0": "10-a", "vx0": "10-a"]),
    MatchCase(
      "a quote without an end", [.match("10-a", "Kind=vxlan \"bridge")],
      ["br0": "none", "vx0": "10-a"]),
    MatchCase(
      "unmanaged is no file",
      [
        .text("10-a", ["[Match]", "Kind=macvtap", "[Link]", "Unmanaged=yes"]),
        .match("20-b", "Name=*"),
      ],
      ["tap0": "none", "enp4s0": "20-b"]),
    MatchCase(
      "unmanaged taken back",
      [
        .text(
          "10-a",
          [
            "[Match]", "Name=br0", "[Link]", "Unmanaged=yes", "Unmanaged=what", "[Link]",
            "Unmanaged=off",
          ])
      ],
      ["br0": "10-a"]),
    MatchCase("an unknown key", [.match("10-a", "Nmae=br0")], ["br0": "none"]),
    MatchCase(
      "a key of our own", [.match("10-a", "X-Note=br0", "Name=br0")],
      ["br0": "10-a", "vx0": "none"]),
  ]
}
