import CLinux
import Glibc
package import ReconcileCore
package import SystemPackage

/// What the kernel, or the way to it, refused, and what was being done.
package struct NetlinkError: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// NLMSG_ERROR, with the kernel's own words (NETLINK_EXT_ACK) where it has any.
    case refused(Errno, message: String?)
    /// A system call on the socket, or on a file below /proc/sys, failed.
    case call(String, Errno)
    /// No answer within the socket's time limit.
    case noAnswer
    case malformed(MalformedMessage)
    /// An answer was longer than the buffer.
    case truncated
    /// The kernel would delete another route of the same key instead, the one by this gateway.
    case ambiguous(IPAddress?)
    /// Each of this many dumps was interrupted by a change.
    case unstable(tries: Int)
  }

  /// What was being done, as `create macvlan vmbridge on enp4s0, mode bridge`.
  package var action: String
  package var reason: Reason

  package init(_ action: String, _ reason: Reason) {
    self.action = action
    self.reason = reason
  }

  /// The number of the kernel's refusal, if it is one.
  package var refusal: Errno? {
    if case .refused(let errno, _) = reason { errno } else { nil }
  }
}

extension NetlinkError: CustomStringConvertible {
  package var description: String {
    switch reason {
    case .refused(let errno, let message?): "\(action): \(errno.named): \(message)"
    case .refused(let errno, nil): "\(action): \(errno.named)"
    case .call(let call, let errno): "\(action): \(call): \(errno.named)"
    case .noAnswer: "\(action): the kernel gave no answer in time"
    case .malformed(let defect): "\(action): the kernel's answer is malformed: \(defect)"
    case .truncated: "\(action): the kernel's answer is longer than the buffer"
    case .ambiguous(let gateway?): "\(action): the kernel would delete the one via \(gateway)"
    case .ambiguous(nil): "\(action): the kernel would delete another one"
    case .unstable(let tries): "\(action): the network keeps changing, \(tries) tries"
    }
  }
}

extension Errno {
  /// ENODEV, which rtnetlink(7) says of a link that is not there.
  static var noLink: Errno { Errno(rawValue: Glibc.ENODEV) }

  /// The error's text and name, `File exists (EEXIST)`.
  fileprivate var named: String {
    guard let name = strerrorname_np(rawValue) else { return "\(self)" }
    return "\(self) (\(String(cString: name)))"
  }
}
