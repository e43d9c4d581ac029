using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Addresses;

/// <summary>IPv6 addresses that guests claim by duplicate address detection (RFC 6620).</summary>
public sealed class ClaimTests
{
    private const string Address = "2001:db8::7";

    private readonly SnoopBed _bed = new();
    private readonly int _port;
    private readonly int _other;
    private readonly int _unguarded;

    public ClaimTests()
    {
        _port = _bed.Vnic(SpoofGuard.Snooped);
        _other = _bed.Vnic(SpoofGuard.Snooped);
        _unguarded = _bed.Plan.Vnic(Vlan.Access(10));
        _bed.Apply();
    }

    [Fact]
    public void A_claim_holds_when_nobody_has_objected_in_time()
    {
        _bed.Claim(_port, Address);
        Assert.False(_bed.MayUse(_port, Address));
        Assert.Equal(TimeSpan.FromMilliseconds(500), _bed.Snooping.TimeToDue());
        _bed.Wait(TimeSpan.FromMilliseconds(499));
        Assert.False(_bed.MayUse(_port, Address));
        _bed.Wait(TimeSpan.FromMilliseconds(1));
        Assert.True(_bed.MayUse(_port, Address));
        Assert.Equal($"{Address} Claimed", _bed.Seen(_port));
        _bed.Wait(TimeSpan.FromDays(1000));
        Assert.True(_bed.MayUse(_port, Address));
    }

    [Theory]
    [InlineData(SnoopBed.Uplink)]
    [InlineData(3)]
    public void Whoever_has_the_address_may_object_wherever_he_is(int objector)
    {
        Assert.Equal(3, _unguarded);
        _bed.Claim(_port, Address);
        _bed.Object(objector, Address);
        _bed.Settle();
        Assert.False(_bed.MayUse(_port, Address));
        Assert.Equal(1UL, _bed.Count("contested-addresses"));
    }

    [Fact]
    public void Nobody_objects_to_himself_nor_in_another_network()
    {
        _bed.Claim(_port, Address);
        _bed.Object(_port, Address);
        _bed.Object(SnoopBed.Uplink, Address, vlan: 11);
        _bed.Object(SnoopBed.Uplink, "2001:db8::8");
        _bed.Claim(_port, Address);
        _bed.Settle();
        Assert.True(_bed.MayUse(_port, Address));
    }

    [Theory]
    [InlineData(SnoopBed.Uplink)]
    [InlineData(2)]
    public void Of_two_that_claim_at_the_same_time_neither_has_it(int rival)
    {
        _bed.Claim(_port, Address);
        _bed.Claim(rival, Address);
        _bed.Settle();
        Assert.Equal(("", ""), (_bed.Seen(_port), _bed.Seen(_other)));
        _bed.Claim(_other, Address);
        _bed.Settle();
        Assert.True(_bed.MayUse(_other, Address));
    }

    [Fact]
    public void Who_answers_for_his_address_keeps_it_and_who_does_not_loses_it()
    {
        _bed.Claim(_port, Address);
        _bed.Settle();

        _bed.Claim(_other, Address);
        _bed.Object(_port, Address);
        _bed.Settle();
        Assert.Equal(($"{Address} Claimed", ""), (_bed.Seen(_port), _bed.Seen(_other)));

        _bed.Claim(_other, Address);
        _bed.Settle();
        Assert.Equal(("", $"{Address} Claimed"), (_bed.Seen(_port), _bed.Seen(_other)));
        Assert.False(_bed.MayUse(_port, Address));
        Assert.Equal(1UL, _bed.Count("moved-addresses"));
    }

