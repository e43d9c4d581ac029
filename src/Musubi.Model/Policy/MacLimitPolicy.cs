namespace Musubi.Model.Policy;

/// <summary>What a port that has learned as many MACs as it may does with frames of further ones.</summary>
public enum MacLimitPolicy
{
    /// <summary>They are dropped.</summary>
    Drop,

    /// <summary>They pass, and are not learned.</summary>
    Allow,
}
