namespace Musubi.Model.Policy;

/// <summary>Who tags: nobody (EST), the switch (VST), or the guest (VGT).</summary>
public enum VlanMode
{
    None,
    Access,
    Trunk,
}
