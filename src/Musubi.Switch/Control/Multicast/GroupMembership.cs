namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// What one port wants to hear of one group: the state of a router for it (RFC 3376, 6; RFC 3810, 7). Where one host alone is behind the port its
/// reports are the truth; where there may be several, what one does not want any more is kept until the others were asked. Times are milliseconds.
/// </summary>
/// <param name="group">The group.</param>
/// <param name="since">When it joined, seconds since the Unix epoch.</param>
internal sealed class GroupMembership(UInt128 group, long since)
{
    /// <summary>Sources that are told apart; a port that names more hears all of the group.</summary>
    public const int MostSources = 32;

    private readonly List<GroupSource> _sources = [];
    private readonly List<UInt128> _asked = [];
    private bool _askedOfGroup;
    private long _askAgainAt = long.MaxValue;
    private long _until;
    private long _hearsAllUntil;
    private long _version1Until;
    private long _version2Until;

    public UInt128 Group => group;

    public long Since => since;

    /// <summary>It hears every source but the listed ones; otherwise the listed ones only.</summary>
    public bool Excludes { get; private set; }

    /// <summary>Nobody listens.</summary>
    public bool IsOver => !Excludes && _sources.Count == 0;

    /// <summary>The sources that it hears, or where it <see cref="Excludes"/> those that it does not.</summary>
    public IReadOnlyList<UInt128> ListedSources() => [.. _sources.Where(source => source.Blocked == Excludes).Select(source => source.Address)];

    /// <summary>Somebody who speaks version 1 or 2 wants the group, from whomever. True when what is to be delivered has changed.</summary>
    public bool Report(int version, long now, in GroupTimes times)
    {
        _version1Until = version == 1 ? now + times.Membership : _version1Until;
        _version2Until = now + times.Membership;
        return Apply(GroupRecordType.IsExclude, [], now, in times, alone: false, out _);
    }

    /// <summary>Somebody who speaks version 2 does not want the group any more. Says what to ask the others.</summary>
    public bool Leave(long now, in GroupTimes times, bool alone, out GroupQuestion? question) =>
        Apply(GroupRecordType.ToInclude, [], now, in times, alone, out question);

    /// <summary>A record of version 3, the sources of which are too many: all of the group is delivered.</summary>
    public bool HearAll(long now, in GroupTimes times)
    {
        State before = Snapshot();
        BecomeAll(now, in times);
        return before != Snapshot();
    }

    /// <summary>
    /// A record of version 3. True when what is to be delivered has changed; <paramref name="question"/> is what to ask whoever else may be behind the port.
    /// </summary>
    /// <param name="sources">At most <see cref="MostSources"/>.</param>
    /// <param name="alone">One host alone is behind the port.</param>
    public bool Apply(GroupRecordType type, IReadOnlyList<UInt128> sources, long now, in GroupTimes times, bool alone, out GroupQuestion? question)
    {
        question = null;
        if (!IsHeeded(ref type, ref sources, now))
        {
            return false;
        }

        State before = Snapshot();
        if (alone)
        {
            ApplyOfOne(type, sources, now, in times);
        }
        else
        {
            question = ApplyOfMany(type, sources, now, in times);
            Ask(question, now);
        }

        if (_sources.Count > MostSources)
        {
            BecomeAll(now, in times);
        }

        return before != Snapshot();
    }

    /// <summary>Time has passed. True when what is to be delivered has changed; <paramref name="question"/> is to be asked once more.</summary>
    public bool Advance(long now, out GroupQuestion? question)
    {
        question = AskAgain(now);
        if (!(Excludes && _until <= now) && !_sources.Exists(source => !source.Blocked && source.Until <= now))
        {
            return false;
        }

        State before = Snapshot();
        if (Excludes && _until <= now)
        {
            Excludes = false;
            _sources.RemoveAll(source => source.Blocked);
        }

        foreach (GroupSource source in _sources.Where(source => Excludes && source.Until <= now))
        {
            source.Blocked = true;
        }

        _sources.RemoveAll(source => !Excludes && source.Until <= now);
        return before != Snapshot();
    }

    /// <summary>While somebody of an old version listens, who does not hear others' reports out, what newer ones say of less is not heeded (RFC 3376, 7.3.2).</summary>
    private bool IsHeeded(ref GroupRecordType type, ref IReadOnlyList<UInt128> sources, long now)
    {
        if (_version2Until <= now)
        {
            return true;
        }

        sources = type == GroupRecordType.ToExclude ? [] : sources;
        return type != GroupRecordType.Block && (type != GroupRecordType.ToInclude || _version1Until <= now);
    }

    private void ApplyOfOne(GroupRecordType type, IReadOnlyList<UInt128> sources, long now, in GroupTimes times)
    {
        bool hearsMore = _hearsAllUntil > now;
        switch (type)
        {
            case GroupRecordType.IsInclude when hearsMore || !Excludes:
            case GroupRecordType.Allow when !Excludes:
                Want(sources, now + times.Membership);
                break;
            case GroupRecordType.IsInclude or GroupRecordType.ToInclude:
                (Excludes, _hearsAllUntil) = (false, 0);
                _sources.Clear();
                Want(sources, now + times.Membership);
                break;
            case GroupRecordType.IsExclude or GroupRecordType.ToExclude:
                BecomeAll(now, in times);
                _hearsAllUntil = 0;
                Refuse(sources);
                break;
            case GroupRecordType.Block when Excludes:
                Refuse(sources);
                break;
            case GroupRecordType.Block or GroupRecordType.Allow:
                _sources.RemoveAll(source => sources.Contains(source.Address));
                break;
        }
    }

