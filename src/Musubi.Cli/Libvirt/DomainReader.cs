using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Musubi.Cli.Output;
using Musubi.Model;

namespace Musubi.Cli.Libvirt;

/// <summary>
/// Reads a domain as libvirt gives it to a hook. Whoever may define a domain wrote it: no DTD, no entities, bounded in length, and
/// every mistake is told at once.
/// </summary>
internal sealed class DomainReader
{
    /// <summary>Longest domain that is read, characters.</summary>
    public const int MaxCharacters = 4 << 20;

    /// <summary>Most vNICs of one domain; each costs requests before the guest starts.</summary>
    public const int MaxNics = 64;

    private const int MaxQueuePairs = 16;
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly XElement _domain;
    private readonly List<string> _errors = [];
    private readonly List<DomainNic> _nics = [];

    private DomainReader(XElement domain) => _domain = domain;

    /// <exception cref="CliException">The text is no domain, or what it says of Musubi's vNICs is wrong; every error is named.</exception>
    public static Domain Read(TextReader text)
    {
        try
        {
            using XmlReader reader = XmlReader.Create(text, Settings);
            return new DomainReader(Load(reader)).Read();
        }
        catch (XmlException error)
        {
            throw new CliException(ExitCode.Invalid, $"domain: must be XML of a libvirt domain, without a DTD and of at most {MaxCharacters} characters: {SafeText.Of(error.Message)}", error);
        }
    }

    /// <summary>Depth is bounded before a tree is made of it: what walks the tree may go down by recursion.</summary>
    private static XElement Load(XmlReader reader)
    {
        const int MaxDepth = 64;
        XElement? root = null;
        XElement? at = null;
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw new XmlException($"elements may be nested {MaxDepth} deep");
            }

