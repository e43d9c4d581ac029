using System.Security.Cryptography;
using System.Text;
using Musubi.Model;

namespace Musubi.Controller.Trust;

/// <summary>
/// The secret half of a token: 256 random bits, which only the token's holder knows; the store has its SHA-256. (A slow hash protects
/// secrets that people choose; nobody can guess this one.)
/// </summary>
public static class TokenSecret
{
    private const int Bytes = 32;

    /// <summary>A new secret in lower-case hexadecimal.</summary>
    public static string Make(IIdSource ids)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        ids.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>What is stored of a secret, lower-case hexadecimal.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public static bool Matches(string secret, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Hash(secret)), Encoding.UTF8.GetBytes(hash));
}