    /// <summary>The transitions of RFC 3376, 6.4.1 and 6.4.2, in that order.</summary>
    private GroupQuestion? ApplyOfMany(GroupRecordType type, IReadOnlyList<UInt128> sources, long now, in GroupTimes times)
    {
        switch (type)
        {
            case GroupRecordType.IsInclude or GroupRecordType.Allow:
                Want(sources, now + times.Membership);
                return null;
            case GroupRecordType.IsExclude:
                Exclude(sources, now + times.Membership, now, in times);
                return null;
            case GroupRecordType.ToInclude:
                IReadOnlyList<UInt128> others = [.. _sources.Where(source => !source.Blocked && !sources.Contains(source.Address)).Select(source => source.Address)];
                Want(sources, now + times.Membership);
                return Excludes || others.Count > 0 ? new GroupQuestion(Excludes, others) : null;
            case GroupRecordType.ToExclude:
                bool wasInclude = !Excludes;
                IReadOnlyList<UInt128> doubted = [.. sources.Where(source => wasInclude ? IsWanted(source) : !IsRefused(source))];
                Exclude(sources, wasInclude ? now + times.Membership : _until, now, in times);
                return doubted.Count > 0 ? new GroupQuestion(false, doubted) : null;
            case GroupRecordType.Block:
                return BlockOfMany(sources);
            default:
                return null;
        }
    }

    private GroupQuestion? BlockOfMany(IReadOnlyList<UInt128> sources)
    {
        IReadOnlyList<UInt128> doubted = [.. sources.Where(source => Excludes ? !IsRefused(source) : IsWanted(source))];
        foreach (UInt128 source in doubted.Where(_ => Excludes))
        {
            if (Find(source) is null)
            {
                _sources.Add(new GroupSource(source) { Until = _until });
            }
        }

        return doubted.Count > 0 ? new GroupQuestion(false, doubted) : null;
    }

    /// <summary>Somebody hears every source but these: what nobody else wants of them is not delivered.</summary>
    /// <param name="newUntil">For how long a source that others may want is delivered still.</param>
    private void Exclude(IReadOnlyList<UInt128> sources, long newUntil, long now, in GroupTimes times)
    {
        bool wasInclude = !Excludes;
        _sources.RemoveAll(source => !sources.Contains(source.Address));
        foreach (UInt128 address in sources.Where(address => Find(address) is null))
        {
            _sources.Add(new GroupSource(address) { Blocked = wasInclude, Until = newUntil });
        }

        Excludes = true;
        _until = now + times.Membership;
    }

    private void BecomeAll(long now, in GroupTimes times)
    {
        Excludes = true;
        _until = _hearsAllUntil = now + times.Membership;
        _sources.Clear();
    }

    private void Want(IReadOnlyList<UInt128> sources, long until)
    {
        foreach (UInt128 address in sources)
        {
            if (Find(address) is not { } source)
            {
                _sources.Add(source = new GroupSource(address));
            }

            (source.Blocked, source.Until) = (false, until);
        }
    }

    private void Refuse(IReadOnlyList<UInt128> sources)
    {
        foreach (UInt128 address in sources)
        {
            if (Find(address) is not { } source)
            {
                _sources.Add(source = new GroupSource(address));
            }

            source.Blocked = true;
        }
    }

    /// <summary>Who is asked has less time to answer than it had to report.</summary>
    private void Ask(GroupQuestion? question, long now)
    {
        if (question is null)
        {
            return;
        }

        long until = now + GroupTimes.LastMember;
        _until = question.OfGroup ? Math.Min(_until, until) : _until;
        foreach (UInt128 address in question.Sources)
        {
            if (Find(address) is { } source)
            {
                source.Until = Math.Min(source.Until, until);
            }
        }

        _askedOfGroup = question.OfGroup;
        _asked.Clear();
        _asked.AddRange(question.Sources);
        _askAgainAt = now + GroupTimes.LastMemberInterval;
    }

    /// <summary>A query can be lost. Only what was not answered is asked again.</summary>
    private GroupQuestion? AskAgain(long now)
    {
        if (_askAgainAt > now)
        {
            return null;
        }

        _askAgainAt = long.MaxValue;
        long soon = now + GroupTimes.LastMember;
        bool ofGroup = _askedOfGroup && Excludes && _until <= soon;
        IReadOnlyList<UInt128> sources = [.. _asked.Where(address => Find(address) is { Blocked: false } source && source.Until <= soon)];
        return ofGroup || sources.Count > 0 ? new GroupQuestion(ofGroup, sources) : null;
    }

    private GroupSource? Find(UInt128 address) => _sources.Find(source => source.Address == address);

    private bool IsWanted(UInt128 address) => Find(address) is { Blocked: false };

    private bool IsRefused(UInt128 address) => Find(address) is { Blocked: true };

    /// <summary>What is delivered.</summary>
    private State Snapshot() => new(Excludes, string.Join(' ', ListedSources().Order()));

    private readonly record struct State(bool Excludes, string Listed);
}
