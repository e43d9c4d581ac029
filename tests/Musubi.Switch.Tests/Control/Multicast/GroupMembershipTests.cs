using Musubi.Switch.Control.Multicast;

namespace Musubi.Switch.Tests.Control.Multicast;

/// <summary>
/// What a port hears after what it said. Sources are small numbers; states are written as in+1+2 (only 1 and 2), ex-3 (all but 3), or out.
/// </summary>
public sealed class GroupMembershipTests
{
    private static readonly GroupTimes Times = GroupTimes.Of(125);

    /// <summary>RFC 3376, 6.4.1 and 6.4.2, as far as it can be seen from what is delivered, before whoever is asked had time to answer.</summary>
    [Theory]
    [InlineData("is_in 1 2", "in+1+2", "")]
    [InlineData("is_in 1 2;is_in 3", "in+1+2+3", "")]
    [InlineData("is_in 1 2;is_ex 2 3", "ex-3", "")]
    [InlineData("is_ex 1;is_in 1", "ex", "")]
    [InlineData("is_ex 1 2;is_ex 2 3", "ex-2", "")]
    [InlineData("is_in 1;allow 2", "in+1+2", "")]
    [InlineData("is_in 1 2;block 2 3", "in+1+2", "2")]
    [InlineData("is_in 1 2;to_ex 2 3", "ex-3", "2")]
    [InlineData("is_in 1 2;to_in 2 3", "in+1+2+3", "1")]
    [InlineData("is_ex 1 2;allow 2", "ex-1", "")]
    [InlineData("is_ex 1;block 1 2", "ex-1", "2")]
    [InlineData("is_ex 1;to_ex 1 2", "ex-1", "2")]
    [InlineData("is_ex 1;to_in 1", "ex", "all")]
    [InlineData("to_in", "out", "")]
    [InlineData("is_ex;to_in", "ex", "all")]
    public void Where_others_may_listen_too_nothing_is_taken_before_they_were_asked(string said, string hears, string asked)
    {
        GroupMembership membership = new(1, 0);
        string question = Say(membership, said, alone: false);
        Assert.Equal((hears, asked), (State(membership), question));
    }

    [Theory]
    [InlineData("is_in 1 2", "in+1+2")]
    [InlineData("is_in 1 2;is_in 3", "in+1+2+3")]
    [InlineData("is_in 1 2;is_ex 2 3", "ex-2-3")]
    [InlineData("is_ex 1;is_in 1", "in+1")]
    [InlineData("is_ex 1 2;is_ex 2 3", "ex-2-3")]
    [InlineData("is_in 1;allow 2", "in+1+2")]
    [InlineData("is_in 1 2;block 2 3", "in+1")]
    [InlineData("is_in 1;block 1", "out")]
    [InlineData("is_in 1 2;to_ex 2 3", "ex-2-3")]
    [InlineData("is_in 1 2;to_in 2 3", "in+2+3")]
    [InlineData("is_ex 1 2;allow 2", "ex-1")]
    [InlineData("is_ex 1;block 2", "ex-1-2")]
    [InlineData("is_ex 1;to_in 1", "in+1")]
    [InlineData("is_ex;to_in", "out")]
    public void Of_one_host_alone_every_word_is_the_truth(string said, string hears)
    {
        GroupMembership membership = new(1, 0);
        Assert.Equal("", Say(membership, said, alone: true));
        Assert.Equal(hears, State(membership));
    }

    [Fact]
    public void Who_is_asked_and_does_not_answer_is_gone_after_two_seconds_and_was_asked_twice()
    {
        GroupMembership membership = new(1, 0);
        Say(membership, "is_ex", alone: false);
        Assert.True(membership.Leave(0, in Times, alone: false, out GroupQuestion? question) is false && question is { OfGroup: true });
        Assert.False(membership.Advance(999, out question));
        Assert.Null(question);
        Assert.False(membership.Advance(1000, out question));
        Assert.True(question is { OfGroup: true });
        Assert.False(membership.Advance(1999, out _));
        Assert.True(membership.Advance(2000, out _));
        Assert.True(membership.IsOver);
    }

    [Fact]
    public void Who_answers_stays_and_is_not_asked_again()
    {
        GroupMembership membership = new(1, 0);
        Say(membership, "is_ex", alone: false);
        membership.Leave(0, in Times, alone: false, out _);
        membership.Apply(GroupRecordType.IsExclude, [], 500, in Times, false, out _);
        membership.Advance(1000, out GroupQuestion? question);
        Assert.Null(question);
        membership.Advance(2000, out _);
        Assert.Equal("ex", State(membership));
    }

    [Fact]
    public void Sources_that_are_asked_for_in_vain_go_alone()
    {
        GroupMembership membership = new(1, 0);
        Say(membership, "is_in 1 2", alone: false);
        Assert.Equal("1", Say(membership, "block 1", alone: false));
        membership.Advance(1000, out GroupQuestion? again);
        Assert.Equal([1], again!.Sources.Select(source => (int)source));
        membership.Advance(2000, out _);
        Assert.Equal("in+2", State(membership));
    }

