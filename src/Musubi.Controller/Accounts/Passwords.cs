using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Musubi.Controller.Accounts;

/// <summary>
/// Keeps and checks passwords by the framework's own hasher: PBKDF2 with HMAC-SHA512 and a salt for each. Slow on purpose, a tenth of a second or so: no more than
/// <see cref="AtOnce"/> are checked at one time. Any thread.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int LeastLetters = 10;
    public const int MostLetters = 128;

    /// <summary>Checks at one time: whoever guesses must not keep the controller from its work.</summary>
    public const int AtOnce = 2;

    /// <summary>As OWASP's password storage cheat sheet asks of PBKDF2 with HMAC-SHA512.</summary>
    private const int Iterations = 210_000;

    private readonly PasswordHasher<Account> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _turn = new(AtOnce, AtOnce);
    private readonly string _nobody;

    public Passwords() => _nobody = _hasher.HashPassword(null!, new string('-', LeastLetters));

    /// <summary>The rule that a password breaks, or null.</summary>
    public static string? RuleOf(string password, string name) =>
        password.Length is < LeastLetters or > MostLetters ? $"must have {LeastLetters} to {MostLetters} characters"
        : password.Contains(name, StringComparison.OrdinalIgnoreCase) ? "must not contain the name of its account"
        : null;

    public async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _hasher.HashPassword(null!, password);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes as long for an account that does not exist, so that nobody can ask which do.</summary>
    public async Task<bool> MatchesAsync(string password, Account? account, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _hasher.VerifyHashedPassword(null!, account?.PasswordHash ?? _nobody, password) != PasswordVerificationResult.Failed && account is not null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