            if (reader.NodeType == XmlNodeType.Element)
            {
                XElement element = new(XName.Get(reader.LocalName, reader.NamespaceURI));
                bool isEmpty = reader.IsEmptyElement;
                CopyAttributes(reader, element);
                at?.Add(element);
                root ??= element;
                at = isEmpty ? at : element;
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                at?.Add(new XText(reader.Value));
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                at = at?.Parent;
            }
        }

        return root ?? throw new XmlException("there is no element");
    }

    private static void CopyAttributes(XmlReader reader, XElement element)
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI.Length == 0)
            {
                element.SetAttributeValue(reader.LocalName, reader.Value);
            }
        }
    }

    private Domain Read()
    {
        string name = _domain.Element("name")?.Value ?? "";
        if (_domain.Name != "domain" || name.Length == 0)
        {
            throw new CliException(ExitCode.Invalid, ErrorText.Line("domain", _domain.Name.LocalName, "must be the element domain, with a name"));
        }

        XElement[] wishes = [.. _domain.Elements("metadata").Elements(MusubiMetadata.Vm).Elements(MusubiMetadata.Nic).Take(MaxNics + 1)];
        if (wishes.Length > MaxNics)
        {
            _errors.Add(ErrorText.Line("metadata: nic", $"{wishes.Length} or more", $"must be at most {MaxNics}"));
        }
        else
        {
            ReadNics(wishes);
        }

        return _errors.Count == 0 ? new Domain(name, _nics) : throw new CliException(ExitCode.Invalid, _errors);
    }

    private void ReadNics(XElement[] wishes)
    {
        ILookup<string, XElement> interfaces = _domain.Elements("devices").Elements("interface")
            .ToLookup(one => (one.Element("mac")?.Attribute("address")?.Value ?? "").ToLowerInvariant(), StringComparer.Ordinal);
        for (int i = 0; i < wishes.Length; i++)
        {
            ReadNic(wishes[i], i, interfaces);
        }

        foreach (IGrouping<string, DomainNic> twice in _nics.GroupBy(nic => nic.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _errors.Add(ErrorText.Line("metadata: nic name", twice.Key, "must be unique within the domain"));
        }
    }

    private void ReadNic(XElement wish, int index, ILookup<string, XElement> interfaces)
    {
        string field = string.Create(CultureInfo.InvariantCulture, $"metadata: nic[{index}]");
        string name = wish.Attribute("name")?.Value ?? string.Create(CultureInfo.InvariantCulture, $"nic{index}");
        string group = wish.Attribute("portGroup")?.Value ?? "";
        string text = wish.Attribute("mac")?.Value ?? "";
        Require(group.Length > 0, $"{field} portGroup", group, "must name a port group");
        if (!MacAddress.TryParse(text, CultureInfo.InvariantCulture, out MacAddress mac))
        {
            _errors.Add(ErrorText.Line($"{field} mac", text, "must be the MAC address of an interface of the domain, of the form aa:bb:cc:dd:ee:ff"));
            return;
        }

        XElement[] found = [.. interfaces[text.ToLowerInvariant()]];
        if (Require(found.Length == 1, $"{field} mac", text, "must be the MAC address of exactly one interface of the domain"))
        {
            ReadInterface(found[0], name, group, mac);
        }
    }

    private void ReadInterface(XElement given, string name, string group, MacAddress mac)
    {
        string type = given.Attribute("type")?.Value ?? "";
        switch (type)
        {
            case "vhostuser":
                ReadShared(given, new DomainNic(name, group, mac, IsTap: false, ""));
                break;
            case "ethernet":
                ReadTap(given, new DomainNic(name, group, mac, IsTap: true, ""));
                break;
            default:
                _errors.Add(ErrorText.Line($"interface {mac} type", type, "must be vhostuser or ethernet for an interface that is connected to a port group"));
                break;
        }
    }

    private void ReadTap(XElement given, DomainNic nic)
    {
        XElement? target = given.Element("target");
        string device = target?.Attribute("dev")?.Value ?? "";
        string managed = target?.Attribute("managed")?.Value ?? "";
        bool named = Require(device.Length > 0, $"interface {nic.Mac} target dev", device, "must name the TAP");
        bool right = named & Require(managed == "no", $"interface {nic.Mac} target managed", managed, "must be no: the host's agent makes the TAP");
        string queues = Queues(given);
        right &= Require(queues == "1", $"interface {nic.Mac} driver queues", queues, "must be 1 or left out for an interface of type ethernet: the TAP has one queue");
        if (right)
        {
            _nics.Add(nic with { Place = device });
        }
    }

    private void ReadShared(XElement given, DomainNic nic)
    {
        XElement? source = given.Element("source");
        string path = source?.Attribute("path")?.Value ?? "";
        string mode = source?.Attribute("mode")?.Value ?? "";
        string queues = Queues(given);
        bool counted = int.TryParse(queues, NumberStyles.None, CultureInfo.InvariantCulture, out int pairs) && pairs is >= 1 and <= MaxQueuePairs;
        bool right = Require(path.StartsWith('/'), $"interface {nic.Mac} source path", path, "must be an absolute path");
        right &= Require(mode is "server" or "client", $"interface {nic.Mac} source mode", mode, "must be server (QEMU listens) or client (the switch does)");
        right &= Require(counted, $"interface {nic.Mac} driver queues", queues, $"must be in 1..{MaxQueuePairs}");
        right &= Require(IsMemoryShared(), "memoryBacking access mode", _domain.Element("memoryBacking")?.Element("access")?.Attribute("mode")?.Value ?? "",
            "must be shared for an interface of type vhostuser");
        if (right)
        {
            _nics.Add(nic with { Place = path, Listener = mode == "server" ? "qemu" : "switch", QueuePairs = pairs });
        }
    }

    private static string Queues(XElement given) => given.Element("driver")?.Attribute("queues")?.Value ?? "1";

    private bool IsMemoryShared() =>
        _domain.Elements("memoryBacking").Elements("access").Any(access => access.Attribute("mode")?.Value == "shared")
        || _domain.Elements("cpu").Elements("numa").Elements("cell").Any(cell => cell.Attribute("memAccess")?.Value == "shared");

    private bool Require(bool holds, string field, string value, string rule)
    {
        if (!holds)
        {
            _errors.Add(ErrorText.Line(field, value, rule));
        }

        return holds;
    }
}
