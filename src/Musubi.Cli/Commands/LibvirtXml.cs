using System.Text.Json;
using System.Xml.Linq;
using Musubi.Cli.Libvirt;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>The interface of a libvirt domain for a vNIC of QEMU.</summary>
internal static class LibvirtXml
{
    /// <summary>One line, for the domain's devices. Memory that is shared (vhost-user) also wants a memoryBacking, which is not the interface's.</summary>
    /// <param name="vnic">As the API gives it, with an attachment of QEMU.</param>
    public static string Of(JsonElement vnic)
    {
        XElement mac = new("mac", new XAttribute("address", vnic.Text("mac")));
        XElement model = new("model", new XAttribute("type", "virtio"));
        if (vnic.Text("attachment.type") == "tap")
        {
            XElement target = new("target", new XAttribute("dev", vnic.Text("attachment.interface")), new XAttribute("managed", "no"));
            return Line(new XElement("interface", new XAttribute("type", "ethernet"), mac, target, model));
        }

        string mode = vnic.Text("attachment.listener") == "switch" ? "client" : "server";
        XElement source = new("source", new XAttribute("type", "unix"), new XAttribute("path", vnic.Text("attachment.socket")), new XAttribute("mode", mode));
        XElement shared = new("interface", new XAttribute("type", "vhostuser"), mac, source, model);
        if (vnic.Number("attachment.queuePairs") is > 1 and var pairs)
        {
            shared.Add(new XElement("driver", new XAttribute("queues", pairs)));
        }

        XElement memory = new("memoryBacking", new XElement("source", new XAttribute("type", "memfd")), new XElement("access", new XAttribute("mode", "shared")));
        return $"{Line(shared)} in <devices>, {Line(memory)} in <domain>";
    }

    /// <summary>One line, for the domain's metadata: by it the hook knows the port group (docs/libvirt.md).</summary>
    /// <param name="vnic">As the API gives it.</param>
    public static string Metadata(JsonElement vnic) => Line(MusubiMetadata.Of(vnic.Text("name"), vnic.Text("mac"), vnic.Text("portGroup")));

    private static string Line(XElement element) => element.ToString(SaveOptions.DisableFormatting).Replace(" />", "/>", StringComparison.Ordinal);
}
