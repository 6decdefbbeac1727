package import ReconcileCore

/// An error that says by itself what failed on what.
package protocol ExplainedError: Error, CustomStringConvertible {}

extension SystemError: ExplainedError {}
extension NetlinkError: ExplainedError {}
extension TimedProcess.Failure: ExplainedError {}
extension UnreadableState: ExplainedError {}
extension RecordStore.TooNew: ExplainedError {}
extension LiveHost.NetworkdEnded: ExplainedError {}
extension UnitFile.Unfaithful: ExplainedError {}
