using Musubi.Controller.Trust;
using Musubi.Model.Services;

namespace Musubi.Controller.Accounts;

/// <summary>Somebody who is signed in, as the account is now.</summary>
internal sealed record Session(Account Account, DateTimeOffset ExpiresAt)
{
    public Caller Caller => new($"account {Account.Name}");

    public bool IsAdmin => Account.Role == ApiRole.Admin;
}
