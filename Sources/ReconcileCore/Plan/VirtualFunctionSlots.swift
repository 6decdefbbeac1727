extension Planner {
  /// The virtual function that a guest's interface is; `nil` where the host has none such.
  func slot(of attachment: DesiredAttachment) -> VirtualFunctionSlot? {
    guard let number = attachment.virtualFunction, let parent = attachment.parent,
      let nic = host.links[parent.text]
    else { return nil }
    return observed.virtualFunctions[nic.index]?.first { $0.number == number }
  }

  /// The NIC, and its virtual function, that a domain names as its source.
  func virtualFunction(atSource source: String) -> (nic: String, slot: VirtualFunctionSlot)? {
    for (index, slots) in observed.virtualFunctions {
      if let name = host.names[index],
        let slot = slots.first(where: { $0.address.description == source || $0.link == source })
      {
        return (name, slot)
      }
    }
    return nil
  }

  /// A source in the words of the manifest, where it is a virtual function.
  func text(ofSource source: String) -> String {
    virtualFunction(atSource: source).map { "\($0.nic) vf \($0.slot.number)" } ?? source
  }

  /// Why a guest cannot have its virtual function yet.
  ///
  /// - Parameter domain: That guest.
  func obstacle(toFunctionOf attachment: DesiredAttachment, of domain: Domain) -> LinkProblem? {
    guard let number = attachment.virtualFunction, let parent = attachment.parent else {
      return nil
    }
    guard let slot = slot(of: attachment) else {
      return .unknown(
        "waits for virtual function \(number) of \(parent), which has none such: write"
          + " 'virtual-functions:' below its 'hardware'; udev makes them at boot")
    }
    // Its own, which may be the one that it has now, is compared.
    let holders = observed.runningUsers(of: slot).filter {
      $0.domain != domain.uuid || $0.mac != attachment.mac
    }
    if let holder = holders.first {
      return .unknown(
        "waits for virtual function \(number) of \(parent), which guest \(holder.name) has:"
          + " 'apply' goes on when that has let it go")
    }
    guard attachment.isHostDevice || slot.link != nil else {
      return .unknown(
        "waits for a link of virtual function \(number) of \(parent): no driver is bound to it,"
          + " or a guest has it")
    }
    return nil
  }
}

extension Observation {
  /// The interfaces of running guests that are a virtual function.
  func runningUsers(
    of slot: VirtualFunctionSlot
  ) -> [(domain: String, name: String, mac: MACAddress?)] {
    guard case .domains(let domains) = guests else { return [] }
    return domains.flatMap { domain in
      (domain.live ?? []).filter { interface in
        switch interface.type {
        case "hostdev": interface.source == slot.address.description
        case "direct": interface.source != nil && interface.source == slot.link
        default: false
        }
      }.map { (domain.uuid, domain.name, $0.mac) }
    }
  }
}
