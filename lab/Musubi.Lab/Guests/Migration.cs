using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Guests;

/// <summary>QEMU's live migration of a guest between two hosts of the lab, with its port.</summary>
internal static class Migration
{
    private const int Port = 4444;

    /// <summary>Bytes a second: more than the network between the hosts carries.</summary>
    private const long Bandwidth = 4_000_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Readies the port, starts the QEMU that the guest comes to, lets the guest go, and ends the QEMU that it left. The guest's console is
    /// that of the new process then, and answers.
    /// </summary>
    /// <param name="from">The process that the guest is in.</param>
    /// <param name="to">Name of the process that it comes to.</param>
    /// <param name="host">Number of the host that it comes to.</param>
    /// <returns>What QEMU tells of the migration (query-migrate).</returns>
    /// <exception cref="LabException">It failed, or took too long.</exception>
    public static async Task<JsonElement> MoveAsync(ProductionFabric fabric, QemuGuest guest, string from, string to, int host)
    {
        Datacenter lab = fabric.Datacenter;
        await fabric.Controller.DoAsync(["vm", "migrate", guest.Name, "--host", $"h{host}", .. guest.Attachment(lab.Layout, host), "--wait"]);
        string uri = $"tcp:{LabLayout.HostAddress(host)}:{Port}";
        await lab.Processes.AddAsync(QemuProcess.Incoming(guest, lab.Layout, GuestImage.Build(), host, to, uri));
        using (QmpClient arriving = await ConnectAsync(QemuProcess.QmpSocket(lab.Layout, to))
            ?? throw new LabException($"the QEMU that {guest.Name} is to come to did not start: see log/{to}.log of the lab"))
        {
            // It answers once it is ready to be spoken to, which includes that the switch has connected.
            await arriving.ExecuteAsync("query-status");
        }

        using QmpClient leaving = await QmpClient.ConnectAsync(QemuProcess.QmpSocket(lab.Layout, from));
        await leaving.ExecuteAsync("migrate-set-parameters", new Dictionary<string, object> { ["max-bandwidth"] = Bandwidth });
        await leaving.ExecuteAsync("migrate", new { uri });
        JsonElement told = await EndAsync(leaving);
        await AwaitPortAsync(fabric, guest, host);
        await lab.Processes.RemoveAsync(from);
        await QemuProcess.Console(lab.Layout, to).WaitReadyAsync(Limit);
        return told;
    }

    /// <summary>To a QEMU that is starting; null when it does not in time.</summary>
    private static async Task<QmpClient?> ConnectAsync(string path)
    {
        QmpClient? client = null;
        await Wait.UntilAsync(async () => (client = await TryConnectAsync(path)) is not null, TimeSpan.FromSeconds(60));
        return client;
    }

    /// <summary>Null while nobody listens: there is no file, or QEMU has made it and does not listen yet.</summary>
    private static async Task<QmpClient?> TryConnectAsync(string path)
    {
        try
        {
            return await QmpClient.ConnectAsync(path);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<JsonElement> EndAsync(QmpClient qmp)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonElement told = await qmp.ExecuteAsync("query-migrate");
            switch (told.GetProperty("status").GetString())
            {
                case "completed":
                    return told;
                case "failed" or "cancelled":
                    throw new LabException($"QEMU could not migrate the guest: {told}");
            }

            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new LabException($"the migration did not end within {Limit.TotalSeconds:0} s: {told}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Until the controller knows that the guest has arrived, which the host tells it.</summary>
    private static async Task AwaitPortAsync(ProductionFabric fabric, QemuGuest guest, int host)
    {
        bool arrived = await Wait.UntilAsync(
            async () =>
            {
                JsonElement vnic = (await fabric.Controller.QueryAsync("vm", "show", guest.Name)).GetProperty("vnics")[0];
                return vnic.GetProperty("host").GetString() == $"h{host}"
                    && (!vnic.TryGetProperty("migration", out JsonElement migration) || migration.ValueKind == JsonValueKind.Null);
            },
            TimeSpan.FromSeconds(60));
        if (!arrived)
        {
            throw new LabException($"{guest.Name} runs on h{host}, and the controller does not know it");
        }
    }
}
