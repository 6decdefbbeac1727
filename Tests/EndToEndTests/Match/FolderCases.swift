extension MatchCase {
  static let folders = [
    MatchCase(
      "the first by name, wherever it stands",
      [.match("20-b", "Name=br0"), .match("run/10-a", "Name=br0")], ["br0": "run/10-a"]),
    MatchCase(
      "capitals sort before small letters",
      [.match("10-a", "Name=br0"), .match("10-B", "Name=br0")],
      ["br0": "10-B"]),
    MatchCase(
      "names are no numbers", [.match("9-a", "Name=br0"), .match("10-a", "Name=br0")],
      ["br0": "10-a"]),
    MatchCase(
      "a dash sorts before a dot and a digit",
      [
        .match("10-a", "Name=br0"), .match("10-a-b", "Name=br0"), .match("10-a0", "Name=vx0"),
        .match("10-a.x", "Name=vx0"),
      ],
      ["br0": "10-a-b", "vx0": "10-a.x"]),
    MatchCase(
      "the same name in a stronger folder",
      [.match("10-a", "Name=vx0"), .match("run/10-a", "Name=br0")], ["br0": "none", "vx0": "10-a"]),
    MatchCase(
      "an empty file is a mask", [.empty("10-a"), .match("run/10-a", "Name=br0")], ["br0": "none"]),
    MatchCase(
      "a link to /dev/null is a mask",
      [.link("10-a", to: "/dev/null"), .match("run/10-a", "Name=br0")], ["br0": "none"]),
    MatchCase(
      "a link to nowhere hides too",
      [.link("10-a", to: "/nowhere"), .match("run/10-a", "Name=br0")], ["br0": "none"]),
    MatchCase(
      "a link to a file is that file",
      [.link("10-a", to: "/run/elsewhere"), .text("/run/elsewhere", ["[Match]", "Name=br0"])],
      ["br0": "10-a"]),
    MatchCase(
      "a folder hides too", [.folder("10-a"), .match("run/10-a", "Name=br0")], ["br0": "none"]),
    MatchCase(
      "mode 0600 hides too",
      [.match("10-a", "Name=br0", mode: 0o600), .match("run/10-a", "Name=br0")], ["br0": "none"]),
    MatchCase(
      "mode 0640 with networkd's group can be read",
      [.text("10-a", ["[Match]", "Name=br0"], mode: 0o640, group: "systemd-network")],
      ["br0": "10-a"]),
    MatchCase(
      "mode 0640 of root cannot", [.match("10-a", "Name=br0", mode: 0o640)], ["br0": "none"]),
    MatchCase(
      "a folder that networkd cannot list hides nothing",
      [
        .match("10-a", "Name=vx0"), .match("run/10-a", "Name=br0"),
        .folder("/etc/systemd/network", mode: 0o700),
      ],
      ["br0": "run/10-a", "vx0": "none"]),
    MatchCase(
      "a folder that networkd cannot search hides nothing either",
      [
        .match("10-a", "Name=vx0"), .match("run/10-a", "Name=br0"),
        .folder("/etc/systemd/network", mode: 0o744),
      ],
      ["br0": "run/10-a", "vx0": "none"]),
    MatchCase(
      "a drop-in adds a name",
      [.match("10-a", "Name=vx0"), .text("10-a/x", ["[Match]", "Name=br0"])],
      ["br0": "10-a", "vx0": "10-a"]),
    MatchCase(
      "a drop-in takes a name back",
      [.match("10-a", "Name=vx0"), .text("10-a/x", ["[Match]", "Name=", "Name=br0"])],
      ["br0": "10-a", "vx0": "none"]),
    MatchCase(
      "a drop-in narrows",
      [.match("10-a", "Name=br0 vx0"), .text("run/10-a/x", ["[Match]", "Kind=vxlan"])],
      ["br0": "none", "vx0": "10-a"]),
    MatchCase(
      "a drop-in gives a file its match",
      [.text("10-a", ["[Network]", "LLDP=no"]), .text("10-a/x", ["[Match]", "Name=br0"])],
      ["br0": "10-a"]),
    MatchCase(
      "a drop-in alone is nothing", [.text("10-a/x", ["[Match]", "Name=br0"])], ["br0": "none"]),
    MatchCase(
      "a drop-in of a masked file is nothing",
      [.empty("10-a"), .text("10-a/x", ["[Match]", "Name=br0"])], ["br0": "none"]),
    MatchCase(
      "drop-ins are read by name, whatever their folder",
      [
        .match("10-a", "Name=lo"), .text("10-a/20", ["[Match]", "Name=", "Name=br0"]),
        .text("run/10-a/30", ["[Match]", "Name=", "Name=vx0"]),
      ],
      ["lo": "none", "br0": "none", "vx0": "10-a"]),
    MatchCase(
      "a drop-in in a stronger folder hides that of its name",
      [
        .match("run/10-a", "Name=lo"), .text("10-a/x", ["[Match]", "Name=br0"]),
        .text("run/10-a/x", ["[Match]", "Name=vx0"]),
      ],
      ["lo": "run/10-a", "br0": "run/10-a", "vx0": "none"]),
    MatchCase(
      "a masked drop-in says nothing",
      [
        .match("10-a", "Name=lo"), .link("10-a/x", to: "/dev/null"),
        .text("run/10-a/x", ["[Match]", "Name=vx0"]),
      ],
      ["lo": "10-a", "vx0": "none"]),
    MatchCase(
      "a drop-in that leads nowhere says nothing",
      [
        .match("10-a", "Name=lo"), .link("10-a/x", to: "/nowhere"),
        .text("run/10-a/x", ["[Match]", "Name=vx0"]),
      ],
      ["lo": "10-a", "vx0": "none"]),
    MatchCase(
      "a drop-in that cannot be read takes the file with it",
      [.match("10-a", "Name=lo"), .text("10-a/x", ["[Network]"], mode: 0o600)], ["lo": "none"]),
    MatchCase(
      "a drop-in that is a folder takes the file with it",
      [.match("10-a", "Name=lo"), .folder("10-a/x")], ["lo": "none"]),
    MatchCase(
      "a folder of drop-ins that cannot be listed is passed over",
      [
        .match("10-a", "Name=lo"), .text("10-a/x", ["[Match]", "Name=br0"]),
        .folder("/etc/systemd/network/10-a.network.d", mode: 0o700),
      ],
      ["lo": "10-a", "br0": "none"]),
    MatchCase(
      "a drop-in that unmanages",
      [.match("10-a", "Name=br0"), .text("10-a/x", ["[Link]", "Unmanaged=1"])],
      ["br0": "none"]),
    MatchCase(
      "other endings are no drop-ins",
      [
        .match("10-a", "Name=lo"),
        .text("/etc/systemd/network/10-a.network.d/x.cfg", ["[Match]", "Name=br0"]),
      ],
      ["lo": "10-a", "br0": "none"]),
    MatchCase(
      "our own file",
      [
        .text(
          "05-reconcile-br0",
          [
            "# Managed by reconcile: edits to this file are undone by the next run.",
            "# Change the host's manifest instead, or stop reconcile.timer while you try something out.",
            "", "[Match]", "Name=br0", "", "[Network]", "LinkLocalAddressing=no",
          ]), .match("04-z", "Name=vx0"),
      ], ["br0": "05-reconcile-br0", "vx0": "04-z"]),
    MatchCase(
      "our own file with another match",
      [
        .text(
          "05-reconcile-br0",
          [
            "# Managed by reconcile: edits to this file are undone by the next run.",
            "# Change the host's manifest instead, or stop reconcile.timer while you try something out.",
            "", "[Match]", "Name=br0", "", "[Network]", "LinkLocalAddressing=no", "[Match]",
            "Name=vx0",
          ])
      ], ["br0": "05-reconcile-br0", "vx0": "05-reconcile-br0"]),
    MatchCase(
      "our own file with a drop-in",
      [
        .text(
          "05-reconcile-br0",
          [
            "# Managed by reconcile: edits to this file are undone by the next run.",
            "# Change the host's manifest instead, or stop reconcile.timer while you try something out.",
            "", "[Match]", "Name=br0", "", "[Network]", "LinkLocalAddressing=no",
          ]), .text("05-reconcile-br0/x", ["[Match]", "Name=", "Name=vx0"]),
      ], ["br0": "none", "vx0": "05-reconcile-br0"]),
  ]

  static let syntax = [
    MatchCase("no match at all", [.text("10-a", ["[Network]", "LLDP=no"])], ["br0": "none"]),
    MatchCase("an empty match", [.text("10-a", ["[Match]", "Name="])], ["br0": "none"]),
    MatchCase(
      "a match in two parts",
      [.text("10-a", ["[Match]", "Name=br0", "[Network]", "LLDP=no", "[Match]", "Name=vx0"])],
      ["br0": "10-a", "vx0": "10-a"]),
    MatchCase(
      "sections have their letters", [.text("10-a", ["[match]", "Name=br0"])], ["br0": "none"]),
    MatchCase("keys have their letters", [.match("10-a", "name=br0")], ["br0": "none"]),
    MatchCase(
      "a comment is a line, and not the end of one",
      [.match("10-a", "  # Name=vx0", "; Name=vx0", "Name=br0 # lo")],
      ["br0": "10-a", "vx0": "none", "lo": "10-a"]),
    MatchCase(
      "a line goes on", [.match("10-a", "Name=lo \\", "# between", "  br0 \\", "vx0")],
      ["br0": "10-a", "lo": "10-a", "vx0": "10-a"]),
    MatchCase(
      "two backslashes end a line", [.match("10-a", "Kind=bridge\\\\", "Name=br0")],
      ["br0": "none"]),
    MatchCase(
      "a blank behind the backslash ends the line", [.match("10-a", "Name=vx0 \\ ", "Kind=*")],
      ["br0": "none", "vx0": "10-a"]),
    MatchCase(
      "blanks around the sign", [.match("10-a", "  Name \t=  br0\t")],
      ["br0": "10-a", "vx0": "none"]),
    MatchCase(
      "lines of DOS", [.text("10-a", ["[Match]\r", "Name=\\\r", "br0\r", "[Network]\r"])],
      ["br0": "10-a", "vx0": "none"]),
    MatchCase(
      "a byte order mark", [.bytes("10-a", "", [0xef, 0xbb, 0xbf], "[Match]\nName=br0\n")],
      ["br0": "10-a"]),
    MatchCase(
      "a line without a sign", [.match("10-a", "Name", "=vx0", "Name=br0")],
      ["br0": "10-a", "vx0": "none"]),
    MatchCase(
      "lines before all sections", [.text("10-a", ["Name=vx0", "[Match]", "Name=br0"])],
      ["br0": "10-a", "vx0": "none"]),
    MatchCase(
      "a damaged section takes the file with it",
      [.text("10-a", ["[Match]", "Name=br0", "[Network"]), .match("20-b", "Name=br0")],
      ["br0": "20-b"]),
    MatchCase(
      "a damaged section in a drop-in too",
      [.match("10-a", "Name=br0"), .text("10-a/x", ["[Network"])], ["br0": "none"]),
    MatchCase(
      "an unknown section is passed over",
      [.text("10-a", ["[Matches]", "Name=vx0", "[Match]", "Name=br0", "[X-Y]", "Name=lo"])],
      ["br0": "10-a", "vx0": "none", "lo": "none"]),
    MatchCase(
      "a quote in a section takes the file with it",
      [.text("10-a", ["[Match]", "Name=br0", "[It's]"])], ["br0": "none"]),
    MatchCase(
      "bytes that are no text take the file with them",
      [.bytes("10-a", "[Match]\nName=br0\n[Network]\nDescription=", [0xfc], "\n")], ["br0": "none"]),
    MatchCase(
      "but not in a comment", [.bytes("10-a", "[Match]\nName=br0\n# ", [0xfc], "\n")],
      ["br0": "10-a"]),
    MatchCase(
      "no line feed at the end", [.bytes("10-a", "[Match]\nName=br0", [], "")], ["br0": "10-a"]),
    MatchCase(
      "a NUL ends a line", [.bytes("10-a", "[Match]\nName=br0", [0], "Kind=vxlan\n")],
      ["br0": "none"]),
  ]

  static let conditions = [
    MatchCase(
      "a condition alone matches all", [.match("10-a", "Host=hv01")], ["br0": "10-a", "lo": "10-a"]),
    MatchCase("the host's name by glob", [.match("10-a", "Host=HV*", "Name=br0")], ["br0": "10-a"]),
    MatchCase(
      "another host", [.match("10-a", "Host=hv02", "Name=br0"), .match("20-b", "Name=br0")],
      ["br0": "20-b"]),
    MatchCase("not another host", [.match("10-a", "Host=!hv02")], ["br0": "10-a"]),
    MatchCase("not this host", [.match("10-a", "Host=!hv01")], ["br0": "none"]),
    MatchCase("a bar is a letter", [.match("10-a", "Host=|hv01")], ["br0": "none"]),
    MatchCase("the last line counts", [.match("10-a", "Host=hv02", "Host=hv01")], ["br0": "10-a"]),
    MatchCase(
      "a line taken back", [.match("10-a", "Host=hv02", "Host=", "Name=br0")], ["br0": "10-a"]),
    MatchCase(
      "the machine's id", [.match("10-a", "Host=0123456789abcdef0123456789abcdef")], ["br0": "10-a"]
    ),
    MatchCase(
      "the id as a UUID", [.match("10-a", "Host=01234567-89ab-cdef-0123-456789abcdef")],
      ["br0": "10-a"]),
    MatchCase("the kernel", [.match("10-a", "KernelVersion=>=2.6 <1000")], ["br0": "10-a"]),
    MatchCase("an older kernel", [.match("10-a", "KernelVersion=< 3.0")], ["br0": "none"]),
    MatchCase("a kernel by glob", [.match("10-a", "KernelVersion=*.*")], ["br0": "10-a"]),
    MatchCase("no such kernel", [.match("10-a", "KernelVersion=!1.*")], ["br0": "10-a"]),
    MatchCase("half an expression", [.match("10-a", "KernelVersion=!>=")], ["br0": "none"]),
    MatchCase("the architecture", [.match("10-a", "Architecture=native")], ["br0": "10-a"]),
    MatchCase(
      "another one", [.match("10-a", "Architecture=alpha"), .match("20-b", "Architecture=!vax")],
      ["br0": "20-b"]),
    MatchCase(
      "virtualization",
      [
        .match("10-a", "Virtualization=vm"), .match("20-b", "Virtualization=container"),
        .match("30-c", "Virtualization=no"),
      ], [:]),
    MatchCase(
      "no virtualization",
      [
        .match("10-a", "Virtualization=!yes", "Name=br0"),
        .match("20-b", "Virtualization=!kvm", "Name=br0 vx0"),
      ], [:]),
    MatchCase(
      "the command line", [.match("10-a", "KernelCommandLine=no.such.word")], ["br0": "none"]),
    MatchCase(
      "not on the command line", [.match("10-a", "KernelCommandLine=!no.such=word")],
      ["br0": "10-a"]),
    MatchCase(
      "firmware", [.match("10-a", "Firmware=uefi"), .match("20-b", "Firmware=!uefi")], [:]),
    MatchCase(
      "unknown firmware", [.match("10-a", "Firmware=bios"), .match("20-b", "Firmware=!bios")],
      ["br0": "20-b"]),
    MatchCase(
      "no credential", [.match("10-a", "Credential=key"), .match("20-b", "Credential=!key")],
      ["br0": "20-b"]),
    MatchCase(
      "a credential",
      [.match("10-a", "Credential=key"), .text("/run/credentials/key", ["secret"])],
      environment: ["CREDENTIALS_DIRECTORY=/run/credentials"], ["br0": "10-a"]),
    MatchCase(
      "an unknown condition", [.match("10-a", "Version=>=1", "MachineTag=x")], ["br0": "none"]),
  ]
}
