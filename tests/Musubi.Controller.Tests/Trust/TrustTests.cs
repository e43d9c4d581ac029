using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Fabric;
using Musubi.Controller.Fabric;
using Musubi.Controller.Tests.Fabric;
using Musubi.Controller.Trust;
using Musubi.Model.Inventory;

namespace Musubi.Controller.Tests.Trust;

public sealed class TrustTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_host_certificate_names_its_host_and_is_trusted_by_its_own_authority_only()
    {
        SeededIds ids = new(3);
        using CertificateAuthority authority = CertificateAuthority.Create(ids.NewId(), Time, ids);
        using CertificateAuthority other = CertificateAuthority.Create(ids.NewId(), Time, ids);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Guid host = ids.NewId();
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(authority.IssueHost(host, new PublicKey(key)));

        Assert.Equal(new HostIdentity(host, HostIdentity.KeyOf(new PublicKey(key))), HostIdentity.Read(certificate));
        Assert.True(authority.Trusts(certificate));
        Assert.False(other.Trusts(certificate));
    }

    [Fact]
    public void A_server_certificate_is_not_good_for_a_host_and_names_no_host()
    {
        SeededIds ids = new(3);
        using CertificateAuthority authority = CertificateAuthority.Create(ids.NewId(), Time, ids);
        using X509Certificate2 server = authority.IssueServer(["localhost"], [IPAddress.Loopback]);

        Assert.False(authority.Trusts(server));
        Assert.Null(HostIdentity.Read(server));
        Assert.True(server.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public void An_authority_is_the_same_after_it_was_stored_and_loaded()
    {
        SeededIds ids = new(3);
        using CertificateAuthority authority = CertificateAuthority.Create(ids.NewId(), Time, ids);
        using CertificateAuthority loaded = CertificateAuthority.Load(authority.Export(), Time, ids);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(loaded.IssueHost(ids.NewId(), new PublicKey(key)));

        Assert.Equal(authority.Pin, loaded.Pin);
        Assert.True(authority.Trusts(certificate));
    }

    [Fact]
    public async Task A_join_token_admits_one_host_once()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        using CertificateAuthority authority = CertificateAuthority.Create(bed.Inventory.FabricId, bed.Time, bed.Ids);
        JoinTokens tokens = new(bed.Inventory, bed.Store, authority, bed.Time, bed.Ids);
        Enroller enroller = new(bed.Inventory, tokens, authority, bed.Time, bed.Counters);
        string token = (await tokens.CreateAsync(24, FabricBed.Caller, Cancellation)).Token;

        Assert.EndsWith("." + authority.Pin, token, StringComparison.Ordinal);
        JoinOutcome first = await enroller.JoinAsync(Request(token, bed.Ids.NewId(), "h1"), Cancellation);
        Assert.Equal(JoinRefusal.None, first.Refusal);
        Assert.Contains(bed.Inventory.Current.Hosts.Values, host => host.Name == "h1");

        JoinOutcome second = await enroller.JoinAsync(Request(token, bed.Ids.NewId(), "h2"), Cancellation);
        Assert.Equal(JoinRefusal.Token, second.Refusal);
        Assert.Contains("already used, by host h1", second.Message, StringComparison.Ordinal);
        Assert.Single(bed.Inventory.Current.Hosts);
    }

    [Fact]
    public async Task Of_hosts_racing_with_one_token_exactly_one_is_admitted()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        using CertificateAuthority authority = CertificateAuthority.Create(bed.Inventory.FabricId, bed.Time, bed.Ids);
        JoinTokens tokens = new(bed.Inventory, bed.Store, authority, bed.Time, bed.Ids);
        Enroller enroller = new(bed.Inventory, tokens, authority, bed.Time, bed.Counters);
        string token = (await tokens.CreateAsync(24, FabricBed.Caller, Cancellation)).Token;

        JoinOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            enroller.JoinAsync(Request(token, bed.Ids.NewId(), $"h{number}"), Cancellation))));
        Assert.Single(outcomes, outcome => outcome.Refusal == JoinRefusal.None);
        Assert.Single(bed.Inventory.Current.Hosts);
    }

    [Fact]
    public async Task An_expired_a_wrong_and_a_garbled_token_are_refused_with_the_reason()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        using CertificateAuthority authority = CertificateAuthority.Create(bed.Inventory.FabricId, bed.Time, bed.Ids);
        JoinTokens tokens = new(bed.Inventory, bed.Store, authority, bed.Time, bed.Ids);
        Enroller enroller = new(bed.Inventory, tokens, authority, bed.Time, bed.Counters);
        string token = (await tokens.CreateAsync(1, FabricBed.Caller, Cancellation)).Token;
        string[] parts = token.Split('.');

        async Task<string> RefusalAsync(string text)
        {
            JoinOutcome outcome = await enroller.JoinAsync(Request(text, bed.Ids.NewId(), "h1"), Cancellation);
            Assert.Equal(JoinRefusal.Token, outcome.Refusal);
            return outcome.Message;
        }

        Assert.Contains("is not known", await RefusalAsync($"{parts[0]}.{new string('0', 64)}.{parts[2]}"), StringComparison.Ordinal);
        Assert.Contains("must be of the form", await RefusalAsync("garbage"), StringComparison.Ordinal);
        bed.Time.Advance(TimeSpan.FromHours(1));
        Assert.Contains("expired at 2026-01-01 01:00:00Z", await RefusalAsync(token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_request_to_join_names_all_that_is_wrong_and_leaves_the_token_good()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        using CertificateAuthority authority = CertificateAuthority.Create(bed.Inventory.FabricId, bed.Time, bed.Ids);
        JoinTokens tokens = new(bed.Inventory, bed.Store, authority, bed.Time, bed.Ids);
        Enroller enroller = new(bed.Inventory, tokens, authority, bed.Time, bed.Counters);
        string token = (await tokens.CreateAsync(24, FabricBed.Caller, Cancellation)).Token;

        JoinRequest bad = new() { Token = token, HostId = "7", HostName = "h1", CertificateRequest = ByteString.CopyFromUtf8("garbage") };
        JoinOutcome outcome = await enroller.JoinAsync(bad, Cancellation);
        Assert.Equal(JoinRefusal.Invalid, outcome.Refusal);
        Assert.Contains("host_id: '7'", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("certificate_request:", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(JoinRefusal.None, (await enroller.JoinAsync(Request(token, bed.Ids.NewId(), "h1"), Cancellation)).Refusal);
    }

    [Fact]
    public async Task Joining_is_bounded_in_rate()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        using CertificateAuthority authority = CertificateAuthority.Create(bed.Inventory.FabricId, bed.Time, bed.Ids);
        JoinTokens tokens = new(bed.Inventory, bed.Store, authority, bed.Time, bed.Ids);
        Enroller enroller = new(bed.Inventory, tokens, authority, bed.Time, bed.Counters);
        List<JoinRefusal> refusals = [];
        for (int i = 0; i < 200; i++)
        {
            refusals.Add((await enroller.JoinAsync(new JoinRequest(), Cancellation)).Refusal);
        }

        Assert.Equal(JoinRefusal.Busy, refusals[^1]);
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(JoinRefusal.Token, (await enroller.JoinAsync(new JoinRequest(), Cancellation)).Refusal);
    }

    [Fact]
    public async Task API_tokens_are_stored_as_hashes_and_a_revoked_one_is_no_longer_good()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        using ApiTokens tokens = await ApiTokens.LoadAsync(bed.Store, bed.Inventory, bed.Time, bed.Ids, Cancellation);
        TokenOutcome admin = await tokens.CreateAsync("admin", ApiRole.Admin, replace: false, FabricBed.Caller, Cancellation);
        TokenOutcome reader = await tokens.CreateAsync("reader", ApiRole.ReadOnly, replace: false, FabricBed.Caller, Cancellation);

        using ApiTokens loaded = await ApiTokens.LoadAsync(bed.Store, bed.Inventory, bed.Time, bed.Ids, Cancellation);
        Assert.Equal("reader", loaded.Authenticate(reader.Text)?.Name);
        Assert.Null(loaded.Authenticate(reader.Text[..^1] + "x"));
        string stored = string.Concat((await bed.Store.ListAsync("", Cancellation)).Entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Value.Span)));
        Assert.DoesNotContain(reader.Text.Split('.')[1], stored, StringComparison.Ordinal);

        Assert.Equal(EditOutcome.Conflict, (await loaded.CreateAsync("reader", ApiRole.Admin, replace: false, FabricBed.Caller, Cancellation)).Outcome);
        Assert.Equal(EditOutcome.Conflict, (await loaded.RevokeAsync("admin", FabricBed.Caller, Cancellation)).Outcome);
        Assert.Equal(EditOutcome.Done, (await loaded.RevokeAsync("reader", FabricBed.Caller, Cancellation)).Outcome);
        Assert.Null(loaded.Authenticate(reader.Text));
        Assert.NotNull(loaded.Authenticate(admin.Text));
    }

    private static JoinRequest Request(string token, Guid host, string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=host", key, HashAlgorithmName.SHA256);
        return new JoinRequest
        {
            Token = token,
            HostId = host.ToString(),
            HostName = name,
            CertificateRequest = ByteString.CopyFrom(request.CreateSigningRequest()),
        };
    }
}
