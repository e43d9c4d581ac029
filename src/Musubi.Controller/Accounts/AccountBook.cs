using System.Collections.Immutable;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Controller.Trust;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Controller.Accounts;

/// <summary>
/// The accounts of people: name, role, password. At most <see cref="Capacity"/>, of which one at least is an administrator's. Judged from memory, changed in the
/// store first. Any thread.
/// </summary>
internal sealed class AccountBook : IDisposable
{
    public const int Capacity = 1_000;
    public const string FirstName = "admin";

    private readonly InventoryService _inventory;
    private readonly TimeProvider _time;
    private readonly IIdSource _ids;
    private readonly Passwords _passwords = new();
    private readonly SignInGate _gate;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ImmutableDictionary<Guid, Account> _accounts;

    private AccountBook(InventoryService inventory, TimeProvider time, IIdSource ids, ImmutableDictionary<Guid, Account> accounts)
    {
        (_inventory, _time, _ids, _accounts) = (inventory, time, ids, accounts);
        _gate = new SignInGate(time);
    }

    /// <summary>Ordered by name.</summary>
    public IReadOnlyList<Account> All => [.. _accounts.Values.OrderBy(account => account.Name, StringComparer.Ordinal)];

    public static async Task<AccountBook> LoadAsync(
        IStore store, InventoryService inventory, TimeProvider time, IIdSource ids, CancellationToken cancellation)
    {
        StoreListing listing = await store.ListAsync(InventoryKeys.Accounts, cancellation).ConfigureAwait(false);
        return new AccountBook(inventory, time, ids, listing.Entries
            .Select(entry => InventoryCodec.Decode<Account>(entry.Value))
            .ToImmutableDictionary(account => account.Id));
    }

    public Account? Find(Guid id) => _accounts.GetValueOrDefault(id);

    public Account? Find(string nameOrId) =>
        _accounts.Values.FirstOrDefault(account => account.Name == nameOrId || account.Id.ToString() == nameOrId);

    /// <summary>The account, if name and password are right; else why not. Every refusal is an event with the address.</summary>
    /// <param name="address">Of whoever asks.</param>
    public async Task<(Account? Account, SignInRefusal Refusal)> SignInAsync(string name, string password, string address, CancellationToken cancellation)
    {
        if (!_gate.TryPass(name, address))
        {
            return (null, SignInRefusal.TooOften);
        }

        Account? account = Find(name);
        bool matches = password.Length <= Passwords.MostLetters && await _passwords.MatchesAsync(password, account, cancellation).ConfigureAwait(false);
        if (matches)
        {
            _gate.Passed(name, address);
            return (account, SignInRefusal.None);
        }

        await RecordAsync("signin.refused", ShownValue.Of(name), $"somebody at {address} tried to sign in as {ShownValue.Of(name)}", [], Caller.System, cancellation).ConfigureAwait(false);
        return (null, SignInRefusal.Wrong);
    }

