using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Musubi.Controller.Trust;
using Musubi.Model.Services;

namespace Musubi.Controller.Edge;

/// <summary>
/// DATA/admin.json: with it the CLI on this machine reaches the controller. Made at the first start and whenever it is missing or its
/// token is no longer good; rewritten when the address has changed.
/// </summary>
internal static class AdminFile
{
    public const string FileName = "admin.json";
    private const string TokenName = "admin";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a controller has run on this folder before.</summary>
    public static bool IsIn(DataDirectory data) => data.Read(FileName) is not null;

    public static async Task EnsureAsync(
        DataDirectory data, ApiTokens tokens, CertificateAuthority authority, IPEndPoint api, CancellationToken cancellation)
    {
        IPAddress address = api.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : api.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : api.Address;
        string server = $"https://{new IPEndPoint(address, api.Port)}";
        Content? present = Read(data.Read(FileName));
        if (present is not null && tokens.Authenticate(present.Token ?? "") is not null)
        {
            if (present.Server != server)
            {
                Write(data, present with { Server = server });
            }

            return;
        }

        TokenOutcome made = await tokens
            .CreateAsync(TokenName, ApiRole.Admin, replace: true, Caller.System, cancellation).ConfigureAwait(false);
        Write(data, new Content(server, made.Text, authority.CertificatePem));
    }

    private static void Write(DataDirectory data, Content content) => data.Write(FileName, JsonSerializer.Serialize(content, Format));

    private static Content? Read(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<Content>(text, Format);
        }
        catch (JsonException)
        {
            // Damaged by hand: it is made anew.
            return null;
        }
    }

    private sealed record Content(string? Server, string? Token, string? CaPem);
}
