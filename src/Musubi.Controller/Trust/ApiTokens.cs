using System.Collections.Immutable;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Trust;

/// <summary>
/// The API tokens of people and scripts: id and secret, parted by a dot. At most <see cref="Capacity"/>. Judged from memory, changed in the
/// store first. Any thread.
/// </summary>
internal sealed class ApiTokens : IDisposable
{
    public const int Capacity = 1_000;

    private readonly InventoryService _inventory;
    private readonly TimeProvider _time;
    private readonly IIdSource _ids;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ImmutableDictionary<Guid, ApiToken> _tokens;

    private ApiTokens(InventoryService inventory, TimeProvider time, IIdSource ids, ImmutableDictionary<Guid, ApiToken> tokens)
    {
        _inventory = inventory;
        _time = time;
        _ids = ids;
        _tokens = tokens;
    }

    /// <summary>Ordered by name.</summary>
    public IReadOnlyList<ApiToken> All => [.. _tokens.Values.OrderBy(token => token.Name, StringComparer.Ordinal)];

    public static async Task<ApiTokens> LoadAsync(
        IStore store, InventoryService inventory, TimeProvider time, IIdSource ids, CancellationToken cancellation)
    {
        StoreListing listing = await store.ListAsync(InventoryKeys.ApiTokens, cancellation).ConfigureAwait(false);
        return new ApiTokens(inventory, time, ids, listing.Entries
            .Select(entry => InventoryCodec.Decode<ApiToken>(entry.Value))
            .ToImmutableDictionary(token => token.Id));
    }

    /// <summary>The token that a text stands for, or null.</summary>
    public ApiToken? Authenticate(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && Guid.TryParseExact(text.AsSpan(0, dot), "N", out Guid id)
            && _tokens.TryGetValue(id, out ApiToken? token)
            && TokenSecret.Matches(text[(dot + 1)..], token.SecretHash)
                ? token
                : null;
    }

    /// <summary>Makes a token; with <paramref name="replace"/> one of the same name goes.</summary>
    /// <exception cref="InventoryUnavailableException">It could not be stored.</exception>
    public async Task<TokenOutcome> CreateAsync(string name, ApiRole role, bool replace, Caller caller, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ApiToken[] same = [.. _tokens.Values.Where(token => token.Name == name)];
            if (Judge(name, same.Length > 0 && !replace) is { } refusal)
            {
                return refusal;
            }

            string secret = TokenSecret.Make(_ids);
            ApiToken made = new(_ids.NewId(), name, role, TokenSecret.Hash(secret), _time.GetUtcNow());
            StoreWrite[] writes = [new(KeyOf(made), InventoryCodec.Encode(made)), .. same.Select(token => StoreWrite.Delete(KeyOf(token)))];
            await StoreAsync("token.created", made, writes, caller, cancellation).ConfigureAwait(false);
            _tokens = _tokens.RemoveRange(same.Select(token => token.Id)).SetItem(made.Id, made);
            return new TokenOutcome(EditOutcome.Done, null, made, $"{made.Id:N}.{secret}");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Revokes a token, by name or id. The last one of an administrator stays.</summary>
    /// <exception cref="InventoryUnavailableException">It could not be stored.</exception>
    public async Task<TokenOutcome> RevokeAsync(string nameOrId, Caller caller, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ApiToken? token = _tokens.Values.FirstOrDefault(token => token.Name == nameOrId || token.Id.ToString() == nameOrId);
            if (token is null)
            {
                return TokenOutcome.Failed(EditOutcome.NotFound, "token", nameOrId, "must be the name or id of an API token");
            }

            if (token.Role == ApiRole.Admin && _tokens.Values.Count(other => other.Role == ApiRole.Admin) == 1)
            {
                return TokenOutcome.Failed(EditOutcome.Conflict, "token", nameOrId, "the last admin token cannot be revoked; make another one first");
            }

            await StoreAsync("token.revoked", token, [StoreWrite.Delete(KeyOf(token))], caller, cancellation).ConfigureAwait(false);
            _tokens = _tokens.Remove(token.Id);
            return new TokenOutcome(EditOutcome.Done, null, token);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The rule that a name breaks, or null.</summary>
    public static string? NameRule(string name) =>
        name.Length is > 0 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@')
            ? null
            : "must be 1..64 letters, digits or any of - _ . @";

    public void Dispose() => _turn.Dispose();

    private TokenOutcome? Judge(string name, bool taken)
    {
        if (NameRule(name) is { } rule)
        {
            return TokenOutcome.Failed(EditOutcome.Invalid, "name", name, rule);
        }

        if (taken)
        {
            return TokenOutcome.Failed(EditOutcome.Conflict, "name", name, "must not be the name of another API token");
        }

        return _tokens.Count >= Capacity
            ? TokenOutcome.Failed(EditOutcome.Refused, "name", name, $"there are {Capacity} API tokens already; revoke some first")
            : null;
    }

    private async Task StoreAsync(string reason, ApiToken token, StoreWrite[] writes, Caller caller, CancellationToken cancellation)
    {
        EventRecord record = new()
        {
            Time = _time.GetUtcNow(),
            Reason = reason,
            Object = $"token {token.Name}",
            Caller = caller.Name,
            Message = $"API token {token.Name} with role {(token.Role == ApiRole.Admin ? "admin" : "readOnly")}: {reason}",
        };
        await _inventory.RecordAsync([record], new StoreTransaction([], writes), cancellation).ConfigureAwait(false);
    }

    private static string KeyOf(ApiToken token) => InventoryKeys.ApiTokens + token.Id.ToString("N");
}
