import ReconcileCore

/// Changes guests by virsh, in few processes however many guests there are.
struct GuestChanges {
  /// For guests to let interfaces go, besides what libvirt waits itself (5 s each).
  private static let release = Duration.seconds(10)

  private let virsh: Virsh
  /// Nobody else can read or write in it.
  private let folder: String
  /// Why those failed that did.
  private var refused: [GuestChange: GuestRefusal] = [:]

  /// Carries out one change of each of several guests.
  ///
  /// - Parameter runtime: A folder on a file system that is gone with the next boot.
  /// - Returns: Why those failed that did.
  static func perform(
    _ changes: [GuestChange], in runtime: String
  ) async throws -> [GuestChange: GuestRefusal] {
    let folder = try Posix.makeTemporaryDirectory(in: runtime)
    defer { Posix.removeFlatDirectory(folder) }
    var work = GuestChanges(virsh: try Virsh(), folder: folder)
    // What one guest gives up, another may be waiting for.
    await work.perform(changes.filter(\.isDetachment))
    await work.perform(changes.filter { !$0.isDetachment })
    return work.refused
  }

  private init(virsh: Virsh, folder: String) {
    self.virsh = virsh
    self.folder = folder
  }

  private mutating func perform(_ changes: [GuestChange]) async {
    // A guest is without its interface for no longer than it takes itself.
    let failed = await carryOut(changes.flatMap(\.commands))
    for change in changes { refused[change] = failed[change.commands[0]] }
    let willing = changes.filter { refused[$0] == nil }
    let half = willing.filter { change in
      change.isReplacement && (change.commands.count == 1 || failed[change.attachment] != nil)
    }
    await waitForRelease((willing.filter(\.isDetachment) + half).filter { $0.side == .live })
    let free = half.filter { refused[$0] == nil }
    await attach(free)
    await putBack(free.filter { refused[$0] != nil })
  }

  private mutating func attach(_ changes: [GuestChange]) async {
    let failed = await carryOut(changes.map(\.attachment))
    for change in changes { refused[change] = failed[change.attachment] }
  }

  /// Better the old interface than none.
  private mutating func putBack(_ changes: [GuestChange]) async {
    let old = changes.compactMap { change in
      change.departing.map { GuestCommand("attach-device", $0, for: change) }
    }
    for (command, reason) in await carryOut(old) {
      refused[command.change]?.reason += "; nor does it take the old one back: \(reason)"
    }
  }

  // MARK: Waiting

  /// Running guests let interfaces go when they like; until then there is no other with the same
  /// address.
  private mutating func waitForRelease(_ changes: [GuestChange]) async {
    var waiting = changes.filter { $0.departing != nil }
    let end = ContinuousClock.now + Self.release
    var silence: (any Error)?
    while !waiting.isEmpty, ContinuousClock.now < end {
      do {
        let interfaces = try await virsh.liveInterfaces(of: waiting.map(\.uuid))
        silence = nil
        waiting = zip(waiting, interfaces).filter { change, interfaces in
          interfaces.contains { change.departing?.isSame(as: $0) ?? false }
        }.map(\.0)
      } catch {
        // A libvirtd that is busy answers the next time.
        silence = error
      }
      if !waiting.isEmpty { try? await Task.sleep(for: .milliseconds(100)) }
    }
    for change in waiting {
      refused[change] = GuestRefusal(
        silence.map { "\(change.guest): \($0)" }
          ?? "\(change.guest) does not let \(change.interface) go: it may be at its boot, or without"
          + " support for hotplug; shut it down, or try again")
    }
  }

  // MARK: Commands

  /// Carries commands out, each of them whatever became of those before.
  ///
  /// - Returns: Why those failed that did.
  private func carryOut(_ commands: [GuestCommand]) async -> [GuestCommand: GuestRefusal] {
    var failed: [GuestCommand: GuestRefusal] = [:]
    var rest = commands[...]
    while !rest.isEmpty {
      let reasons: [GuestRefusal?]
      do { reasons = try await answers(to: rest) } catch {
        reasons = rest.map { _ in GuestRefusal("\(error)") }
      }
      for (command, reason) in zip(rest, reasons) {
        failed[command] = reason.map {
          GuestRefusal("\(command.change.guest): \($0)", isNoAnswer: $0.isNoAnswer)
        }
      }
      let last = rest[rest.startIndex + reasons.count - 1]
      rest = rest.dropFirst(reasons.count)
      // Whoever hangs would hang again.
      if failed[last] != nil { rest = rest.drop { $0.change == last.change } }
    }
    return failed
  }

