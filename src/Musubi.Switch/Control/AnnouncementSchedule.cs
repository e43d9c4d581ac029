using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// When which port's MAC is announced: at once, and twice more, because a frame can be lost on a link that has just come up.
/// At most one announcement of a port waits in each round; a round holds no more ports than a plan. Control thread only.
/// </summary>
public sealed class AnnouncementSchedule(TimeProvider clock)
{
    /// <summary>Ports announced before other work gets its turn.</summary>
    public const int PortsInTurn = 64;

    private static readonly TimeSpan[] Delays = [TimeSpan.Zero, TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(600)];

    private readonly Round[] _rounds = [.. Delays.Select(_ => new Round())];

    public int Waiting => _rounds.Sum(round => round.Due.Count);

    public void Start(PortKey port) => Add(port, 0);

    /// <summary>How long until <see cref="TryTake"/> gives a port; infinite when none waits.</summary>
    public TimeSpan TimeToDue()
    {
        TimeSpan shortest = Timeout.InfiniteTimeSpan;
        foreach (Round round in _rounds)
        {
            if (round.Due.TryPeek(out (PortKey Port, long Since, TimeSpan Delay) next))
            {
                TimeSpan left = next.Delay - clock.GetElapsedTime(next.Since);
                left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
                shortest = shortest == Timeout.InfiniteTimeSpan || left < shortest ? left : shortest;
            }
        }

        return shortest;
    }

    /// <summary>The next port that is due, if any; it is then due again in the next round.</summary>
    public bool TryTake(out PortKey port)
    {
        for (int i = 0; i < _rounds.Length; i++)
        {
            Round round = _rounds[i];
            if (round.Due.TryPeek(out (PortKey Port, long Since, TimeSpan Delay) next) && clock.GetElapsedTime(next.Since) >= next.Delay)
            {
                round.Due.Dequeue();
                round.Members.Remove(next.Port);
                port = next.Port;
                Add(port, i + 1);
                return true;
            }
        }

        port = default;
        return false;
    }

    private void Add(PortKey port, int index)
    {
        if (index < _rounds.Length && _rounds[index].Members.Add(port))
        {
            TimeSpan delay = index == 0 ? TimeSpan.Zero : Delays[index] - Delays[index - 1];
            _rounds[index].Due.Enqueue((port, clock.GetTimestamp(), delay));
        }
    }

    private sealed class Round
    {
        public readonly Queue<(PortKey Port, long Since, TimeSpan Delay)> Due = [];
        public readonly HashSet<PortKey> Members = [];
    }
}