    /// <summary>An isolated port does not hear another's question, and so cannot answer it: it keeps what it has.</summary>
    [Fact]
    public void Nobody_loses_an_address_for_a_question_that_he_does_not_hear()
    {
        int isolated = _bed.Vnic(SpoofGuard.Snooped, Vlan.Private(100, 101, 100));
        int neighbour = _bed.Vnic(SpoofGuard.Snooped, Vlan.Private(100, 101, 100));
        int router = _bed.Vnic(SpoofGuard.Snooped, Vlan.Private(100, 100, 100, 101));
        _bed.Apply();
        _bed.Claim(isolated, Address, vlan: 101);
        _bed.Settle();

        _bed.Claim(neighbour, Address, vlan: 101);
        _bed.Settle();
        Assert.Equal(($"{Address} Claimed", "", 1UL), (_bed.Seen(isolated), _bed.Seen(neighbour), _bed.Count("contested-addresses")));
        Assert.True(_bed.MayUse(isolated, Address));

        _bed.Claim(router, Address, vlan: 100);
        _bed.Settle();
        Assert.Equal(("", $"{Address} Claimed"), (_bed.Seen(isolated), _bed.Seen(router)));
    }

    /// <summary>The claimant hears nothing of it, and would use an address that it is not let use.</summary>
    [Fact]
    public void Nor_is_he_kept_from_one_by_whom_he_does_not_hear()
    {
        int isolated = _bed.Vnic(SpoofGuard.Snooped, Vlan.Private(100, 101, 100));
        int neighbour = _bed.Vnic(SpoofGuard.Snooped, Vlan.Private(100, 101, 100));
        int unguarded = _bed.Plan.Vnic(Vlan.Private(100, 101, 100));
        int router = _bed.Plan.Vnic(Vlan.Private(100, 100, 100, 101));
        _bed.Apply();
        _bed.Claim(isolated, Address, vlan: 101);
        _bed.Claim(neighbour, Address, vlan: 101);
        _bed.Object(unguarded, Address, vlan: 101);
        _bed.Settle();
        Assert.Equal(($"{Address} Claimed", "", 2UL), (_bed.Seen(isolated), _bed.Seen(neighbour), _bed.Count("contested-addresses")));

        _bed.Claim(isolated, "2001:db8::8", vlan: 101);
        _bed.Object(router, "2001:db8::8", vlan: 100);
        _bed.Settle();
        Assert.False(_bed.MayUse(isolated, "2001:db8::8"));
    }

    [Fact]
    public void What_another_was_leased_or_given_cannot_be_claimed()
    {
        _bed.Ask6(_port, 3);
        _bed.Answer6(_port, 7, 9, (Address, 128, 600));
        _bed.Vnic(SpoofGuard.Configured, change: guards => guards.Addresses.Add(SnoopBed.Given("2001:db8::8")));
        _bed.Apply();

        _bed.Claim(_other, Address);
        _bed.Claim(_other, "2001:db8::8");
        _bed.Settle();

        Assert.Equal(("", 2UL), (_bed.Seen(_other), _bed.Count("contested-addresses")));
        Assert.True(_bed.MayUse(_port, Address));
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void What_is_no_host_s_address_cannot_be_claimed(string address)
    {
        _bed.Claim(_port, address);
        _bed.Settle();
        Assert.Equal("", _bed.Seen(_port));
    }

    [Fact]
    public void A_port_holds_so_many_and_lets_go_of_what_it_claimed_longest_ago()
    {
        _bed.Lease(_port, "10.0.0.7", uint.MaxValue);
        for (int i = 0; i < 80; i++)
        {
            _bed.Claim(_port, $"2001:db8::1:{i:x}");
            _bed.Settle();
            // Used again, and so not the one that gives way.
            _bed.Object(_port, "2001:db8::1:0");
        }

        Assert.Equal(64, _bed.Status(_port).Count);
        Assert.True(_bed.MayUse(_port, "10.0.0.7"));
        Assert.True(_bed.MayUse(_port, "2001:db8::1:0"));
        Assert.False(_bed.MayUse(_port, "2001:db8::1:1"));
        Assert.True(_bed.MayUse(_port, "2001:db8::1:4f"));
    }

    [Fact]
    public void So_many_claims_of_a_port_wait_at_a_time()
    {
        for (int i = 0; i < 40; i++)
        {
            _bed.Claim(_port, $"2001:db8::1:{i:x}");
        }

        _bed.Claim(_other, Address);
        _bed.Settle();
        Assert.Equal((16, 24UL), (_bed.Status(_port).Count, _bed.Count("refused-addresses")));
        Assert.True(_bed.MayUse(_other, Address));
    }
}
