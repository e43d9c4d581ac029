namespace Musubi.Model.Policy;

/// <summary>Who tags: nobody (EST), the switch (VST), the guest (VGT), or the switch with a class of a private VLAN.</summary>
public enum VlanMode
{
    None,
    Access,
    Trunk,
    Private,
}
