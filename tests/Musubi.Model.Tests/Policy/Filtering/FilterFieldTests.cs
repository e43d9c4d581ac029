using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Tests.Policy.Filtering;

public sealed class FilterFieldTests
{
    [Theory]
    [InlineData("sourceMac", "00:50:56:00:00:01", null)]
    [InlineData("sourceMac", "00-50-56-00-00-01", "00:50:56:00:00:01")]
    [InlineData("destinationMac", "00:50:56:12:34:56/24", "00:50:56:00:00:00/24")]
    [InlineData("destinationMac", "01:00:00:00:00:00/01:00:00:00:00:00", null)]
    [InlineData("destinationMac", "00:50:56:00:00:01/ff:ff:ff:00:00:00", "00:50:56:00:00:00/24")]
    [InlineData("destinationMac", "00:50:56:00:00:01/48", "00:50:56:00:00:01")]
    [InlineData("destinationMac", "00:00:00:00:00:00/0", null)]
    [InlineData("etherType", "ipv4", null)]
    [InlineData("etherType", "0x88cc", null)]
    [InlineData("etherType", "0x0806", "arp")]
    [InlineData("etherType", "34525", "ipv6")]
    [InlineData("vlan", "10", null)]
    [InlineData("vlan", "10-20", null)]
    [InlineData("vlan", "10-10", "10")]
    [InlineData("vlan", "0-4094", null)]
    [InlineData("cos", "7", null)]
    [InlineData("source", "10.0.0.0/8", null)]
    [InlineData("source", "10.1.2.3/32", "10.1.2.3")]
    [InlineData("source", "0.0.0.0/0", null)]
    [InlineData("destination", "2001:DB8::/32", "2001:db8::/32")]
    [InlineData("destination", "::/0", null)]
    [InlineData("destination", "fe80:0:0::1", "fe80::1")]
    [InlineData("protocol", "tcp", null)]
    [InlineData("protocol", "17", "udp")]
    [InlineData("protocol", "0x3a", "icmpv6")]
    [InlineData("protocol", "253", null)]
    [InlineData("sourcePort", "1024-65535", null)]
    [InlineData("destinationPort", "0", null)]
    [InlineData("tcpFlags", "syn,!ack", null)]
    [InlineData("tcpFlags", "!ack, syn", "syn,!ack")]
    [InlineData("tcpFlags", "fin,syn,rst,psh,ack,urg,ece,cwr", null)]
    [InlineData("icmpType", "255", null)]
    [InlineData("icmpCode", "0-3", null)]
    [InlineData("dscp", "46", null)]
    [InlineData("traffic", "vmotion", null)]
    [InlineData("traffic", "virtualMachine", null)]
    public void A_text_is_read_and_shown_in_one_way_and_negated_by_a_word(string name, string text, string? shown)
    {
        FilterField field = FilterFields.Find(name)!;
        foreach (string not in (string[])["", "not "])
        {
            FilterMatch? match = field.With(FilterMatch.Everything, not + text);
            Assert.Equal(KeyValuePair.Create(name, not + (shown ?? text)), Assert.Single(FilterFields.Write(match!)));
            Assert.Equal(match, field.With(FilterMatch.Everything, not + (shown ?? text)));
        }

        Assert.NotEqual(field.With(FilterMatch.Everything, text), field.With(FilterMatch.Everything, $"not {text}"));
    }

    [Theory]
    [InlineData("sourceMac", "", "00:50:56", "00:50:56:00:00:01/49", "00:50:56:00:00:01/", "00:50:56:00:00:01/ff", "/24")]
    [InlineData("etherType", "", "ip", "65536", "-1", "0x", "0x10000", "0xfffffffff", "0x-1")]
    [InlineData("vlan", "", "4095", "-1", "1-", "-5", "20-10", "1-2-3", "a", " 1", "1,2", "0x1")]
    [InlineData("cos", "8", "0-8")]
    [InlineData("source", "", "10", "10.0.0", "10.0.0.1/33", "10.0.0.1/8", "10.0.0.256", "010.0.0.1", "10.0.0.0/-1", "::1/129", "2001:db8::1/32", "fe80::1%eth0", "[::1]", "0x0a.0.0.1", "host", "10.0.0.0/255.0.0.0", ":", "1:2")]
    [InlineData("protocol", "", "256", "TCP", "tcp,udp", "6-17")]
    [InlineData("destinationPort", "65536", "ssh", "99999999999")]
    [InlineData("tcpFlags", "", "syn,", "syn syn", "syn,syn", "syn,!syn", "!", "SYN", "xyz")]
    [InlineData("icmpType", "256", "echo")]
    [InlineData("dscp", "64", "ef")]
    [InlineData("traffic", "", "Vmotion", "storage")]
    public void Anything_else_is_refused(string name, params string[] texts) => Assert.All(texts, text =>
    {
        Assert.Null(FilterFields.Find(name)!.With(FilterMatch.Everything, text));
        Assert.Null(FilterFields.Find(name)!.With(FilterMatch.Everything, $"not {text}"));
        Assert.Null(FilterFields.Find(name)!.With(FilterMatch.Everything, $"not not {text}"));
    });

    [Fact]
    public void What_no_question_asks_for_does_not_exist()
    {
        Assert.Null(FilterFields.Find("port"));
        Assert.Empty(FilterFields.Write(FilterMatch.Everything));
        Assert.Equal(FilterFields.All.Count, FilterFields.All.Select(field => field.Name).Distinct().Count());
    }
}
