namespace Musubi.Model.Policy;

/// <summary>The words for spoof guard in requests, answers and options.</summary>
public static class SpoofGuardWords
{
    public static ValueList<string> All { get; } = ["off", "observe", "snooped", "configured"];

    public static string Word(SpoofGuard guard) => guard switch
    {
        SpoofGuard.Observe => "observe",
        SpoofGuard.Snooped => "snooped",
        SpoofGuard.Configured => "configured",
        _ => "off",
    };

    public static SpoofGuard? Parse(string? word) => word switch
    {
        "off" => SpoofGuard.Off,
        "observe" => SpoofGuard.Observe,
        "snooped" => SpoofGuard.Snooped,
        "configured" => SpoofGuard.Configured,
        _ => null,
    };
}
