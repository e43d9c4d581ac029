namespace Musubi.Model.Services;

/// <summary>What a class of traffic on an uplink is made of.</summary>
public enum IoClassKind
{
    /// <summary>All that leaves by the uplink.</summary>
    All,

    /// <summary>The switch's own frames, such as announcements.</summary>
    Switch,

    /// <summary>All of one traffic type.</summary>
    Traffic,

    /// <summary>The ports of one network resource pool.</summary>
    Pool,

    /// <summary>One port.</summary>
    Port,

    /// <summary>Frames of ports that are gone.</summary>
    Others,
}
