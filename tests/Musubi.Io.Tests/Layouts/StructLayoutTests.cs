using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Layouts;

/// <summary>Every struct that crosses into the kernel is compared with the C compiler's by a program of static asserts.</summary>
public sealed class StructLayoutTests : IDisposable
{
    private const string Compiler = "/usr/bin/gcc";

    private const string Headers = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <sys/types.h>
        #include <sys/socket.h>
        #include <sys/un.h>
        #include <sys/uio.h>
        #include <sys/epoll.h>
        #include <sys/timerfd.h>
        #include <sys/resource.h>
        #include <sys/vfs.h>
        #include <linux/magic.h>
        #include <poll.h>
        #include <net/if.h>
        #include <linux/if_packet.h>
        #include <linux/netlink.h>
        #include <linux/virtio_net.h>
        #include <linux/virtio_ring.h>
        #include <linux/bpf.h>
        #include <linux/ethtool.h>
        #include <linux/if_xdp.h>
        #include <linux/stat.h>
        #include <linux/capability.h>
        #include <linux/vhost_types.h>
        #include <linux/io_uring.h>
        #include <linux/virtio_config.h>
        #include <linux/virtio_ring.h>
        """;

    private static readonly (VirtioFeatures Feature, string Name)[] Features =
    [
        (VirtioFeatures.Checksum, "VIRTIO_NET_F_CSUM"), (VirtioFeatures.GuestChecksum, "VIRTIO_NET_F_GUEST_CSUM"), (VirtioFeatures.Mtu, "VIRTIO_NET_F_MTU"),
        (VirtioFeatures.GuestTso4, "VIRTIO_NET_F_GUEST_TSO4"), (VirtioFeatures.GuestTso6, "VIRTIO_NET_F_GUEST_TSO6"), (VirtioFeatures.GuestEcn, "VIRTIO_NET_F_GUEST_ECN"),
        (VirtioFeatures.HostTso4, "VIRTIO_NET_F_HOST_TSO4"), (VirtioFeatures.HostTso6, "VIRTIO_NET_F_HOST_TSO6"), (VirtioFeatures.HostEcn, "VIRTIO_NET_F_HOST_ECN"),
        (VirtioFeatures.MergeableReceive, "VIRTIO_NET_F_MRG_RXBUF"), (VirtioFeatures.GuestAnnounce, "VIRTIO_NET_F_GUEST_ANNOUNCE"),
        (VirtioFeatures.MultiQueue, "VIRTIO_NET_F_MQ"), (VirtioFeatures.LogAll, "VHOST_F_LOG_ALL"), (VirtioFeatures.NotifyOnEmpty, "VIRTIO_F_NOTIFY_ON_EMPTY"),
        (VirtioFeatures.AnyLayout, "VIRTIO_F_ANY_LAYOUT"), (VirtioFeatures.IndirectDescriptors, "VIRTIO_RING_F_INDIRECT_DESC"),
        (VirtioFeatures.EventIndex, "VIRTIO_RING_F_EVENT_IDX"), (VirtioFeatures.Version1, "VIRTIO_F_VERSION_1"), (VirtioFeatures.PackedRing, "VIRTIO_F_RING_PACKED"),
        (VirtioFeatures.InOrder, "VIRTIO_F_IN_ORDER"),
    ];

    private static readonly (byte Value, string Name)[] OffloadConstants =
    [
        (VirtioNetHeader.NeedsChecksum, "VIRTIO_NET_HDR_F_NEEDS_CSUM"), (VirtioNetHeader.DataValid, "VIRTIO_NET_HDR_F_DATA_VALID"),
        (VirtioNetHeader.GsoNone, "VIRTIO_NET_HDR_GSO_NONE"), (VirtioNetHeader.GsoTcp4, "VIRTIO_NET_HDR_GSO_TCPV4"),
        (VirtioNetHeader.GsoUdp, "VIRTIO_NET_HDR_GSO_UDP"), (VirtioNetHeader.GsoTcp6, "VIRTIO_NET_HDR_GSO_TCPV6"), (VirtioNetHeader.GsoEcn, "VIRTIO_NET_HDR_GSO_ECN"),
    ];

    /// <summary>Of UDP segmentation, which Linux' headers know since 6.2 (Debian 12 has 6.1): a compiler is asked only where it has them.</summary>
    private static readonly (int Value, string Name)[] YoungConstants =
    [
        (BitOf(VirtioFeatures.GuestUso4), "VIRTIO_NET_F_GUEST_USO4"), (BitOf(VirtioFeatures.GuestUso6), "VIRTIO_NET_F_GUEST_USO6"),
        (BitOf(VirtioFeatures.HostUso), "VIRTIO_NET_F_HOST_USO"), (VirtioNetHeader.GsoUdpL4, "VIRTIO_NET_HDR_GSO_UDP_L4"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _program = new(Headers + "\n");

    [Fact]
    public void Structs_are_laid_out_as_the_kernel_s_headers_say()
    {
        SocketStructs();
        RingStructs();
        SubmissionStructs();
        OtherStructs();
        VhostStructs();
        Assert.Equal("", Compile());
    }

    [Fact]
    public void The_check_itself_finds_a_field_in_the_wrong_place()
    {
        _program.AppendLine("_Static_assert(offsetof(struct msghdr, msg_iov) == 12, \"planted\");");
        Assert.Contains("planted", Compile(), StringComparison.Ordinal);
    }

    /// <summary>
    /// HOST_USO: virtio 1.2, 5.1.3. GSO_UDP_L4: virtio 1.2, 5.1.6. GUEST_USO4 and GUEST_USO6: virtio 1.3, 5.1.3, because 1.2 has no
    /// feature bits for them.
    /// </summary>
    [Fact]
    public void UDP_segmentation_has_the_numbers_of_the_specification()
    {
        Assert.Equal(1UL << 56, (ulong)VirtioFeatures.HostUso);
        Assert.Equal(5, VirtioNetHeader.GsoUdpL4);
        Assert.Equal(1UL << 54, (ulong)VirtioFeatures.GuestUso4);
        Assert.Equal(1UL << 55, (ulong)VirtioFeatures.GuestUso6);
    }

    [Theory]
    [InlineData("VIRTIO_NET_F_GUEST_USO4")]
    [InlineData("VIRTIO_NET_F_GUEST_USO6")]
    [InlineData("VIRTIO_NET_F_HOST_USO")]
    [InlineData("VIRTIO_NET_HDR_GSO_UDP_L4")]
    public void A_header_that_knows_UDP_segmentation_by_another_number_is_found_out(string name)
    {
        _program.AppendLine(CultureInfo.InvariantCulture, $"#undef {name}\n#define {name} 77");
        Young();
        string complaints = Compile();
        Assert.Contains($"{name} is not", complaints, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(complaints, "static assertion failed"));
    }

    [Fact]
    public void Offload_header_and_headers_of_a_frame_stand_side_by_side()
    {
        int offload = Offset<TransmitFrame>(nameof(TransmitFrame.Offload));
        Assert.Equal(0, offload % sizeof(ulong));
        Assert.Equal(offload + Unsafe.SizeOf<VirtioNetHeader>(), Offset<TransmitFrame>(nameof(TransmitFrame.Header)));
        Assert.Equal(FrameHeader.Length, Unsafe.SizeOf<FrameHeader>());
    }

    public void Dispose() => _folder.Dispose();

    private void SocketStructs()
    {
        Same<IoVector>("struct iovec", ("Start", "iov_base"), ("Length", "iov_len"));
        Same<MessageHeader>("struct msghdr", ("Name", "msg_name"), ("NameLength", "msg_namelen"), ("Vectors", "msg_iov"),
            ("VectorCount", "msg_iovlen"), ("Control", "msg_control"), ("ControlLength", "msg_controllen"), ("Flags", "msg_flags"));
        Same<MultiMessageHeader>("struct mmsghdr", ("Header", "msg_hdr"), ("Length", "msg_len"));
        Same<ControlHeader>("struct cmsghdr", ("Length", "cmsg_len"), ("Level", "cmsg_level"), ("Type", "cmsg_type"));
        Same<LinkLayerAddress>("struct sockaddr_ll", ("Family", "sll_family"), ("Protocol", "sll_protocol"), ("InterfaceIndex", "sll_ifindex"),
            ("HardwareType", "sll_hatype"), ("PacketType", "sll_pkttype"), ("AddressLength", "sll_halen"), ("Address", "sll_addr"));
        Same<NetlinkAddress>("struct sockaddr_nl", ("Family", "nl_family"), ("PortId", "nl_pid"), ("Groups", "nl_groups"));
        Same<UnixAddress>("struct sockaddr_un", ("Family", "sun_family"), ("Path", "sun_path"));
        Same<PeerCredentials>("struct ucred", ("ProcessId", "pid"), ("UserId", "uid"), ("GroupId", "gid"));
        Same<PacketAuxData>("struct tpacket_auxdata", ("Status", "tp_status"), ("Length", "tp_len"), ("SnapLength", "tp_snaplen"),
            ("Mac", "tp_mac"), ("Net", "tp_net"), ("VlanTci", "tp_vlan_tci"), ("VlanTpid", "tp_vlan_tpid"));
        Same<PacketStatistics>("struct tpacket_stats", ("Packets", "tp_packets"), ("Drops", "tp_drops"));
        Same<VirtioNetHeader>("struct virtio_net_hdr_v1", ("Flags", "flags"), ("GsoType", "gso_type"), ("HeaderLength", "hdr_len"),
            ("GsoSize", "gso_size"), ("ChecksumStart", "csum_start"), ("ChecksumOffset", "csum_offset"), ("Buffers", "num_buffers"));
        foreach ((byte value, string name) in OffloadConstants)
        {
            Constant(name, value);
        }

        Constant("TP_STATUS_VLAN_VALID", PacketAuxData.VlanValid);
        Constant("TP_STATUS_VLAN_TPID_VALID", PacketAuxData.VlanTpidValid);
    }

    private void RingStructs()
    {
        Same<SplitDescriptor>("struct vring_desc", ("Address", "addr"), ("Length", "len"), ("Flags", "flags"), ("NextIndex", "next"));
        Same<UsedElement>("struct vring_used_elem", ("Head", "id"), ("Length", "len"));
        Same<PackedDescriptor>("struct vring_packed_desc", ("Address", "addr"), ("Length", "len"), ("Id", "id"), ("Flags", "flags"));
        Constant("VRING_DESC_F_NEXT", SplitDescriptor.Next);
        Constant("VRING_DESC_F_WRITE", SplitDescriptor.Writable);
        Constant("VRING_DESC_F_INDIRECT", SplitDescriptor.Indirect);
        Constant("1 << VRING_PACKED_DESC_F_AVAIL", PackedDescriptor.Available);
        Constant("1 << VRING_PACKED_DESC_F_USED", PackedDescriptor.Used);
    }

    private void SubmissionStructs()
    {
        Same<IoRingParameters>("struct io_uring_params", ("SubmissionEntries", "sq_entries"), ("CompletionEntries", "cq_entries"), ("Flags", "flags"),
            ("Features", "features"), ("Submission", "sq_off"), ("Completion", "cq_off"));
        Fields<IoRingSubmissionOffsets>("struct io_sqring_offsets", ("Head", "head"), ("Tail", "tail"), ("Mask", "ring_mask"), ("Array", "array"));
        Fields<IoRingCompletionOffsets>("struct io_cqring_offsets", ("Head", "head"), ("Tail", "tail"), ("Mask", "ring_mask"), ("Completions", "cqes"));
        Same<IoRingSubmission>("struct io_uring_sqe", ("Operation", "opcode"), ("Flags", "flags"), ("Descriptor", "fd"), ("Offset", "off"), ("Address", "addr"),
            ("Length", "len"), ("OperationFlags", "rw_flags"), ("UserData", "user_data"));
        Same<IoRingCompletion>("struct io_uring_cqe", ("UserData", "user_data"), ("Result", "res"), ("Flags", "flags"));
        Constant("IORING_OP_WRITEV", IoRingSubmission.WriteVectors);
        Constant("IORING_OP_READ", IoRingSubmission.Read);
        Constant("RWF_NOWAIT", IoRingSubmission.NoWait);
    }

    private void OtherStructs()
    {
        Same<EpollEvent>("struct epoll_event", ("Events", "events"), ("Data", "data"));
        Same<TimerSetting>("struct itimerspec", ("IntervalSeconds", "it_interval.tv_sec"), ("IntervalNanoseconds", "it_interval.tv_nsec"),
            ("Seconds", "it_value.tv_sec"), ("Nanoseconds", "it_value.tv_nsec"));
        Same<PollEntry>("struct pollfd", ("Descriptor", "fd"), ("Events", "events"), ("Result", "revents"));
        Same<InterfaceRequest>("struct ifreq", ("Name", "ifr_name"), ("Flags", "ifr_flags"), ("Data", "ifr_data"));
        Same<EthtoolCommand>("struct ethtool_cmd", ("Command", "cmd"), ("SpeedLow", "speed"), ("SpeedHigh", "speed_hi"));
        Same<EthtoolChannels>("struct ethtool_channels", ("Command", "cmd"), ("Receive", "rx_count"), ("Combined", "combined_count"));
        Same<EthtoolValue>("struct ethtool_value", ("Command", "cmd"), ("Data", "data"));
        Same<EthtoolDriverInformation>("struct ethtool_drvinfo", ("Command", "cmd"), ("Driver", "driver"), ("BusInformation", "bus_info"));
        Same<FileSystemStatus>("struct statfs", ("Type", "f_type"));
        Constant("TMPFS_MAGIC", (uint)FileSystemStatus.Tmpfs);
        Constant("HUGETLBFS_MAGIC", (uint)FileSystemStatus.Hugetlbfs);
        Same<FileStatus>("struct statx", ("Mode", "stx_mode"));
        Fields<EthtoolPermanentAddress>("struct ethtool_perm_addr", ("Command", "cmd"), ("Size", "size"), ("Address", "data"));
        Fields<BpfMapAttributes>("union bpf_attr", ("MapType", "map_type"), ("KeyBytes", "key_size"), ("ValueBytes", "value_size"),
            ("MaxEntries", "max_entries"), ("MapFlags", "map_flags"), ("InnerMap", "inner_map_fd"), ("NumaNode", "numa_node"), ("Name", "map_name"));
        Fields<BpfElementAttributes>("union bpf_attr", ("Map", "map_fd"), ("Key", "key"), ("Value", "value"), ("Flags", "flags"));
        XdpStructs();
        Fields<BpfLoadAttributes>("union bpf_attr", ("ProgramType", "prog_type"), ("InstructionCount", "insn_cnt"), ("Instructions", "insns"),
            ("License", "license"), ("LogLevel", "log_level"), ("LogSize", "log_size"), ("LogBuffer", "log_buf"),
            ("KernelVersion", "kern_version"), ("Flags", "prog_flags"), ("Name", "prog_name"));
        Same<CapabilityHeader>("struct __user_cap_header_struct", ("Version", "version"), ("ThreadId", "pid"));
        Fields<CapabilitySets>("struct __user_cap_data_struct", ("EffectiveLow", "effective"), ("PermittedLow", "permitted"), ("InheritableLow", "inheritable"));
        Constant("2 * sizeof(struct __user_cap_data_struct)", (uint)Unsafe.SizeOf<CapabilitySets>());
        Same<ResourceLimit>("struct rlimit", ("Soft", "rlim_cur"), ("Hard", "rlim_max"));
    }

    private void VhostStructs()
    {
        Same<VringState>("struct vhost_vring_state", (Backing("Index"), "index"), (Backing("Number"), "num"));
        Same<VringAddress>("struct vhost_vring_addr", (Backing("Index"), "index"), (Backing("Flags"), "flags"), (Backing("Descriptors"), "desc_user_addr"),
            (Backing("Used"), "used_user_addr"), (Backing("Available"), "avail_user_addr"), (Backing("Log"), "log_guest_addr"));
        Same<VhostMemoryRegion>("struct vhost_memory_region", (Backing("GuestAddress"), "guest_phys_addr"), (Backing("Size"), "memory_size"),
            (Backing("UserAddress"), "userspace_addr"));
        Same<SplitDescriptor>("struct vring_desc", ("Address", "addr"), ("Length", "len"), ("Flags", "flags"), ("NextIndex", "next"));
        Same<UsedElement>("struct vring_used_elem", ("Head", "id"), ("Length", "len"));
        Same<PackedDescriptor>("struct vring_packed_desc", ("Address", "addr"), ("Length", "len"), ("Id", "id"), ("Flags", "flags"));
        Constant("1 << VHOST_VRING_F_LOG", VringAddress.LogUsed);
        foreach ((VirtioFeatures feature, string name) in Features)
        {
            Constant($"{name} == {BitOf(feature)} && 1", 1);
        }

        Young();
    }

    private void Young()
    {
        foreach ((int value, string name) in YoungConstants)
        {
            _program.AppendLine(CultureInfo.InvariantCulture, $"#ifdef {name}");
            Constant(name, (uint)value);
            _program.AppendLine("#endif");
        }
    }

    private static int BitOf(VirtioFeatures feature) => BitOperations.TrailingZeroCount((ulong)feature);

    /// <summary>The field behind a property of a record.</summary>
    private static string Backing(string property) => $"<{property}>k__BackingField";

    private void XdpStructs()
    {
        Same<XdpAddress>("struct sockaddr_xdp", ("Family", "sxdp_family"), ("Flags", "sxdp_flags"), ("InterfaceIndex", "sxdp_ifindex"),
            ("Queue", "sxdp_queue_id"), ("SharedMemoryDescriptor", "sxdp_shared_umem_fd"));
        Same<XdpMemoryRegistration>("struct xdp_umem_reg", ("Address", "addr"), ("Bytes", "len"), ("ChunkBytes", "chunk_size"), ("Headroom", "headroom"), ("Flags", "flags"));
        Same<XdpRingOffset>("struct xdp_ring_offset", ("Producer", "producer"), ("Consumer", "consumer"), ("Descriptors", "desc"), ("Flags", "flags"));
        Same<XdpMapOffsets>("struct xdp_mmap_offsets", ("Receive", "rx"), ("Transmit", "tx"), ("Fill", "fr"), ("Completion", "cr"));
        Same<XdpDescriptor>("struct xdp_desc", ("Address", "addr"), ("Length", "len"), ("Options", "options"));
        Same<XdpStatistics>("struct xdp_statistics", ("Dropped", "rx_dropped"), ("ReceiveRingFull", "rx_ring_full"), ("FillRingEmpty", "rx_fill_ring_empty_descs"));
    }

    private void Same<T>(string c, params (string Ours, string Theirs)[] fields)
        where T : unmanaged
    {
        Constant($"sizeof({c})", (uint)Unsafe.SizeOf<T>());
        Fields<T>(c, fields);
    }

    private void Fields<T>(string c, params (string Ours, string Theirs)[] fields)
        where T : unmanaged
    {
        foreach ((string ours, string theirs) in fields)
        {
            Constant($"offsetof({c}, {theirs})", (uint)Offset<T>(ours));
        }
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);

    private void Constant(string expression, uint value) =>
        _program.AppendLine(CultureInfo.InvariantCulture, $"_Static_assert({expression} == {value}, \"{expression} is not {value}\");");

    /// <summary>What the compiler complains of; empty when it does not.</summary>
    private string Compile()
    {
        Assert.SkipUnless(File.Exists(Compiler), "missing: gcc, to compare with the kernel's headers");
        string source = _folder.File("layouts.c");
        File.WriteAllText(source, _program.ToString());
        using Process process = Process.Start(new ProcessStartInfo(Compiler, ["-fsyntax-only", source]) { RedirectStandardError = true })!;
        string complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(process.ExitCode == 0, complaints.Length == 0);
        return complaints;
    }
}