    /// <exception cref="InventoryUnavailableException">It could not be stored.</exception>
    public Task<AccountOutcome> CreateAsync(string name, string password, ApiRole role, Caller caller, CancellationToken cancellation) =>
        InTurnAsync(
            async () =>
            {
                if (JudgeNew(name, password) is { Length: > 0 } errors)
                {
                    return new AccountOutcome(EditOutcome.Invalid, errors);
                }

                if (Find(name) is not null)
                {
                    return AccountOutcome.Failed(EditOutcome.Conflict, "name", name, "must not be the name of another account");
                }

                if (_accounts.Count >= Capacity)
                {
                    return AccountOutcome.Failed(EditOutcome.Refused, "name", name, $"there are {Capacity} accounts already; remove some first");
                }

                Account made = new(_ids.NewId(), name, role, await _passwords.HashAsync(password, cancellation).ConfigureAwait(false), _ids.NewId(), _time.GetUtcNow());
                return await PutAsync("account.created", made, caller, cancellation).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>Gives an account another password, another role, or both; whoever is signed in with it is signed out.</summary>
    /// <exception cref="InventoryUnavailableException">It could not be stored.</exception>
    public Task<AccountOutcome> ChangeAsync(string nameOrId, string? password, ApiRole? role, Caller caller, CancellationToken cancellation) =>
        InTurnAsync(
            async () =>
            {
                if (Find(nameOrId) is not { } account)
                {
                    return NotFound(nameOrId);
                }

                if (password is not null && Passwords.RuleOf(password, account.Name) is { } rule)
                {
                    // The value is a secret: it is not told back.
                    return AccountOutcome.Failed(EditOutcome.Invalid, "password", "", rule);
                }

                if (role == ApiRole.ReadOnly && IsLastAdministrator(account))
                {
                    return AccountOutcome.Failed(EditOutcome.Conflict, "role", "readOnly", "the last administrator stays one; make another one first");
                }

                Account changed = account with
                {
                    Role = role ?? account.Role,
                    PasswordHash = password is null ? account.PasswordHash : await _passwords.HashAsync(password, cancellation).ConfigureAwait(false),
                    Stamp = _ids.NewId(),
                };
                return await PutAsync(password is null ? "account.changed" : "account.passwordChanged", changed, caller, cancellation).ConfigureAwait(false);
            },
            cancellation);

    /// <exception cref="InventoryUnavailableException">It could not be stored.</exception>
    public Task<AccountOutcome> RemoveAsync(string nameOrId, Caller caller, CancellationToken cancellation) =>
        InTurnAsync(
            async () =>
            {
                if (Find(nameOrId) is not { } account)
                {
                    return NotFound(nameOrId);
                }

                if (IsLastAdministrator(account))
                {
                    return AccountOutcome.Failed(EditOutcome.Conflict, "account", nameOrId, "the last administrator cannot be removed; make another one first");
                }

                await RecordAsync("account.removed", account.Name, Message("account.removed", account), [StoreWrite.Delete(KeyOf(account))], caller, cancellation).ConfigureAwait(false);
                _accounts = _accounts.Remove(account.Id);
                return new AccountOutcome(EditOutcome.Done, [], account);
            },
            cancellation);

    public void Dispose()
    {
        _turn.Dispose();
        _passwords.Dispose();
    }

    private static ValidationError[] JudgeNew(string name, string password) =>
    [
        .. ApiTokens.NameRule(name) is { } wrongName ? [new ValidationError("name", ShownValue.Of(name), wrongName)] : Array.Empty<ValidationError>(),
        .. Passwords.RuleOf(password, name) is { } wrong ? [new ValidationError("password", "", wrong)] : Array.Empty<ValidationError>(),
    ];

    private static AccountOutcome NotFound(string nameOrId) => AccountOutcome.Failed(EditOutcome.NotFound, "account", nameOrId, "must be the name or id of an account");

    private bool IsLastAdministrator(Account account) => account.Role == ApiRole.Admin && _accounts.Values.Count(other => other.Role == ApiRole.Admin) == 1;

    private async Task<AccountOutcome> InTurnAsync(Func<Task<AccountOutcome>> change, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await change().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<AccountOutcome> PutAsync(string reason, Account account, Caller caller, CancellationToken cancellation)
    {
        await RecordAsync(reason, account.Name, Message(reason, account), [new StoreWrite(KeyOf(account), InventoryCodec.Encode(account))], caller, cancellation).ConfigureAwait(false);
        _accounts = _accounts.SetItem(account.Id, account);
        return new AccountOutcome(EditOutcome.Done, [], account);
    }

    private static string Message(string reason, Account account) => $"account {account.Name} with role {(account.Role == ApiRole.Admin ? "admin" : "readOnly")}: {reason}";

    private Task<bool> RecordAsync(string reason, string name, string message, StoreWrite[] writes, Caller caller, CancellationToken cancellation)
    {
        EventRecord record = new()
        {
            Time = _time.GetUtcNow(),
            Severity = reason == "signin.refused" ? EventSeverity.Warning : EventSeverity.Normal,
            Reason = reason,
            Object = $"account {name}",
            Caller = caller.Name,
            Message = message,
        };
        return _inventory.RecordAsync([record], new StoreTransaction([], writes), cancellation);
    }

    private static string KeyOf(Account account) => InventoryKeys.Accounts + account.Id.ToString("N");
}
