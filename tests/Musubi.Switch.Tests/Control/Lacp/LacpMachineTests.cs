using Microsoft.Extensions.Time.Testing;
using Musubi.Switch.Control.Lacp;

namespace Musubi.Switch.Tests.Control.Lacp;

/// <summary>The state machines of LACP against each other, in time that is turned by hand.</summary>
public sealed class LacpMachineTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(true, false, true, true)]
    [InlineData(false, true, false, false)]
    [InlineData(true, true, false, true)]
    public void Links_are_one_as_soon_as_both_have_waited(bool leftActive, bool rightActive, bool leftFast, bool rightFast)
    {
        Pair pair = new(3, leftActive, rightActive, leftFast, rightFast);
        pair.Plug();
        Assert.Equal(0, pair.InUse);
        pair.WaitSeconds(2);
        Assert.Equal(3, pair.InUse);
        Assert.Equal(Pair.RightSystem, pair.Left.Partner!.Value.System);
        pair.WaitSeconds(600, () => Assert.Equal(3, pair.InUse));
    }

    [Fact]
    public void Two_that_wait_to_be_spoken_to_never_speak()
    {
        Pair pair = new(2, leftActive: false, rightActive: false);
        pair.Plug();
        pair.WaitSeconds(300);
        Assert.Equal((0, 0), (pair.InUse, pair.Cables.Sum(cable => cable.Sent)));
    }

    [Fact]
    public void A_link_without_a_partner_is_not_used()
    {
        LacpGroup group = new(_clock);
        LacpMember member = group.Add(new LacpSettings(Pair.LeftSystem, 1, 1, Active: true, Fast: true));
        member.SetEnabled(true);
        for (int i = 0; i < 300; i++)
        {
            group.Run();
            member.TryTransmit(out _);
            Assert.False(member.Distributes || member.Collects);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(LacpReceiveState.Defaulted, member.Receive);
        Assert.True(member.IsActorChurning);
    }

    [Theory]
    [InlineData(true, 1, 3)]
    [InlineData(false, 30, 90)]
    public void How_often_each_speaks_and_for_how_long_it_waits_is_the_others_wish_and_its_own(bool fast, int period, int patience)
    {
        Pair pair = new(1, leftFast: fast, rightFast: fast);
        pair.Plug();
        pair.WaitSeconds(2);
        int before = pair.Cables[0].Sent;
        pair.WaitSeconds(10 * period);
        Assert.InRange(pair.Cables[0].Sent - before, 19, 21);

        pair.Cables[0].LosesToLeft = true;
        pair.WaitSeconds(patience - period - 0.5);
        Assert.True(pair.Cables[0].Left.Distributes);
        pair.WaitSeconds(period + 1);
        Assert.False(pair.Cables[0].Left.Distributes);
        Assert.True(pair.Cables[0].Left.Actor.Has(LacpFlags.Expired));
        // The other side hears that it is not heard, long before its own patience ends.
        Assert.False(pair.Cables[0].Right.Distributes);
    }

    [Fact]
    public void A_link_that_goes_is_left_at_once_and_the_others_stay()
    {
        Pair pair = new(3);
        pair.Plug();
        pair.WaitSeconds(2);
        pair.Cables[1].Plug(false);
        pair.Settle();
        Assert.Equal([true, false, true], pair.Cables.Select(cable => cable.Left.Distributes && cable.Right.Distributes));
        Assert.False(pair.WouldLose);
    }

    [Fact]
    public void A_link_that_comes_back_is_used_when_both_sides_take_its_frames_and_not_before()
    {
        Pair pair = new(2, rightActive: false, leftFast: false, rightFast: false);
        pair.Plug();
        pair.WaitSeconds(2);
        for (int i = 0; i < 20; i++)
        {
            pair.Cables[0].Plug(false);
            pair.WaitSeconds(0.3 * i);
            pair.Cables[0].Plug(true);
            pair.WaitSeconds(3, () => Assert.False(pair.WouldLose));
            Assert.Equal(2, pair.InUse);
        }
    }

    [Fact]
    public void A_link_whose_going_only_one_side_saw_joins_anew()
    {
        Pair pair = new(2);
        pair.Plug();
        pair.WaitSeconds(2);
        pair.Cables[0].Left.SetEnabled(false);
        pair.Settle();
        Assert.False(pair.Cables[0].Left.Distributes);
        pair.WaitSeconds(4);
        Assert.False(pair.Cables[0].Right.Distributes);
        pair.Cables[0].Left.SetEnabled(true);
        pair.WaitSeconds(4, () => Assert.False(pair.WouldLose));
        Assert.Equal(2, pair.InUse);
    }

    [Fact]
    public void What_loss_does_is_over_when_the_loss_is()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            Pair pair = new(3, leftActive: random.Next(2) == 0, rightActive: true, leftFast: random.Next(2) == 0, rightFast: random.Next(2) == 0);
            pair.Plug();
            for (int i = 0; i < 60; i++)
            {
                Cable cable = pair.Cables[random.Next(3)];
                switch (random.Next(4))
                {
                    case 0:
                        cable.Plug(random.Next(2) == 0);
                        break;
                    case 1:
                        cable.LosesToLeft = random.Next(2) == 0;
                        break;
                    case 2:
                        cable.LosesToRight = random.Next(2) == 0;
                        break;
                    default:
                        pair.Left.Members[random.Next(3)].SetEnabled(random.Next(2) == 0);
                        break;
                }

                pair.WaitSeconds(random.NextDouble() * 40);
            }

            pair.Cables.ForEach(cable =>
            {
                (cable.LosesToLeft, cable.LosesToRight) = (false, false);
                cable.Plug(true);
            });
            pair.WaitSeconds(200);
            Assert.True(pair.InUse == 3 && !pair.WouldLose, $"seed {seed}");
        }
    }

    [Fact]
    public void Members_with_another_partner_stand_by_until_that_one_is_left()
    {
        LacpGroup left = new(_clock);
        LacpGroup first = new(_clock);
        LacpGroup second = new(_clock);
        Cable[] cables = [.. Enumerable.Range(1, 3).Select(i => new Cable(left, left.Add(Settings(Pair.LeftSystem, i)), first, first.Add(Settings(0x0200_0000_0009, i))))];
        Cable other = new(left, left.Add(Settings(Pair.LeftSystem, 4)), second, second.Add(Settings(Pair.RightSystem, 1)));
        Cable[] all = [.. cables, other];
        Array.ForEach(all, cable => cable.Plug(true));
        Run(3);
        Assert.Equal([true, true, true, false], left.Members.Select(member => member.Distributes));
        Assert.Equal(LacpSelection.Standby, other.Left.Selection);
        Assert.False(other.Right.Distributes);

        Array.ForEach(cables, cable => cable.Plug(false));
        Run(0.1);
        Assert.True(other.Left.Distributes && other.Right.Distributes, "one that stood by has waited for long enough");

        Array.ForEach(cables, cable => cable.Plug(true));
        Run(10);
        Assert.Equal([false, false, false, true], left.Members.Select(member => member.Distributes));

        void Run(double seconds)
        {
            for (double passed = 0; passed < seconds; passed += 0.05)
            {
                for (int i = 0; i < 5; i++)
                {
                    left.Run();
                    first.Run();
                    second.Run();
                    Array.ForEach(all, cable => cable.Exchange());
                }

                _clock.Advance(TimeSpan.FromSeconds(0.05));
            }
        }
    }

    [Fact]
    public void A_cable_between_two_of_our_own_ports_is_not_used()
    {
        LacpGroup group = new(_clock);
        Cable loop = new(group, group.Add(Settings(Pair.LeftSystem, 1)), group, group.Add(Settings(Pair.LeftSystem, 2)));
        loop.Plug(true);
        for (int i = 0; i < 200; i++)
        {
            group.Run();
            loop.Exchange();
            _clock.Advance(TimeSpan.FromSeconds(0.1));
            Assert.DoesNotContain(group.Members, member => member.Collects);
        }

        Assert.True(LacpGroup.IsOwn(loop.Left));
    }

    [Fact]
    public void No_more_than_three_are_sent_in_a_second_whatever_is_heard()
    {
        LacpGroup group = new(_clock);
        LacpMember member = group.Add(Settings(Pair.LeftSystem, 1));
        member.SetEnabled(true);
        Queue<long> sent = [];
        Random random = new(1);
        for (int i = 0; i < 20_000; i++)
        {
            group.OnPdu(member, new Lacpdu(RandomParty(random), random.Next(2) == 0 ? member.Actor : RandomParty(random)));
            group.Run();
            if (member.TryTransmit(out _))
            {
                sent.Enqueue(_clock.GetTimestamp());
            }

            while (sent.TryPeek(out long oldest) && _clock.GetElapsedTime(oldest) >= TimeSpan.FromSeconds(1))
            {
                sent.Dequeue();
            }

            Assert.InRange(sent.Count, 0, 3);
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
        }
    }

    [Fact]
    public void A_partner_that_says_too_early_that_it_collects_does_not_hide_that_our_word_is_still_to_be_sent()
    {
        LacpGroup group = new(_clock) { AggregateWait = TimeSpan.Zero };
        LacpMember member = group.Add(Settings(Pair.LeftSystem, 1));
        member.SetEnabled(true);
        LacpParty early = Settings(Pair.RightSystem, 1).Party;
        early = early with { State = early.State | LacpFlags.Synchronization | LacpFlags.Collecting | LacpFlags.Distributing };
        for (int i = 0; i < LacpTimes.MostInFastPeriod; i++)
        {
            // It asks each time: nobody told it anything of us yet.
            group.OnPdu(member, new Lacpdu(early with { State = early.State & ~LacpFlags.Synchronization }, default));
            Assert.True(member.TryTransmit(out _));
        }

        group.OnPdu(member, new Lacpdu(early, member.Actor));
        group.Run();
        Assert.False(member.TryTransmit(out _));
        Assert.Equal((true, false), (member.Distributes, member.HasToldInSync));
        _clock.Advance(LacpTimes.FastPeriodic);
        Assert.True(member.TryTransmit(out Lacpdu pdu) && pdu.Actor.Has(LacpFlags.Synchronization));
        Assert.Equal((true, false), (member.HasToldInSync, member.IsHeardInSync));
        group.OnPdu(member, new Lacpdu(early, Settings(Pair.LeftSystem, 1).Party));
        Assert.False(member.IsHeardInSync);
        group.OnPdu(member, new Lacpdu(early, member.Actor));
        Assert.True(member.IsHeardInSync);
        member.SetEnabled(false);
        Assert.False(member.HasToldInSync);
    }

    [Fact]
    public void What_a_partner_may_have_missed_is_said_again_three_times()
    {
        LacpGroup group = new(_clock) { AggregateWait = TimeSpan.Zero };
        LacpMember member = group.Add(new LacpSettings(Pair.LeftSystem, 1, 1, Active: true, Fast: false));
        LacpParty partner = new LacpSettings(Pair.RightSystem, 1, 1, Active: true, Fast: false).Party;
        partner = partner with { State = partner.State | LacpFlags.Synchronization | LacpFlags.Collecting | LacpFlags.Distributing };
        member.SetEnabled(true);
        group.OnPdu(member, new Lacpdu(partner, default));
        int told = 0;
        for (int i = 0; i < 300; i++)
        {
            group.Run();
            told += member.TryTransmit(out Lacpdu pdu) && pdu.Actor.Has(LacpFlags.Synchronization) ? 1 : 0;
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal((1 + LacpTimes.MostInFastPeriod, false), (told, member.IsHeardInSync));
    }

    [Fact]
    public void Whatever_is_heard_something_that_is_due_is_done()
    {
        LacpGroup group = new(_clock);
        for (int i = 1; i <= 4; i++)
        {
            group.Add(Settings(Pair.LeftSystem, i)).SetEnabled(true);
        }

        Random random = new(2);
        byte[] wire = new byte[Lacpdu.Bytes];
        for (int i = 0; i < 20_000; i++)
        {
            LacpMember member = group.Members[random.Next(4)];
            new Lacpdu(RandomParty(random), member.Actor).Write(wire);
            wire[random.Next(wire.Length)] = (byte)random.Next(256);
            if (Lacpdu.TryRead(wire, out Lacpdu pdu))
            {
                group.OnPdu(member, in pdu);
            }

            group.Run();
            foreach (LacpMember one in group.Members)
            {
                one.TryTransmit(out _);
            }

            TimeSpan due = group.TimeToDue();
            Assert.True(due > TimeSpan.Zero && due <= LacpTimes.LongTimeout);
            Assert.True(group.Members.Where(one => one.Mux >= LacpMuxState.Collecting).Select(one => LacpPartnerId.Of(one.Partner)).Distinct().Count() <= 1, "two partners at once");
            _clock.Advance(random.Next(10) == 0 ? due : due / 7);
        }
    }

    [Fact]
    public void A_system_that_began_anew_is_in_use_again_without_a_wait_when_it_need_not_wait()
    {
        Pair pair = new(2, clock: _clock);
        pair.Plug();
        pair.WaitSeconds(20);
        LacpGroup again = new(_clock) { AggregateWait = TimeSpan.Zero };
        Assert.Equal(2, pair.InUse);
        Cable[] cables = [.. pair.Cables.Select((cable, i) => new Cable(again, again.Add(new LacpSettings(Pair.LeftSystem, 1, (ushort)(i + 1), true, true)), pair.Right, cable.Right))];
        Array.ForEach(cables, cable => cable.Left.SetEnabled(true));
        for (int i = 0; i < 5; i++)
        {
            again.Run();
            pair.Right.Run();
            Array.ForEach(cables, cable => cable.Exchange());
        }

        Assert.All(cables, cable => Assert.True(cable.Left.Distributes && cable.Right.Distributes));
    }

    [Fact]
    public void Whoever_leaves_for_good_says_so()
    {
        Pair pair = new(2);
        pair.Plug();
        pair.WaitSeconds(2);
        pair.Right.OnPdu(pair.Cables[0].Right, pair.Cables[0].Left.Farewell());
        pair.Right.Run();
        Assert.Equal([false, true], pair.Cables.Select(cable => cable.Right.Distributes));
    }

    [Fact]
    public void A_key_that_changes_parts_what_it_joined_and_a_rate_does_not()
    {
        Pair pair = new(2);
        pair.Plug();
        pair.WaitSeconds(2);
        LacpMember member = pair.Cables[0].Left;
        member.Change(member.Settings with { Fast = false, Active = false });
        pair.Settle();
        Assert.Equal(2, pair.InUse);
        member.Change(member.Settings with { Key = 2 });
        pair.WaitSeconds(1);
        Assert.False(pair.Cables[0].Left.Distributes || pair.Cables[0].Right.Distributes);
        Assert.True(pair.Cables[1].Left.Distributes && pair.Cables[1].Right.Distributes);
    }

    private static LacpSettings Settings(ulong system, int port) => new(system, 1, (ushort)port, Active: true, Fast: true);

    private static LacpParty RandomParty(Random random) => new(
        0x8000, 0x0200_0000_0002 + (ulong)random.Next(3), (ushort)random.Next(3), 0x8000, (ushort)random.Next(3), (LacpFlags)random.Next(256));
}
