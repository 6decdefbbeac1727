import Testing

@testable import ReconcileCore

/// Conditions on hosts that the one of the end-to-end tests is not.
@Suite struct HostConditionTests {
  private var hypervisor: HostFacts {
    var host = HostFacts()
    host.name = "HV01.example.org"
    host.machineID = "0123456789abcdef0123456789abcdef"
    host.kernelRelease = "6.1.0-37-amd64"
    host.machine = "x86_64"
    host.kernelArguments = ["quiet", "root=/dev/vda1", "console=ttyS0"]
    host.virtualization = "none"
    host.isUEFI = true
    host.dmi = ["board_vendor": "Supermicro", "bios_version": "1.10"]
    host.credentials = ["key"]
    return host
  }

  private func holds(_ key: String, _ value: String, on host: HostFacts?) throws -> Bool {
    let kind = try #require(HostCondition.Kind(rawValue: key))
    return HostCondition(kind, value).holds(on: host)
  }

  @Test(arguments: [
    ("Host", "hv01.*", true), ("Host", "hv01", false), ("Host", "!hv02*", true),
    ("Host", "01234567-89AB-cdef-0123-456789abcdef", true),
    ("Host", "!0123456789abcdef0123456789abcdee", true),
    ("Virtualization", "no", true), ("Virtualization", "!yes", true),
    ("Virtualization", "vm", false),
    ("Virtualization", "none", false), ("Virtualization", "private-users", false),
    ("KernelCommandLine", "quiet", true), ("KernelCommandLine", "root", true),
    ("KernelCommandLine", "root=/dev/vda1", true), ("KernelCommandLine", "root=/dev/vda", false),
    ("KernelCommandLine", "qui", false), ("KernelCommandLine", "!splash", true),
    ("KernelVersion", ">=6.1", true), ("KernelVersion", ">6.1 <6.2", true),
    ("KernelVersion", ">= 6.2", false), ("KernelVersion", "6.1.*", true),
    ("KernelVersion", "=6.1.0-37-amd64", true), ("KernelVersion", "!=6.1", true),
    ("KernelVersion", "!>=", false),
    ("Architecture", "x86-64", true), ("Architecture", "x86_64", false),
    ("Architecture", "native", true), ("Architecture", "!arm64", true),
    ("Firmware", "uefi", true), ("Firmware", "device-tree", false), ("Firmware", "bios", false),
    ("Firmware", "!bios", true), ("Firmware", "smbios-field(board_vendor = Supermicro)", true),
    ("Firmware", "smbios-field(board_vendor $= \"Super*\")", true),
    ("Firmware", "smbios-field(bios_version >= 1.9)", true),
    ("Firmware", "smbios-field(bios_version < 1.9)", false),
    ("Firmware", "smbios-field(no_such = x)", false),
    ("Firmware", "!smbios-field(board_vendor)", false),
    ("Firmware", "device-tree-compatible(a)", false),
    ("Credential", "key", true), ("Credential", "!key", false), ("Credential", "!other", true),
    ("Version", "systemd >=1", false), ("MachineTag", "!a", false),
  ])
  func `a hypervisor`(key: String, value: String, expected: Bool) throws {
    #expect(try holds(key, value, on: hypervisor) == expected)
  }

  @Test(arguments: [
    ("kvm", "vm", true), ("kvm", "yes", true), ("kvm", "kvm", true), ("kvm", "container", false),
    ("kvm", "!qemu", true), ("lxc", "container", true), ("lxc", "vm", false),
    ("lxc", "!vm", true), ("docker", "docker", true),
  ])
  func `virtual hosts`(found: String, value: String, expected: Bool) throws {
    var host = hypervisor
    host.virtualization = found
    #expect(try holds("Virtualization", value, on: host) == expected)
  }

  /// Neither does its contrary.
  @Test(arguments: [("Virtualization", "vm"), ("Virtualization", "!vm"), ("Host", "*")])
  func `what could not be asked does not hold`(key: String, value: String) throws {
    var host = hypervisor
    host.virtualization = nil
    #expect(try !holds(key, value, on: key == "Host" ? nil : host))
  }
}
