namespace Musubi.Lab.Topology;

/// <summary>What a lab is made of.</summary>
internal sealed record LabOptions
{
    public const string DefaultName = "mlab";

    /// <summary>What `musubi-host --uplink-driver` takes, its default first.</summary>
    public static readonly IReadOnlyList<string> UplinkDrivers = ["af_packet", "af_xdp", "auto"];

    /// <summary>Starts the name of each of its namespaces: 1..8 lower-case letters and digits, a letter first.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>1..16.</summary>
    public int Hosts { get; init; } = 3;

    /// <summary>Of the distributed switch on each host, 1..4; every host has one free NIC besides.</summary>
    public int Uplinks { get; init; } = 2;

    /// <summary>Namespace VMs, 0..200.</summary>
    public int Vms { get; init; } = 6;

    /// <summary>QEMU guests with TAPs: qvm1 (virtio-net, on h1) and qvm2 (vmxnet3, on h2).</summary>
    public bool Qemu { get; init; }

    /// <summary>QEMU guests whose memory the switch shares (vhost-user): qvm3 and qvm4 on h1, qvm5 on h2.</summary>
    public bool VhostUser { get; init; }

    /// <summary>How the agents open NICs as uplinks: one of <see cref="UplinkDrivers"/>.</summary>
    public string UplinkDriver { get; init; } = UplinkDrivers[0];

    /// <exception cref="LabException">Tells all that is wrong with it.</exception>
    public void Check()
    {
        IReadOnlyList<string> errors = Errors();
        if (errors.Count > 0)
        {
            throw new LabException(string.Join(Environment.NewLine, errors));
        }
    }

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Errors()
    {
        List<string> errors = [];
        if (Name.Length is < 1 or > 8 || !char.IsAsciiLetterLower(Name[0]) || !Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
        {
            errors.Add($"name: '{Name}' must be 1 to 8 lower-case letters and digits, a letter first");
        }

        CheckRange("hosts", Hosts, 1, 16);
        CheckRange("uplinks", Uplinks, 1, 4);
        CheckRange("vms", Vms, 0, 200);
        if (!UplinkDrivers.Contains(UplinkDriver))
        {
            errors.Add($"uplink-driver: '{UplinkDriver}' must be {string.Join(", ", UplinkDrivers)}");
        }

        return errors;

        void CheckRange(string option, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                errors.Add($"{option}: {value} must be {least} to {most}");
            }
        }
    }
}
