namespace Musubi.Controller.Counting;

/// <summary>What the controller counts: every drop, refusal and retry, and beside them what went well.</summary>
internal enum ControllerCounter
{
    /// <summary>Commits made.</summary>
    Commits,

    /// <summary>Commits made anew because another controller came between.</summary>
    CommitRetries,

    /// <summary>Commits whose answer was lost, and that were looked up.</summary>
    CommitAnswersLost,

    /// <summary>Commits that the store refused.</summary>
    CommitsFailed,

    /// <summary>Hosts' events that did not reach the event log.</summary>
    HostEventsDropped,

    /// <summary>Hosts' reports that did not reach the inventory; the next one does.</summary>
    HostReportsDropped,

    /// <summary>Acknowledgements of revisions that were not sent.</summary>
    AcknowledgementsIgnored,

    StreamsOpened,

    /// <summary>Streams of hosts that may not speak here.</summary>
    StreamsRefused,

    /// <summary>Streams that the controller ended.</summary>
    StreamsCut,

    FullSyncsSent,

    DeltasSent,

    HostsJoined,

    JoinsRefused,

    /// <summary>Requests without a good API token.</summary>
    RequestsUnauthorized,

    /// <summary>Requests beyond their token's role.</summary>
    RequestsForbidden,

    /// <summary>Requests that failed in the controller.</summary>
    RequestsFailed,

    /// <summary>Wrong names or passwords, and tries beyond what the rate allows.</summary>
    SignInsRefused,

    /// <summary>Hosts told to try once more what they had undone.</summary>
    RetriesAsked,

    /// <summary>Changes that hosts undid because those had cut them off, as far as hosts told.</summary>
    HostRollbacks,
}
