namespace Musubi.Controller.Fabric;

/// <summary>How a request to join ended.</summary>
/// <param name="Refusal">Why it was refused; <see cref="JoinRefusal.None"/> when it was not.</param>
/// <param name="Message">All that was wrong.</param>
/// <param name="Certificate">The host's certificate, X.509 DER; empty when refused.</param>
internal sealed record JoinOutcome(JoinRefusal Refusal, string Message, byte[] Certificate)
{
    public static JoinOutcome Refused(JoinRefusal refusal, string message) => new(refusal, message, []);
}
