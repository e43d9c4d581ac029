using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Musubi.Io.Counters;
using Musubi.Io.Netlink;
using Musubi.Io.Polling;
using Musubi.Io.Privileges;
using Musubi.Io.Sockets;
using Musubi.Io.Submission;
using Musubi.Switch.Control.Addresses;
using Musubi.Switch.Control.Discovery;
using Musubi.Switch.Control.Lacp;
using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Control.Teaming;
using Musubi.Switch.Control.Vhost;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;
using PortCounters = Musubi.Switch.Runtime.PortCounters;

namespace Musubi.Switch.Control;

/// <summary>Puts the process together, and runs it until it is told to end. Ending takes nothing down: interfaces belong to whoever holds their descriptors.</summary>
public static class SwitchProgram
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string Version { get; } = typeof(SwitchProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Does not return before a signal ends the process, unless the run folder cannot be served: then 1.</summary>
    public static int Run(Options options, TimeProvider clock)
    {
        Log log = new(Console.Error, clock);
        using PosixSignalRegistration terminate = ExitOn(PosixSignal.SIGTERM);
        using PosixSignalRegistration interrupt = ExitOn(PosixSignal.SIGINT);
        try
        {
            using RunDirectory directory = RunDirectory.Open(options.RunDirectory);
            Serve(options, directory, log, clock);
            return 0;
        }
        catch (IOException e)
        {
            log.Error("cannot-serve", ("run", options.RunDirectory), ("error", e.Message));
            return 1;
        }
        catch (UnauthorizedAccessException e)
        {
            log.Error("cannot-serve", ("run", options.RunDirectory), ("error", e.Message));
            return 1;
        }
    }

    private static void Serve(Options options, RunDirectory directory, Log log, TimeProvider clock)
    {
        // One more writer than workers: the control thread counts what it announces in blocks of its own.
        using CounterFile counters = CounterFile.Open(directory.CountersPath, new CounterShape(options.Workers + 1, CounterShape.MaxSlots, PortCounters.Names));
        using UnixListener listener = UnixListener.Bind(directory.SocketPath, OwnerOnly);
        using RouteWatch links = RouteWatch.Open();
        ulong descriptors = DescriptorLimit.Raise();
        DropPrivileges(log);

        SwitchCounters counts = new();
        SwitchIdentity identity = new(Version, Guid.NewGuid().ToString("D"), directory.CountersPath);
        using EventFd wake = new();
        using WorkerPool pool = new(options.Workers, wake, PlanValidator.MaxPorts, options.Processors);
        using DescriptorStash stash = new();
        LinkStates states = new();
        using VhostDesk vhost = new(pool);
        MacLearning learning = new(Multiplier, clock);
        PuntHandlers handlers = new();
        UplinkHealth health = new(clock);
        LeftUplinks left = new(clock);
        EventQueue events = new();
        AddressSnooping addresses = new(events, clock);
        handlers.Add(addresses, PuntKind.Dhcp, PuntKind.Neighbour);
        PlanDesk desk = new(pool, counters, stash, states, learning, counts, vhost, handlers, health, left, addresses);
        MoveNews moves = new(counts, log, events);
        using ControlSender sender = new(desk);
        GroupDesk groups = new(desk, sender, counts, Multiplier, clock);
        handlers.Add(groups, PuntKind.Multicast);
        desk.Followers.Add(groups);
        Announcer announcer = new(desk, sender, counts, clock);
        ForwardingRefresh refresh = new(desk, moves, announcer);
        PortWatch watch = new(desk, pool, vhost, refresh, moves, events, counts, log, clock);
        PuntDesk punts = new(pool, desk.Slots, handlers, counts, clock);
        DiscoveryDesk discovery = new(desk.Slots, () => desk.Plan, (port, destination, source, type, payload) => sender.Send(port, destination, source, type, payload), counts, events, Version, clock);
        handlers.Add(discovery, PuntKind.Lldp, PuntKind.Cdp);
        LacpDesk lacp = new(desk, sender, refresh, events, counts, log, clock);
        handlers.Add(lacp, PuntKind.SlowProtocol);
        desk.Leaving = slot =>
        {
            discovery.Leave(slot);
            lacp.Leave(slot);
        };
        BeaconFrame beacons = new(BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))), RandomNumberGenerator.GetBytes(BeaconFrame.KeyBytes));
        BeaconProbe probe = new(desk, health, sender, refresh, beacons, events, counts, log, clock);
        handlers.Add(probe, PuntKind.Beacon);
        foreach (Worker worker in pool.Workers)
        {
            worker.Punts.BeaconOrigin = beacons.Origin;
        }

        IControlTask[] tasks =
        [
            watch, punts, lacp, addresses, learning, new LoadSharing(desk, pool, counts, log, clock), probe, new LoadTeaming(desk, refresh, counts, log, clock),
            new TeamingClock(desk, health, left, refresh), groups, announcer, discovery,
        ];
        SwitchControl control = new(desk, pool, stash, states, vhost, refresh, announcer, tasks, events, counts, identity, log, clock);
        using ControlThread thread = new(listener, links, wake, vhost.PollDescriptor, control, counts, log, clock);
        log.Info("listening", ("socket", directory.SocketPath), ("workers", options.Workers), ("version", Version), ("boot", identity.BootId),
            ("descriptors", descriptors), ("counters", counters.Adopted ? "adopted" : "new"), ("counters_replaced", counters.Replaced), ("tap_writes", TapWrites()));
        thread.Run();
    }

    /// <summary>A random number that guests cannot know.</summary>
    private static ulong Multiplier() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>How workers, which are like this thread, write to TAPs.</summary>
    private static string TapWrites()
    {
        int error = SubmissionRing.OpenForThread();
        SubmissionRing.CloseForThread();
        return error == 0 ? "io_uring" : string.Create(CultureInfo.InvariantCulture, $"singly, io_uring_setup: errno {error}");
    }

    /// <summary>
    /// What needs a capability is done by the agent, which hands descriptors over. This thread and the workers started from it
    /// keep none; the runtime's own threads, which run no code of ours, are left to the service unit's bounds.
    /// </summary>
    private static void DropPrivileges(Log log)
    {
        if (!ThreadPrivileges.TryDropAll(out int error))
        {
            log.Warn("privileges-kept", ("errno", error));
        }
    }

    private static PosixSignalRegistration ExitOn(PosixSignal signal) => PosixSignalRegistration.Create(signal, _ => Environment.Exit(0));
}
