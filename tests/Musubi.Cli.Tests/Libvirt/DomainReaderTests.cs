using Musubi.Cli.Libvirt;
using Musubi.Model;

namespace Musubi.Cli.Tests.Libvirt;

public sealed class DomainReaderTests
{
    [Fact]
    public void An_interface_of_shared_memory_is_read_with_its_port_group()
    {
        Domain domain = Read(Domains.Shared());

        Assert.Equal("vm1", domain.Name);
        Assert.Equal(new DomainNic("nic0", "web", MacAddress.Parse(Domains.Mac), IsTap: false, Domains.Socket), Assert.Single(domain.Nics));
    }

    [Fact]
    public void A_tap_is_read_and_a_nic_without_a_name_is_called_by_its_place() =>
        Assert.Equal(new DomainNic("nic0", "web", MacAddress.Parse(Domains.Mac), IsTap: true, "tap1"), Assert.Single(Read(Domains.Tap()).Nics));

    [Theory]
    [InlineData("<domain><name>vm1</name></domain>")]
    [InlineData("<domain><name>vm1</name><devices><interface type='vhostuser'><mac address='02:00:00:00:00:01'/></interface></devices></domain>")]
    [InlineData("<domain><name>vm1</name><metadata><vm xmlns='urn:other'><nic mac='x'/></vm></metadata></domain>")]
    public void Interfaces_that_name_no_port_group_are_left_alone(string xml) => Assert.Empty(Read(xml).Nics);

    [Fact]
    public void Every_mistake_is_told_with_field_value_and_rule()
    {
        string[] lines = Refused(Domains.Of(
            $"<musubi:nic mac='{Domains.Mac}' portGroup=''/><musubi:nic mac='02:00:00:00:00:02' portGroup='web'/><musubi:nic mac='zz' portGroup='web'/>",
            $"<interface type='vhostuser'><mac address='{Domains.Mac}'/><source path='v.sock' mode='both'/><driver queues='17'/></interface>", ""));

        Assert.Equal(
        [
            "metadata: nic[0] portGroup: must name a port group",
            $"interface {Domains.Mac} source path: must be an absolute path (got \"v.sock\")",
            $"interface {Domains.Mac} source mode: must be server (QEMU listens) or client (the switch does) (got \"both\")",
            $"interface {Domains.Mac} driver queues: must be in 1..16 (got \"17\")",
            "memoryBacking access mode: must be shared for an interface of type vhostuser",
            "metadata: nic[1] mac: must be the MAC address of exactly one interface of the domain (got \"02:00:00:00:00:02\")",
            "metadata: nic[2] mac: must be the MAC address of an interface of the domain, of the form aa:bb:cc:dd:ee:ff (got \"zz\")",
        ], lines);
    }

    [Theory]
    [InlineData("<interface type='bridge'><mac address='02:00:00:00:00:01'/></interface>", "type: must be vhostuser or ethernet")]
    [InlineData("<interface type='ethernet'><mac address='02:00:00:00:00:01'/><target managed='no'/></interface>", "target dev: must name the TAP")]
    [InlineData("<interface type='ethernet'><mac address='02:00:00:00:00:01'/><target dev='t'/></interface>", "target managed: must be no")]
    [InlineData("<interface type='ethernet'><mac address='02:00:00:00:00:01'/><target dev='t' managed='no'/><driver queues='2'/></interface>", "driver queues: must be 1 or left out")]
    public void An_interface_that_cannot_be_attached_is_refused(string given, string rule) =>
        Assert.Contains(rule, Assert.Single(Refused(Domains.Of("<musubi:nic mac='02:00:00:00:00:01' portGroup='web'/>", given))), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<domain><name>vm1</name>")]
    [InlineData("<!DOCTYPE domain [<!ENTITY a 'b'>]><domain><name>&a;</name></domain>")]
    [InlineData("<!DOCTYPE domain SYSTEM 'file:///etc/passwd'><domain><name>vm1</name></domain>")]
    [InlineData("<network><name>vm1</name></network>")]
    public void What_is_no_domain_or_brings_a_dtd_is_refused(string xml) => Assert.StartsWith("domain: must be ", Assert.Single(Refused(xml)), StringComparison.Ordinal);

    [Fact]
    public void Length_depth_and_number_are_bounded()
    {
        Assert.Contains("at most", Assert.Single(Refused($"<domain><name>{new string('a', DomainReader.MaxCharacters)}</name></domain>")), StringComparison.Ordinal);
        string deep = string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000));
        Assert.Contains("nested 64 deep", Assert.Single(Refused($"<domain><name>vm1</name>{deep}</domain>")), StringComparison.Ordinal);
        string many = string.Concat(Enumerable.Repeat("<musubi:nic mac='zz' portGroup='web'/>", 1_000));
        Assert.Equal("metadata: nic: must be at most 64 (got \"65 or more\")", Assert.Single(Refused(Domains.Of(many, ""))));
    }

    private static Domain Read(string xml)
    {
        using StringReader text = new(xml);
        return DomainReader.Read(text);
    }

    private static string[] Refused(string xml) => [.. Assert.Throws<CliException>(() => Read(xml)).Lines];
}
