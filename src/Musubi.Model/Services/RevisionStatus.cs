namespace Musubi.Model.Services;

/// <summary>Where a revision runs.</summary>
/// <param name="Revision">The one asked for.</param>
/// <param name="Hosts">Every host of the inventory, ordered by name.</param>
public sealed record RevisionStatus(long Revision, ValueList<HostRevisionStatus> Hosts)
{
    /// <summary>Every host runs it without an error.</summary>
    public bool Done
    {
        get
        {
            foreach (HostRevisionStatus host in Hosts)
            {
                if (host.State != ObjectState.Done)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
