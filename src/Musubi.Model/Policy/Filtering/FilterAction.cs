namespace Musubi.Model.Policy.Filtering;

/// <summary>What a rule does with frames that meet it.</summary>
public enum FilterAction
{
    Allow,

    Drop,

    /// <summary>They pass with another CoS, another DSCP, or both.</summary>
    Mark,
}
