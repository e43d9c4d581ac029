using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct io_uring_params (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingParameters
{
    public uint SubmissionEntries;
    public uint CompletionEntries;
    public uint Flags;
    public uint ThreadProcessor;
    public uint ThreadIdle;
    public uint Features;
    public uint WorkDescriptor;
    public uint Reserved0;
    public uint Reserved1;
    public uint Reserved2;
    public IoRingSubmissionOffsets Submission;
    public IoRingCompletionOffsets Completion;
}
