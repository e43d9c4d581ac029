using Microsoft.Extensions.Time.Testing;
using Musubi.Switch.Control.Lacp;

namespace Musubi.Switch.Tests.Control.Lacp;

/// <summary>Two of our own systems that speak LACP with each other, in time that is turned by hand.</summary>
internal sealed class Pair
{
    public const ulong LeftSystem = 0x0200_0000_0001;
    public const ulong RightSystem = 0x0200_0000_0002;

    private readonly FakeTimeProvider _clock;

    public Pair(int cables, bool leftActive = true, bool rightActive = true, bool leftFast = true, bool rightFast = true, FakeTimeProvider? clock = null)
    {
        _clock = clock ?? new FakeTimeProvider();
        (Left, Right) = (new LacpGroup(_clock), new LacpGroup(_clock));
        for (ushort i = 1; i <= cables; i++)
        {
            LacpMember left = Left.Add(new LacpSettings(LeftSystem, 1, i, leftActive, leftFast));
            LacpMember right = Right.Add(new LacpSettings(RightSystem, 7, (ushort)(100 + i), rightActive, rightFast));
            Cables.Add(new Cable(Left, left, Right, right));
        }
    }

    public LacpGroup Left { get; }

    public LacpGroup Right { get; set; }

    public List<Cable> Cables { get; } = [];

    /// <summary>Cables by which both sides send.</summary>
    public int InUse => Cables.Count(cable => cable.Left.Distributes && cable.Right.Distributes);

    /// <summary>Where a frame that one side sends now is not taken by the other.</summary>
    public bool WouldLose => Cables.Exists(cable => (cable.Left.Distributes && !cable.Right.Collects) || (cable.Right.Distributes && !cable.Left.Collects));

    public void Plug()
    {
        Cables.ForEach(cable => cable.Plug(true));
        Settle();
    }

    /// <summary>Lets both sides say what they have to say, without time passing.</summary>
    public void Settle()
    {
        for (int i = 0; i < 100; i++)
        {
            Left.Run();
            Right.Run();
            bool sent = false;
            Cables.ForEach(cable => sent |= cable.Exchange());
            if (!sent)
            {
                return;
            }
        }

        Assert.Fail("they do not come to an end");
    }

    /// <summary>Time passes, from one thing that is due to the next.</summary>
    /// <param name="look">Called whenever all is said.</param>
    public void Wait(TimeSpan time, Action? look = null)
    {
        Settle();
        look?.Invoke();
        for (TimeSpan left = time; left > TimeSpan.Zero;)
        {
            TimeSpan due = Sooner(Left.TimeToDue(), Right.TimeToDue());
            TimeSpan step = due == Timeout.InfiniteTimeSpan || due > left ? left : due;
            Assert.True(step > TimeSpan.Zero, "something is due and does not happen");
            _clock.Advance(step);
            left -= step;
            Settle();
            look?.Invoke();
        }
    }

    public void WaitSeconds(double seconds, Action? look = null) => Wait(TimeSpan.FromSeconds(seconds), look);

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) =>
        one == Timeout.InfiniteTimeSpan || (other != Timeout.InfiniteTimeSpan && other < one) ? other : one;
}
