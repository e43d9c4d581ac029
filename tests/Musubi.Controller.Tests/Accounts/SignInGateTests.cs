using Microsoft.Extensions.Time.Testing;
using Musubi.Controller.Accounts;

namespace Musubi.Controller.Tests.Accounts;

public sealed class SignInGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SignInGate _gate;

    public SignInGateTests() => _gate = new SignInGate(_time);

    [Fact]
    public void Whoever_guesses_without_end_from_one_address_does_not_lock_out_the_owner()
    {
        for (int second = 0; second < 600; second++)
        {
            Guess("192.0.2.1", 20);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Guess("192.0.2.1", 20);
        Assert.True(_gate.TryPass("admin", "198.51.100.7"));
    }

    [Fact]
    public void Guesses_from_many_addresses_are_bounded_but_for_where_the_owner_was_signed_in()
    {
        Assert.True(_gate.TryPass("admin", "198.51.100.7"));
        _gate.Passed("admin", "198.51.100.7");
        int passed = Enumerable.Range(1, 100).Count(host => _gate.TryPass("admin", $"192.0.2.{host}"));
        Assert.Equal(SignInGate.AccountBurst - 1, passed);
        Assert.False(_gate.TryPass("admin", "198.51.100.8"));
        Assert.Equal(SignInGate.Burst - 1, Enumerable.Range(0, 100).Count(_ => _gate.TryPass("admin", "198.51.100.7")));
    }

    [Fact]
    public void A_network_of_IPv6_is_one_address_and_a_mapped_address_is_its_own()
    {
        Assert.Equal(SignInGate.Burst, Enumerable.Range(0, 100).Count(host => _gate.TryPass($"user{host}", $"2001:db8:0:1::{host + 1:x}")));
        Assert.True(_gate.TryPass("eva", "2001:db8:0:2::1"));
        Assert.Equal(30, Enumerable.Range(0, 30).Count(host => _gate.TryPass($"mapped{host}", $"::ffff:192.0.2.{host}")));
    }

    /// <summary>Else a bucket that is empty would be forgotten, and be full again.</summary>
    [Fact]
    public void Names_without_end_from_one_address_make_nothing_forgotten()
    {
        Assert.Equal(SignInGate.AccountBurst, Enumerable.Range(1, 100).Count(host => _gate.TryPass("admin", $"192.0.2.{host}")));
        for (int i = 0; i < 2 * SignInGate.Capacity; i++)
        {
            _gate.TryPass($"name{i}", "198.51.100.8");
        }

        Assert.False(_gate.TryPass("admin", "198.51.100.9"));
    }

    [Fact]
    public void What_is_no_name_is_not_kept_whole()
    {
        string name = new('x', 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _gate.TryPass(name, "192.0.2.1");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    private void Guess(string address, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _gate.TryPass("admin", address);
        }
    }
}
