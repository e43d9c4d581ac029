using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Musubi.Cli.Connection;

/// <summary>Accepts exactly the servers whose certificate comes from one authority and names the address that was dialled.</summary>
internal sealed class PinnedAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _roots = [];

    /// <exception cref="CliException">The text holds no certificate.</exception>
    public PinnedAuthority(string pem, string source)
    {
        try
        {
            _roots.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new CliException(ExitCode.Usage, $"{source}: must hold certificates in PEM: {error.Message}", error);
        }

        if (_roots.Count == 0)
        {
            throw new CliException(ExitCode.Usage, $"{source}: must hold a certificate in PEM");
        }
    }

    /// <summary>What was wrong with the last certificate refused; null when none was.</summary>
    public string? Refusal { get; private set; }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? offered, SslPolicyErrors problems)
    {
        Refusal = Judge(certificate, offered, problems);
        return Refusal is null;
    }

    public void Dispose()
    {
        foreach (X509Certificate2 root in _roots)
        {
            root.Dispose();
        }
    }

    private string? Judge(X509Certificate? certificate, X509Chain? offered, SslPolicyErrors problems)
    {
        if (certificate is not X509Certificate2 server)
        {
            return "it showed no certificate";
        }

        if (problems.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return "its certificate does not name the address that was dialled";
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (X509ChainElement element in offered?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(server)
            ? null
            : $"its certificate does not come from the pinned authority: {string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()))}";
    }
}
