using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// The teams of a plan, each once for all ports with the same settings, so that a link change asks every port for its team's number only.
/// Never written after it was made.
/// </summary>
public sealed class PlanTeams
{
    private readonly Dictionary<string, TeamUplink> _uplinks = [];
    private readonly List<PlannedTeam> _teams = [];
    private readonly int[] _teamOfPort;
    private readonly uint[] _numbers;

    /// <param name="plan">Must have passed <see cref="PlanValidator"/>.</param>
    public PlanTeams(SwitchPlan plan)
    {
        Dictionary<uint, int> uplinksOfSwitch = [];
        for (int i = 0; i < plan.Ports.Count; i++)
        {
            if (plan.Ports[i].RoleCase == PlannedPort.RoleOneofCase.Uplink)
            {
                int place = uplinksOfSwitch.GetValueOrDefault(plan.Ports[i].SwitchKey);
                uplinksOfSwitch[plan.Ports[i].SwitchKey] = place + 1;
                _uplinks.Add(plan.Ports[i].Id, new TeamUplink(i, 1u << place));
            }
        }

        Dictionary<TeamingSettings, int> known = [];
        _numbers = [.. plan.Ports.Select(port => port.Vnic?.Number ?? 0)];
        _teamOfPort = [.. plan.Ports.Select(port => port.RoleCase == PlannedPort.RoleOneofCase.Vnic ? Number(port.Vnic.Teaming, known) : -1)];
        FailbackDelays = [.. _teams.Select(team => team.FailbackDelay).Where(delay => delay > TimeSpan.Zero).Distinct().Order()];
    }

    public static PlanTeams Empty { get; } = new(new SwitchPlan());

    public IReadOnlyList<PlannedTeam> All => _teams;

    /// <summary>All that there are, ascending, without zero.</summary>
    public IReadOnlyList<TimeSpan> FailbackDelays { get; }

    /// <summary>The position in <see cref="All"/> of a vNIC's team; -1 of an uplink.</summary>
    /// <param name="port">Plan index.</param>
    public int NumberOf(int port) => _teamOfPort[port];

    /// <summary>A vNIC's number on its switch.</summary>
    /// <param name="port">Plan index.</param>
    public uint PortNumber(int port) => _numbers[port];

    /// <summary>Plan index of an uplink, or <see cref="PortRecord.NoUplink"/> when the plan has none with this id.</summary>
    public int IndexOf(string? uplink) => uplink is not null && _uplinks.TryGetValue(uplink, out TeamUplink found) ? found.Index : PortRecord.NoUplink;

    /// <summary>The bit of an uplink of the plan among those of its switch.</summary>
    public uint BitOf(string uplink) => _uplinks[uplink].Bit;

    private int Number(TeamingSettings settings, Dictionary<TeamingSettings, int> known)
    {
        if (!known.TryGetValue(settings, out int number))
        {
            known[settings] = number = _teams.Count;
            _teams.Add(PlannedTeam.Of(settings, id => _uplinks[id]));
        }

        return number;
    }
}
