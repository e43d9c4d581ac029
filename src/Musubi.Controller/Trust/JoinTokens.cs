using System.Globalization;
using Musubi.Api;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Model;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Controller.Trust;

/// <summary>
/// Mints and judges join tokens: id, secret and the authority's pin, parted by dots. One use, an end, at most <see cref="Capacity"/> at a time.
/// Any thread.
/// </summary>
internal sealed class JoinTokens(
    InventoryService inventory, IStore store, CertificateAuthority authority, TimeProvider time, IIdSource ids) : IJoinTokenService
{
    public const int Capacity = 1_000;

    /// <summary>So long a used or expired token is remembered.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    public async Task<JoinTokenResource> CreateAsync(int validHours, Caller caller, CancellationToken cancellation)
    {
        string id = ids.NewId().ToString("N");
        string secret = TokenSecret.Make(ids);
        DateTimeOffset now = time.GetUtcNow();
        JoinToken token = new(TokenSecret.Hash(secret), now + TimeSpan.FromHours(validHours), caller.Name);

        string key = InventoryKeys.JoinTokens + id;
        List<StoreWrite> writes = [new(key, InventoryCodec.Encode(token)), .. await ForgottenAsync(now, cancellation).ConfigureAwait(false)];
        EventRecord record = new()
        {
            Time = now,
            Reason = "joinToken.created",
            Object = $"joinToken {id}",
            Caller = caller.Name,
            Message = string.Create(CultureInfo.InvariantCulture, $"join token {id} was made; it is good until {token.ExpiresAt:u}"),
        };
        if (!await inventory.RecordAsync([record], new StoreTransaction([new StoreCheck(key, 0)], writes), cancellation).ConfigureAwait(false))
        {
            throw new InventoryUnavailableException("the join token was not stored; try again");
        }

        return new JoinTokenResource($"{id}.{secret}.{authority.Pin}", token.ExpiresAt);
    }

    /// <summary>Judges a token that a host presents. Null, and why, when it is not good.</summary>
    public async Task<(JoinTokenClaim? Claim, string Refusal)> JudgeAsync(string text, CancellationToken cancellation)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 3 || !Guid.TryParseExact(parts[0], "N", out Guid id))
        {
            return (null, "token: must be of the form id.secret.pin, as it was printed when it was made");
        }

        string key = InventoryKeys.JoinTokens + id.ToString("N");
        StoreEntry? entry = await store.GetAsync(key, cancellation).ConfigureAwait(false);
        if (entry is null || InventoryCodec.Decode<JoinToken>(entry.Value) is not { } token || !TokenSecret.Matches(parts[1], token.SecretHash))
        {
            return (null, "token: is not known to this fabric; ask for a new one");
        }

        if (token.UsedBy is { } host)
        {
            return (null, $"token: was already used, by host {host}; a join token is good once, ask for a new one");
        }

        return time.GetUtcNow() >= token.ExpiresAt
            ? (null, string.Create(CultureInfo.InvariantCulture, $"token: expired at {token.ExpiresAt:u}; ask for a new one"))
            : (new JoinTokenClaim(key, entry.Revision, token), "");
    }

    /// <summary>Marks a token as used, if nobody else did since it was judged.</summary>
    public static StoreTransaction Use(JoinTokenClaim claim, string host) => new(
        [new StoreCheck(claim.Key, claim.Revision)],
        [new StoreWrite(claim.Key, InventoryCodec.Encode(claim.Token with { UsedBy = host }))]);

    private async Task<IEnumerable<StoreWrite>> ForgottenAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        StoreListing listing = await store.ListAsync(InventoryKeys.JoinTokens, cancellation).ConfigureAwait(false);
        string[] forgotten = [.. listing.Entries
            .Where(entry => InventoryCodec.Decode<JoinToken>(entry.Value).ExpiresAt + Remembered < now)
            .Select(entry => entry.Key)];
        return listing.Entries.Count - forgotten.Length < Capacity
            ? forgotten.Select(StoreWrite.Delete)
            : throw new InventoryUnavailableException($"there are {Capacity} join tokens already; wait until some expire");
    }
}
