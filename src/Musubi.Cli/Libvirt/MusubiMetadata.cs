using System.Xml.Linq;

namespace Musubi.Cli.Libvirt;

/// <summary>The spelling of Musubi's element in a domain's metadata.</summary>
internal static class MusubiMetadata
{
    /// <summary>libvirt keeps one element for each namespace.</summary>
    public static readonly XNamespace Namespace = "urn:musubi:libvirt:1";

    public static readonly XName Vm = Namespace + "vm";

    public static readonly XName Nic = Namespace + "nic";

    /// <summary>The element of one vNIC, within that of its VM.</summary>
    public static XElement Of(string nic, string mac, string portGroup) => new(Vm, new XAttribute(XNamespace.Xmlns + "musubi", Namespace),
        new XElement(Nic, new XAttribute("name", nic), new XAttribute("mac", mac), new XAttribute("portGroup", portGroup)));
}
