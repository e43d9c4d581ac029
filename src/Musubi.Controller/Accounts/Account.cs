using Musubi.Controller.Trust;

namespace Musubi.Controller.Accounts;

/// <summary>What is stored of somebody who signs in with a password.</summary>
/// <param name="Id">Stays when the password changes.</param>
/// <param name="Name">Unique; events name the caller by it.</param>
/// <param name="Role">What it permits.</param>
/// <param name="PasswordHash">See <see cref="Passwords"/>.</param>
/// <param name="Stamp">Changes with the password or the role: what was signed in under another one is signed out.</param>
/// <param name="CreatedAt">By the controller's clock.</param>
internal sealed record Account(Guid Id, string Name, ApiRole Role, string PasswordHash, Guid Stamp, DateTimeOffset CreatedAt);
