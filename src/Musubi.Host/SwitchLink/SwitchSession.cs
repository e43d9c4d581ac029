using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Sockets;

namespace Musubi.Host.SwitchLink;

/// <summary>
/// What the connected data plane has: which descriptors it was offered, which plan it was sent, which one it runs. Made anew
/// with each connection. The agent's thread only.
/// </summary>
internal sealed class SwitchSession(ISwitchLink link, SwitchWelcome welcome, Func<ulong> nextGeneration)
{
    private readonly Dictionary<(string Port, ulong Incarnation), FileDescriptor> _offered = [];
    private ulong _sequence = 1;
    private SwitchPlan? _sent;

    public SwitchWelcome Welcome { get; } = welcome;

    /// <summary>Still waiting for the descriptors that the data plane runs with.</summary>
    public bool Adopting { get; private set; }

    /// <summary>The last plan sent is live on every worker.</summary>
    public bool InSync { get; private set; }

    /// <summary>The data plane refused the last plan; it is sent again only when it changed.</summary>
    public bool Refused { get; private set; }

    public void RequestDescriptors()
    {
        Adopting = true;
        Send(new AgentMessage { DescriptorRequest = new DescriptorRequest() }, []);
    }

    public void EndAdoption() => Adopting = false;

    public void RequestStatus() => Send(new AgentMessage { StatusRequest = new StatusRequest() }, []);

    /// <summary>Counts a port's descriptors as known to the data plane: it handed out these very ones, of which this is the first.</summary>
    public void NoteKnown(string port, ulong incarnation, FileDescriptor descriptor) => _offered[(port, incarnation)] = descriptor;

    /// <summary>Offers what is new, and sends the plan when it or an offer is new. Returns whether a plan went out.</summary>
    /// <param name="descriptors">For every port of the plan, in part order.</param>
    public bool Sync(SwitchPlan plan, IReadOnlyDictionary<(string Port, ulong Incarnation), IReadOnlyList<FileDescriptor>> descriptors)
    {
        List<(string Port, ulong Incarnation)> fresh = [.. descriptors
            .Where(entry => !_offered.TryGetValue(entry.Key, out FileDescriptor? known) || !ReferenceEquals(known, entry.Value[0]))
            .Select(entry => entry.Key)];
        if (fresh.Count == 0 && _sent is not null && IsSame(plan, _sent))
        {
            return false;
        }

        IEnumerable<(DescriptorLabel Label, FileDescriptor Descriptor)> parts = fresh.SelectMany(key =>
            descriptors[key].Select((one, part) => (new DescriptorLabel { PortId = key.Port, Incarnation = key.Incarnation, Part = (uint)part }, one)));
        foreach ((DescriptorLabel Label, FileDescriptor Descriptor)[] chunk in parts.Chunk(UnixFraming.MaxDescriptors))
        {
            DescriptorOffer offer = new();
            offer.Labels.AddRange(chunk.Select(one => one.Label));
            Send(new AgentMessage { Offer = offer }, [.. chunk.Select(one => one.Descriptor)]);
        }

        Forget(descriptors);
        foreach ((string Port, ulong Incarnation) key in fresh)
        {
            _offered[key] = descriptors[key][0];
        }

        _sent = plan.Clone();
        _sent.Generation = nextGeneration();
        InSync = false;
        Refused = false;
        return Send(new AgentMessage { Plan = _sent }, []);
    }

    /// <summary>The last plan sent, if it is of this generation.</summary>
    public SwitchPlan? PlanOf(ulong generation) => _sent?.Generation == generation ? _sent : null;

    /// <summary>True when this was the answer to the last plan sent.</summary>
    public bool NoteApplied(PlanApplied applied)
    {
        InSync = _sent?.Generation == applied.Generation;
        return InSync;
    }

    public void NoteRefused() => Refused = true;

    /// <summary>Offers a port's descriptor again at the next <see cref="Sync"/>: the data plane gave it up after a fault.</summary>
    public void Revive(string port, ulong incarnation) => _offered.Remove((port, incarnation));

    private bool Send(AgentMessage message, IReadOnlyList<FileDescriptor> descriptors)
    {
        message.Sequence = ++_sequence;
        return link.Send(message, descriptors);
    }

    private void Forget(IReadOnlyDictionary<(string Port, ulong Incarnation), IReadOnlyList<FileDescriptor>> current)
    {
        foreach ((string Port, ulong Incarnation) key in _offered.Keys.Where(key => !current.ContainsKey(key)).ToArray())
        {
            _offered.Remove(key);
        }
    }

    private static bool IsSame(SwitchPlan plan, SwitchPlan sent)
    {
        plan.Generation = sent.Generation;
        return plan.Equals(sent);
    }
}
