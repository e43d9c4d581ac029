using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Musubi.Controller.Accounts;

/// <summary>
/// What a person who has signed in presents from then on: the account, its stamp and an end, sealed with the controller's keys. Nothing is kept of it, so it outlives a restart;
/// it ends with its time, or when the account's password or role changes, or when its owner signs out. Of those that were ended so the controller knows until it stops. Any thread.
/// </summary>
internal sealed class SessionTickets(AccountBook accounts, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>Tells a ticket apart from an API token.</summary>
    public const string Prefix = "session.";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    /// <summary>Sessions that were signed out and would still be good; of more the one is forgotten that ends first.</summary>
    private const int MostEnded = 10_000;

    private const int Bytes = 16 + 16 + sizeof(long);

    private readonly IDataProtector _protector = protection.CreateProtector("Musubi.Session.v1");

    // A ticket in other letters has the same bytes.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new(StringComparer.OrdinalIgnoreCase);

    public (string Ticket, DateTimeOffset ExpiresAt) Issue(Account account)
    {
        DateTimeOffset end = time.GetUtcNow() + Lifetime;
        byte[] plain = new byte[Bytes];
        account.Id.TryWriteBytes(plain);
        account.Stamp.TryWriteBytes(plain.AsSpan(16));
        BinaryPrimitives.WriteInt64LittleEndian(plain.AsSpan(32), end.ToUnixTimeMilliseconds());
        return (Prefix + Convert.ToHexStringLower(_protector.Protect(plain)), DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds()));
    }

    /// <summary>Who presents it, or null when it is none of ours or no longer good.</summary>
    public Session? Open(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || _ended.ContainsKey(text) || Unseal(text[Prefix.Length..]) is not { Length: Bytes } plain)
        {
            return null;
        }

        DateTimeOffset end = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(32)));
        return end > time.GetUtcNow() && accounts.Find(new Guid(plain.AsSpan(0, 16))) is { } account && account.Stamp == new Guid(plain.AsSpan(16, 16))
            ? new Session(account, end)
            : null;
    }

    /// <summary>From now on it is good no more, wherever it is still presented.</summary>
    public void End(string text)
    {
        if (Open(text) is not { } session)
        {
            return;
        }

        _ended[text] = session.ExpiresAt;
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string key, _) in _ended.Where(pair => pair.Value <= now))
        {
            _ended.TryRemove(key, out _);
        }

        if (_ended.Count > MostEnded)
        {
            _ended.TryRemove(_ended.MinBy(pair => pair.Value).Key, out _);
        }
    }

    private byte[]? Unseal(string text)
    {
        try
        {
            return _protector.Unprotect(Convert.FromHexString(text));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
