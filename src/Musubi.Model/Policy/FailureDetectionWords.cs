namespace Musubi.Model.Policy;

/// <summary>The user form of <see cref="FailureDetection"/>.</summary>
public static class FailureDetectionWords
{
    public const string Rule = "must be \"link\", \"beacon\" or \"inherit\"";

    public static string Word(FailureDetection detection) => detection == FailureDetection.Beacon ? "beacon" : "link";

    /// <summary>Null for any other word.</summary>
    public static FailureDetection? Parse(string? word) => word switch
    {
        "link" => FailureDetection.Link,
        "beacon" => FailureDetection.Beacon,
        _ => null,
    };
}
