extension MatchCase {
  /// With what udev says of devices; see `MatchTests.devices`.
  static let devices = [
    MatchCase(
      "the kernel tells bridges", [.match("10-a", "Type=bridge")],
      ["br0": "10-a", "enp4s0": "none", "vx0": "none"]),
    MatchCase(
      "a VXLAN has a type, macvlans have none",
      [.match("10-a", "Type=vxlan"), .match("20-b", "Type=ether")],
      ["vx0": "10-a", "br0": "none", "enp4s0": "20-b", "vmbridge": "20-b", "tap0": "20-b"]),
    MatchCase(
      "neither Ethernet nor a loopback", [.match("10-a", "Type=!ether loopback")],
      ["lo": "none", "enp4s0": "none", "br0": "10-a"]),
    MatchCase(
      "a path", [.match("10-a", "Path=pci-0000:00:1f.?")], ["enp4s0": "10-a", "br0": "none"]),
    MatchCase(
      "no such path", [.match("10-a", "Path=!pci-*")], ["enp4s0": "none", "br0": "10-a"]),
    MatchCase(
      "the driver is that of ethtool",
      [.match("10-a", "Driver=e1000e"), .match("20-b", "Driver=veth")], ["enp4s0": "20-b"]),
    MatchCase(
      "a property of udev", [.match("10-a", "Property=ID_NET_DRIVER=e1000*")],
      ["enp4s0": "10-a", "br0": "none"]),
    MatchCase(
      "a property of the kernel", [.match("10-a", "Property=INTERFACE=br0 DEVTYPE=bridge")],
      ["br0": "10-a", "enp4s0": "none"]),
    MatchCase(
      "properties that udev makes up",
      [.match("10-a", "Property=SUBSYSTEM=net DEVPATH=/devices/virtual/net/br*")],
      ["br0": "10-a", "enp4s0": "none"]),
    MatchCase(
      "all properties have to hold",
      [.match("10-a", "Property=ID_NET_DRIVER=*", "Property=ID_PATH=usb*")], ["enp4s0": "none"]),
    MatchCase(
      "no such property", [.match("10-a", "Property=!ID_NET_DRIVER=e1000e ID_X=y")],
      ["enp4s0": "none", "br0": "10-a"]),
    MatchCase(
      "a property with a blank, in quotes", [.match("10-a", "Property=\"ID_VENDOR=Some Maker\"")],
      ["enp4s0": "10-a", "br0": "none"]),
    MatchCase(
      "a property with a blank, in C", [.match("10-a", "Property=ID_VENDOR=Some\\x20Maker")],
      ["enp4s0": "10-a", "br0": "none"]),
    MatchCase(
      "an escape that C has not", [.match("10-a", "Property=ID_VENDOR=\\Some*")],
      ["enp4s0": "none"]),
    MatchCase(
      "words that are no assignment are passed over",
      [.match("10-a", "Property=ID_VENDOR 1D=2 ID-A=b ID_PATH=pci*")],
      ["enp4s0": "10-a", "br0": "none"]),
    MatchCase(
      "another manager is not heeded before 255", [.match("10-a", "Name=enp5s0")],
      ["enp5s0": "10-a"]),
  ]
}
