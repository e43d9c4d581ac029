using Musubi.Model.Share;

namespace Musubi.Host.Agent.Messages;

/// <summary>The controller sent this host's share.</summary>
/// <param name="Revision">The fabric's.</param>
/// <param name="FromRevision">Null for a full sync; for a delta the revision that it builds on.</param>
/// <param name="Full">The whole share, of a full sync.</param>
/// <param name="Changes">What changes it, of a delta.</param>
/// <param name="Refused">Null once it is on disk; else why it is not.</param>
public sealed record ShareArrived(long Revision, long? FromRevision, HostShare? Full, ShareDiff? Changes, TaskCompletionSource<string?> Refused) : AgentInput;
