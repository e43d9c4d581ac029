namespace Musubi.Model.Inventory;

/// <summary>The kinds of configured objects.</summary>
public enum ObjectKind
{
    Host,
    Switch,
    PortGroup,
    Port,
}
