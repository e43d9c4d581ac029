namespace Musubi.Lab.Topology;

/// <summary>What a lab is made of.</summary>
internal sealed record LabOptions
{
    public const string DefaultName = "mlab";

    /// <summary>Starts the name of each of its namespaces: 1..8 lower-case letters and digits, a letter first.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>1..16.</summary>
    public int Hosts { get; init; } = 3;

    /// <summary>Of the distributed switch on each host, 1..4; every host has one free NIC besides.</summary>
    public int Uplinks { get; init; } = 2;

    /// <summary>Namespace VMs, 0..200.</summary>
    public int Vms { get; init; } = 6;

    /// <summary>Two QEMU guests: qvm1 (virtio-net, on h1) and qvm2 (vmxnet3, on h2).</summary>
    public bool Qemu { get; init; }

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Errors()
    {
        List<string> errors = [];
        if (Name.Length is < 1 or > 8 || !char.IsAsciiLetterLower(Name[0]) || !Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
        {
            errors.Add($"name: '{Name}' must be 1 to 8 lower-case letters and digits, a letter first");
        }

        Check("hosts", Hosts, 1, 16);
        Check("uplinks", Uplinks, 1, 4);
        Check("vms", Vms, 0, 200);
        return errors;

        void Check(string option, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                errors.Add($"{option}: {value} must be {least} to {most}");
            }
        }
    }
}