  /// What one process says to the first of the commands: why they failed, or `nil`.
  private func answers(to commands: ArraySlice<GuestCommand>) async throws -> [GuestRefusal?] {
    let mark = Virsh.mark()
    var script = ""
    var files: [String] = []
    for command in commands {
      let file = "\(folder)/\(files.count).xml"
      // An error flushes both outputs, so that each reason is in front of its mark.
      let text = "\(command.text(file: file)); echo --err \(mark); "
      guard script.utf8.count + text.utf8.count < Virsh.longestScript else { break }
      try DurableFile.write(try virsh.xml.text(of: command.element), to: file, mode: 0o600)
      script += text
      files.append(file)
    }
    let transcript = try await TimedProcess.transcript(
      of: "virsh", Virsh.connection + [script], silence: Virsh.changing)
    return VirshAnswers(transcript, mark: mark, files: files).reasons
  }
}

/// Why a change was not made.
package struct GuestRefusal: Sendable, Hashable, CustomStringConvertible {
  package var reason: String
  /// Whether nothing was said at all: it may have been made all the same.
  package var isNoAnswer: Bool

  package init(_ reason: String, isNoAnswer: Bool = false) {
    self.reason = reason
    self.isNoAnswer = isNoAnswer
  }

  package var description: String { reason }
}

/// What virsh has said to commands, each of which is followed by a mark.
struct VirshAnswers {
  /// Why they failed; `nil` for those that did not. It lacks those that were not come to.
  var reasons: [GuestRefusal?]

  /// - Parameter files: The arguments of the commands, which mean nothing to people.
  init(_ transcript: TimedProcess.Transcript, mark: String, files: [String]) {
    let parts = transcript.text.utf8.split(separator: mark.utf8, omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    reasons = zip(parts.dropLast(), files).map { part, file in
      // The mark's own line begins as an error does.
      let lines = part.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .filter { !$0.isEmpty }
      return lines.isEmpty
        ? nil : GuestRefusal(lines.joined(separator: "; ").replacing(" from \(file)", with: ""))
    }
    guard reasons.count < files.count else { return }
    switch transcript.end {
    case .silent(let limit):
      reasons.append(GuestRefusal("virsh gave no answer within \(limit.text)", isNoAnswer: true))
    case .exited(let status):
      let last = parts.last?.split(whereSeparator: \.isNewline).joined(separator: "; ") ?? ""
      let rest = files.count - reasons.count
      reasons += Array(repeating: GuestRefusal("virsh: \(status) \(last)"), count: rest)
    }
  }
}

/// A command of virsh about one interface of a guest.
private struct GuestCommand: Hashable {
  var verb: String
  var element: XMLElement
  var change: GuestChange

  init(_ verb: String, _ element: XMLElement, for change: GuestChange) {
    (self.verb, self.element, self.change) = (verb, element, change)
  }

  func text(file: String) -> String {
    "\(verb) \(change.uuid) \(file) --\(change.side == .live ? "live" : "config")"
  }
}

extension GuestChange {
  fileprivate var isReplacement: Bool { if case .replace = verb { true } else { false } }
  fileprivate var isDetachment: Bool { verb == .detach }

  /// The interface that goes.
  fileprivate var departing: XMLElement? {
    switch verb {
    case .replace(let old): old
    case .detach: element
    case .attach, .update: nil
    }
  }

  fileprivate var attachment: GuestCommand { GuestCommand("attach-device", element, for: self) }

  /// What is tried at once, in order.
  fileprivate var commands: [GuestCommand] {
    switch verb {
    case .attach: [attachment]
    case .update: [GuestCommand("update-device", element, for: self)]
    case .detach: [GuestCommand("detach-device", element, for: self)]
    case .replace(let old):
      // In the slot of the old one libvirt takes the new one only when that has gone.
      [GuestCommand("detach-device", old, for: self)]
        + (old.child("address") != nil && old.child("address") == element.child("address")
          ? [attachment] : [])
    }
  }
}

extension XMLElement {
  /// Whether both are one interface of a running guest: two may have one Ethernet address.
  fileprivate func isSame(as other: XMLElement) -> Bool {
    child("mac")?["address"] == other.child("mac")?["address"]
      && child("address") == other.child("address")
  }
}
