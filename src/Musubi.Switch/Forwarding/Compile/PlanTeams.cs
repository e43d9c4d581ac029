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
    private readonly List<PlanLag> _lags = [];
    private readonly int[] _teamOfPort;
    private readonly uint[] _numbers;
    private readonly string[] _ids;

    /// <param name="plan">Must have passed <see cref="PlanValidator"/>.</param>
    public PlanTeams(SwitchPlan plan)
    {
        _ids = [.. plan.Ports.Select(port => port.Id)];
        Dictionary<string, PlannedLag> lagOfMember = plan.Switches.SelectMany(owner => owner.Lags).SelectMany(lag => lag.Members, (lag, member) => (lag, member.PortId))
            .ToDictionary(one => one.PortId, one => one.lag);
        Dictionary<uint, int> uplinksOfSwitch = [];
        for (int i = 0; i < plan.Ports.Count; i++)
        {
            PlannedPort port = plan.Ports[i];
            if (port.RoleCase != PlannedPort.RoleOneofCase.Uplink)
            {
                continue;
            }

            PlannedLag? lag = lagOfMember.GetValueOrDefault(port.Id);
            if (lag is null || !_uplinks.TryGetValue(lag.Id, out TeamUplink way))
            {
                int place = uplinksOfSwitch.GetValueOrDefault(port.SwitchKey);
                uplinksOfSwitch[port.SwitchKey] = place + 1;
                way = new TeamUplink(lag is null ? i : plan.Ports.Count + _lags.Count, 1u << place, IsLag: lag is not null);
                _uplinks.Add(lag?.Id ?? port.Id, way);
                if (lag is not null)
                {
                    int[] members = [.. lag.Members.Select(member => plan.Ports.Index().First(other => other.Item.Id == member.PortId).Index)];
                    _lags.Add(new PlanLag(lag.Id, way.Index, way.Bit, members, PlanLag.FieldsOf(lag.Hash)));
                }
            }

            if (lag is not null)
            {
                _uplinks.Add(port.Id, new TeamUplink(i, way.Bit));
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

    /// <summary>By number.</summary>
    public IReadOnlyList<PlanLag> Lags => _lags;

    /// <summary>The position in <see cref="All"/> of a vNIC's team; -1 of an uplink.</summary>
    /// <param name="port">Plan index.</param>
    public int NumberOf(int port) => _teamOfPort[port];

    /// <summary>A vNIC's number on its switch.</summary>
    /// <param name="port">Plan index.</param>
    public uint PortNumber(int port) => _numbers[port];

    /// <summary>Index of an uplink or LAG, or <see cref="PortRecord.NoUplink"/> when the plan has none with this id.</summary>
    public int IndexOf(string? uplink) => uplink is not null && _uplinks.TryGetValue(uplink, out TeamUplink found) ? found.Index : PortRecord.NoUplink;

    /// <summary>The id of an uplink or LAG.</summary>
    public string IdOf(int uplink) => uplink < _ids.Length ? _ids[uplink] : _lags[uplink - _ids.Length].Id;

    /// <summary>The bit of an uplink of the plan among those of its switch, or that of its LAG.</summary>
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
