using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Musubi.Contracts.Fabric;
using Musubi.Controller.Counting;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Controller.Trust;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Fabric;

/// <summary>
/// Takes hosts into the fabric. Using up the token and admitting the host is one transaction: a token admits one host, also under a race.
/// Any thread; bounded in rate.
/// </summary>
internal sealed class Enroller(
    InventoryService inventory, JoinTokens tokens, CertificateAuthority authority, TimeProvider time, ControllerCounters counters)
{
    private const int RequestBytes = 8192;
    private const string EllipticCurve = "1.2.840.10045.2.1"; // id-ecPublicKey, RFC 5480

    private readonly TokenBucket _budget = new(time, burst: 100, perSecond: 20);

    public async Task<JoinOutcome> JoinAsync(JoinRequest request, CancellationToken cancellation)
    {
        JoinOutcome outcome = await JudgeAsync(request, cancellation).ConfigureAwait(false);
        counters.Add(outcome.Refusal == JoinRefusal.None ? ControllerCounter.HostsJoined : ControllerCounter.JoinsRefused);
        return outcome;
    }

    private async Task<JoinOutcome> JudgeAsync(JoinRequest request, CancellationToken cancellation)
    {
        if (!_budget.TryTake())
        {
            return JoinOutcome.Refused(JoinRefusal.Busy, "too many hosts ask to join at once; try again in a few seconds");
        }

        try
        {
            (JoinTokenClaim? claim, string refusal) = await tokens.JudgeAsync(request.Token, cancellation).ConfigureAwait(false);
            return claim is null
                ? JoinOutcome.Refused(JoinRefusal.Token, refusal)
                : await AdmitAsync(request, claim, cancellation).ConfigureAwait(false);
        }
        catch (StoreCheckFailedException)
        {
            return JoinOutcome.Refused(JoinRefusal.Token, "token: was used by another host at the same moment; ask for a new one");
        }
        catch (Exception error) when (error is InventoryUnavailableException or StoreException)
        {
            return JoinOutcome.Refused(JoinRefusal.Unavailable, error.Message);
        }
    }

    private async Task<JoinOutcome> AdmitAsync(JoinRequest request, JoinTokenClaim claim, CancellationToken cancellation)
    {
        List<string> errors = [];
        if (!Guid.TryParse(request.HostId, out Guid hostId) || hostId == Guid.Empty)
        {
            errors.Add($"host_id: '{FabricLimits.Text(request.HostId)}' must be a UUID");
        }

        PublicKey? key = ReadKey(request.CertificateRequest.ToByteArray());
        if (key is null)
        {
            errors.Add($"certificate_request: must be a signed PKCS#10 request in DER for an elliptic-curve key, of at most {RequestBytes} bytes");
        }

        if (key is null || errors.Count > 0)
        {
            return JoinOutcome.Refused(JoinRefusal.Invalid, string.Join("; ", errors));
        }

        AdmitHost command = new() { HostId = hostId, Name = request.HostName, CertificateKey = HostIdentity.KeyOf(key) };
        string name = FabricLimits.Text(request.HostName);
        EditResult result = await inventory
            .ExecuteAsync(command, new Caller($"host {name}"), JoinTokens.Use(claim, name), cancellation)
            .ConfigureAwait(false);
        return result.Succeeded
            ? new JoinOutcome(JoinRefusal.None, "", authority.IssueHost(hostId, key))
            : JoinOutcome.Refused(
                result.Outcome == EditOutcome.Conflict ? JoinRefusal.Conflict : JoinRefusal.Invalid,
                string.Join("; ", result.Errors.Select(error => $"{error.Field}: '{error.Value}' {error.Rule}")));
    }

    /// <summary>The key of a request whose signature shows that the host has the private half; null when it is not good.</summary>
    private static PublicKey? ReadKey(byte[] request)
    {
        if (request.Length is 0 or > RequestBytes)
        {
            return null;
        }

        try
        {
            PublicKey key = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256).PublicKey;
            return key.Oid.Value == EllipticCurve ? key : null;
        }
        catch (Exception error) when (error is CryptographicException or NotSupportedException)
        {
            return null;
        }
    }
}
