using Musubi.Controller.Edge;
using Musubi.Controller.Trust;
using Musubi.Model;
using Musubi.Model.Services;

namespace Musubi.Controller.Accounts;

/// <summary>
/// The administrator's account of a new fabric. Its password is made by the controller and lies in DATA/admin-password, which only the owner can read, until somebody
/// gives the account another one.
/// </summary>
internal static class FirstAccount
{
    public const string FileName = "admin-password";

    /// <summary>Letters and digits that nobody takes for each other.</summary>
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    private const int Groups = 4;
    private const int LettersInGroup = 5;

    /// <summary>True when the account was made: its password is in the file.</summary>
    /// <exception cref="InventoryUnavailableException">It could not be stored.</exception>
    public static async Task<bool> EnsureAsync(DataDirectory data, AccountBook accounts, IIdSource ids, CancellationToken cancellation)
    {
        if (accounts.All.Count > 0)
        {
            return false;
        }

        string password = Make(ids);

        // First the file: an account whose password nobody knows would be of no use.
        data.Write(FileName, password + "\n");
        await accounts.CreateAsync(AccountBook.FirstName, password, ApiRole.Admin, Caller.System, cancellation).ConfigureAwait(false);
        return true;
    }

    private static string Make(IIdSource ids)
    {
        Span<byte> random = stackalloc byte[Groups * LettersInGroup * sizeof(ushort)];
        ids.Fill(random);
        string[] groups = new string[Groups];
        for (int group = 0; group < Groups; group++)
        {
            for (int i = 0; i < LettersInGroup; i++)
            {
                // Two bytes for a letter: what the remainder favours is below a thousandth.
                int at = sizeof(ushort) * ((group * LettersInGroup) + i);
                groups[group] += Letters[((random[at] << 8) | random[at + 1]) % Letters.Length];
            }
        }

        return string.Join('-', groups);
    }
}
