using Musubi.Lab.Processes;

namespace Musubi.Lab.Topology;

/// <summary>Takes a lab down, whatever is left of it.</summary>
internal static class Remover
{
    /// <summary>Ends the lab's processes, removes its namespaces and its state. Does nothing where nothing is left.</summary>
    public static async Task RemoveAsync(LabLayout layout)
    {
        await EndAsync([ProcessIdentity.Load(Supervisor.PidFile(layout.StateFolder))]);
        string pids = Supervisor.PidFolder(layout.StateFolder);
        if (Directory.Exists(pids))
        {
            await EndAsync([.. Directory.EnumerateFiles(pids).Select(ProcessIdentity.Load)]);
        }

        foreach (string space in await NamespacesAsync(layout.Options.Name))
        {
            await EndThoseInsideAsync(space);
            await Shell.MustAsync(["ip", "netns", "del", space]);
        }

        if (Directory.Exists(layout.StateFolder))
        {
            Directory.Delete(layout.StateFolder, recursive: true);
        }

        if (Directory.Exists(LabLayout.StateRoot) && !Directory.EnumerateFileSystemEntries(LabLayout.StateRoot).Any())
        {
            Directory.Delete(LabLayout.StateRoot);
        }
    }

    /// <summary>Namespaces of the lab that there are now, also those that its options no longer name.</summary>
    public static async Task<IReadOnlyList<string>> NamespacesAsync(string lab) =>
        [.. (await Shell.MustAsync(["ip", "netns", "list"])).Split('\n')
            .Select(line => line.Split(' ')[0])
            .Where(name => name.StartsWith(lab + "-", StringComparison.Ordinal))];

    /// <summary>Whoever is inside a namespace that the lab made belongs to it.</summary>
    private static async Task EndThoseInsideAsync(string space)
    {
        for (int round = 0; round < 5; round++)
        {
            string inside = await Shell.MustAsync(["ip", "netns", "pids", space]);
            ProcessIdentity?[] found = [.. inside.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Select(ProcessIdentity.Of)];
            if (found.Length == 0)
            {
                return;
            }

            await EndAsync(found);
        }
    }

    private static async Task EndAsync(IReadOnlyList<ProcessIdentity?> processes)
    {
        foreach (ProcessIdentity? process in processes)
        {
            process?.Kill();
        }

        foreach (ProcessIdentity? process in processes)
        {
            if (process is not null && !await process.WaitGoneAsync(TimeSpan.FromSeconds(10)))
            {
                throw new LabException($"process {process.Id} does not end");
            }
        }
    }
}
