using Musubi.Contracts.Fabric;
using Musubi.Controller.Fabric;
using Musubi.Controller.Trust;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>A host's side of the stream, without a network: it takes messages when it is told to and keeps its share over crashes.</summary>
internal sealed class SimulatedHost(Guid id, string name) : IHostLink
{
    private readonly Dictionary<Guid, ShareSwitch> _switches = [];
    private readonly Dictionary<Guid, SharePort> _ports = [];
    private readonly Dictionary<Guid, ShareRuleSet> _ruleSets = [];
    private FabricHub? _hub;
    private bool _synced;

    // Like the real writer, it asks for a message after the former one or after a wake-up, and not otherwise.
    private bool _awake;

    public Guid Id => id;

    public string Name => name;

    public string Key { get; init; } = $"key of {name}";

    public long Stream { get; private set; }

    public bool Connected => Stream != 0;

    /// <summary>The revision on its disk.</summary>
    public long Revision { get; private set; }

    public int FullSyncs { get; private set; }

    public int Deltas { get; private set; }

    public int Wakes { get; private set; }

    public (StreamEnd Why, string Reason)? Ended { get; private set; }

    public string Refusal { get; private set; } = "";

    /// <summary>Messages that are no part of its share, such as welcomes.</summary>
    public List<ControllerMessage> Others { get; } = [];

    public AdmitHost Admission => new()
    {
        HostId = id,
        Name = name,
        CertificateKey = Key,
        Capabilities = [.. Capability.All.Order(StringComparer.Ordinal)],
        Nics = [new HostNic("name:u1", "u1", 1500), new HostNic("name:u2", "u2", 1500)],
    };

    /// <summary>Its share as it stands on its disk.</summary>
    public HostShare Share
    {
        get
        {
            HostShare share = new();
            share.Switches.AddRange(_switches.OrderBy(entry => entry.Key).Select(entry => entry.Value));
            share.Ports.AddRange(_ports.OrderBy(entry => entry.Key).Select(entry => entry.Value));
            share.RuleSets.AddRange(_ruleSets.OrderBy(entry => entry.Key).Select(entry => entry.Value));
            return share;
        }
    }

    public void Connect(FabricHub hub)
    {
        if (Open(hub))
        {
            Say(Hello());
        }
    }

    /// <summary>Opens the stream without a word.</summary>
    public bool Open(FabricHub hub)
    {
        _hub = hub;
        _synced = false;
        _awake = true;
        Ended = null;
        (Stream, Refusal) = hub.Open(new HostIdentity(id, Key), this);
        return Stream != 0;
    }

    public HostMessage Hello()
    {
        HostHello hello = new() { ProtocolVersion = 1, HostId = id.ToString(), HostName = name, Revision = (ulong)Revision, AgentVersion = "1.2.3" };
        hello.Capabilities.AddRange(Capability.All);
        hello.Nics.Add(Nic("u1"));
        hello.Nics.Add(Nic("u2"));
        return new HostMessage { Hello = hello };
    }

    public void Say(HostMessage message) => _hub!.Receive(Stream, message);

    /// <summary>All is as it was admitted, and this of its ports.</summary>
    public static HostMessage Status(params PortReport[] ports)
    {
        HostStatus status = new() { SwitchRunning = true };
        status.Capabilities.AddRange(Capability.All);
        status.Nics.Add(Nic("u1"));
        status.Nics.Add(Nic("u2"));
        status.Ports.AddRange(ports);
        return new HostMessage { Status = status };
    }

    /// <summary>The connection breaks. What the host has is on its disk.</summary>
    public void Disconnect()
    {
        _hub!.Close(Stream);
        Stream = 0;
    }

    /// <summary>The controller is gone: nobody is told.</summary>
    public void Abandon() => Stream = 0;

    /// <summary>Takes one message; false when there is none.</summary>
    public bool Take()
    {
        if (!Connected || !_awake)
        {
            return false;
        }

        if (_hub!.Next(Stream) is not { } message)
        {
            _awake = false;
            return false;
        }

        switch (message.BodyCase)
        {
            case ControllerMessage.BodyOneofCase.FullSync:
                TakeFull(message.FullSync);
                break;
            case ControllerMessage.BodyOneofCase.Delta:
                TakeDelta(message.Delta);
                break;
            default:
                Others.Add(message);
                break;
        }

        return true;
    }

    public void TakeAll()
    {
        while (Take())
        {
        }
    }

    public void Acknowledge(params ObjectReport[] objects)
    {
        Acknowledgement acknowledgement = new() { Revision = (ulong)Revision };
        acknowledgement.Objects.AddRange(objects);
        Say(new HostMessage { Acknowledgement = acknowledgement });
    }

    void IHostLink.Wake()
    {
        Wakes++;
        _awake = true;
    }

    void IHostLink.End(StreamEnd why, string reason)
    {
        Ended = (why, reason);
        Disconnect();
    }

    private static NicReport Nic(string nic) => new() { Id = $"name:{nic}", Name = nic, Mtu = 1500, LinkUp = true };

    private void TakeFull(FullSync sync)
    {
        FullSyncs++;
        _synced = true;
        Revision = (long)sync.Revision;
        _switches.Clear();
        _ports.Clear();
        _ruleSets.Clear();
        Put(sync.Share.Switches, sync.Share.Ports, sync.Share.RuleSets);
    }

    private void TakeDelta(Delta delta)
    {
        Assert.True(_synced, "a stream must begin with a full sync");
        Assert.Equal((ulong)Revision, delta.FromRevision);
        Assert.True(delta.ToRevision > delta.FromRevision);
        Deltas++;
        Revision = (long)delta.ToRevision;
        Put(delta.Switches, delta.Ports, delta.RuleSets);
        foreach (string gone in delta.RemovedSwitches)
        {
            Assert.True(_switches.Remove(Guid.Parse(gone)), "only what the host has may be removed");
        }

        foreach (string gone in delta.RemovedPorts)
        {
            Assert.True(_ports.Remove(Guid.Parse(gone)), "only what the host has may be removed");
        }

        foreach (string gone in delta.RemovedRuleSets)
        {
            Assert.True(_ruleSets.Remove(Guid.Parse(gone)), "only what the host has may be removed");
        }
    }

    private void Put(IEnumerable<ShareSwitch> switches, IEnumerable<SharePort> ports, IEnumerable<ShareRuleSet> ruleSets)
    {
        foreach (ShareSwitch item in switches)
        {
            _switches[Guid.Parse(item.Id)] = item;
        }

        foreach (SharePort port in ports)
        {
            _ports[Guid.Parse(port.Id)] = port;
        }

        foreach (ShareRuleSet set in ruleSets)
        {
            Assert.True(_ruleSets.TryAdd(Guid.Parse(set.Id), set), "a set that the host has never changes");
        }
    }
}