    [Theory]
    [InlineData("is_ex")]
    [InlineData("is_in 1")]
    public void What_is_not_told_again_ends_after_the_membership_interval(string said)
    {
        GroupMembership membership = new(1, 0);
        Say(membership, said, alone: true);
        Assert.Equal(260_000, Times.Membership);
        Assert.False(membership.Advance(259_999, out _));
        Assert.True(membership.Advance(260_000, out _));
        Assert.True(membership.IsOver);
    }

    /// <summary>RFC 3376, 6.5: sources that are still wanted are heard on when nobody wants the rest any more.</summary>
    [Fact]
    public void When_nobody_hears_all_any_more_the_wanted_sources_are_left()
    {
        GroupMembership membership = new(1, 0);
        Say(membership, "is_ex 1", alone: false);
        membership.Apply(GroupRecordType.Allow, [2], 100_000, in Times, false, out _);
        Assert.Equal("ex-1", State(membership));
        membership.Advance(260_000, out _);
        Assert.Equal("in+2", State(membership));
    }

    [Fact]
    public void A_listener_of_version_1_cannot_leave_and_one_of_version_2_ends_sources()
    {
        GroupMembership old = new(1, 0);
        old.Report(1, 0, in Times);
        Assert.False(old.Leave(0, in Times, alone: true, out _));
        Assert.Equal("ex", State(old));
        GroupMembership newer = new(1, 0);
        newer.Report(2, 0, in Times);
        Assert.Equal("", Say(newer, "to_ex 1;block 2", alone: true));
        Assert.Equal("ex", State(newer));
        newer.Leave(0, in Times, alone: true, out _);
        Assert.True(newer.IsOver);
    }

    [Fact]
    public void Too_many_sources_are_all_heard_until_that_was_not_told_again()
    {
        GroupMembership membership = new(1, 0);
        Say(membership, string.Join(' ', ["is_in", .. Enumerable.Range(1, 32)]), alone: true);
        Assert.False(membership.Excludes);
        Assert.True(membership.Apply(GroupRecordType.Allow, [33], 0, in Times, true, out _));
        Assert.Equal("ex", State(membership));
        // The rest of a long answer: what came before it does not count less.
        membership.Apply(GroupRecordType.IsInclude, [34], 0, in Times, true, out _);
        Assert.Equal("ex", State(membership));
        Say(membership, "to_in 1", alone: true);
        Assert.Equal("in+1", State(membership));
    }

    [Fact]
    public void Random_histories_stay_within_the_bounds_and_end_when_nobody_speaks()
    {
        Random random = new(11);
        for (int i = 0; i < 500; i++)
        {
            GroupMembership membership = new(1, 0);
            bool alone = random.Next(2) == 0;
            long now = 0;
            for (int steps = 0; steps < 60; steps++)
            {
                now += random.Next(5000);
                List<UInt128> sources = [.. Enumerable.Range(0, random.Next(8)).Select(_ => (UInt128)random.Next(1, 50)).Distinct()];
                switch (random.Next(8))
                {
                    case 0:
                        membership.Report(random.Next(1, 3), now, in Times);
                        break;
                    case 1:
                        membership.Advance(now, out _);
                        break;
                    default:
                        membership.Apply((GroupRecordType)random.Next(0, 8), sources, now, in Times, alone, out _);
                        break;
                }

                Assert.InRange(membership.ListedSources().Count, 0, GroupMembership.MostSources);
            }

            membership.Advance(now + Times.Membership, out _);
            membership.Advance(now + (2 * Times.Membership), out _);
            Assert.True(membership.IsOver);
        }
    }

    /// <summary>Says one record after the other, and returns what is asked because of the last.</summary>
    private static string Say(GroupMembership membership, string said, bool alone)
    {
        GroupQuestion? question = null;
        foreach (string[] words in said.Split(';').Select(record => record.Split(' ')))
        {
            GroupRecordType type = words[0] switch
            {
                "is_in" => GroupRecordType.IsInclude,
                "is_ex" => GroupRecordType.IsExclude,
                "to_in" => GroupRecordType.ToInclude,
                "to_ex" => GroupRecordType.ToExclude,
                "allow" => GroupRecordType.Allow,
                _ => GroupRecordType.Block,
            };
            membership.Apply(type, [.. words.Skip(1).Select(UInt128.Parse)], 0, in Times, alone, out question);
        }

        return question is null ? "" : question.OfGroup ? "all" : string.Join(' ', question.Sources);
    }

    private static string State(GroupMembership membership) => membership.IsOver ? "out"
        : (membership.Excludes ? "ex" : "in") + string.Concat(membership.ListedSources().Order().Select(source => $"{(membership.Excludes ? '-' : '+')}{source}"));
}
