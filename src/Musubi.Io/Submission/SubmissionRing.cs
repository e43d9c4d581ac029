using Musubi.Io.Native;

namespace Musubi.Io.Submission;

/// <summary>
/// An io_uring through which one thread reads or writes many frames by one system call. Nothing is ever left under way: when a call
/// returns, the kernel has done with every frame and with all memory that it was shown. A thread opens its own and is the only
/// one to use it; a thread without one goes frame by frame.
/// </summary>
public sealed unsafe class SubmissionRing : IDisposable
{
    /// <summary>Reads or writes for one call.</summary>
    public const int Depth = 64;

    internal const int VectorsOfWrite = 2;

    /// <summary>Calls for one batch: the kernel takes fewer than it is offered only when it is short of memory.</summary>
    private const int Attempts = 4;

    // IORING_SETUP_SUBMIT_ALL, COOP_TASKRUN, SINGLE_ISSUER, DEFER_TASKRUN (Linux 6.1): one thread, and no interrupts for it.
    private const uint SetupFlags = 1 << 7 | 1 << 8 | 1 << 12 | 1 << 13;
    private const uint SingleMapping = 1;
    private const nint GetEvents = 1;
    private const long RingsAt = 0;
    private const long SubmissionsAt = 0x10000000;

    [ThreadStatic]
    private static SubmissionRing? _ofThread;

    private readonly FileDescriptor _ring;
    private readonly SubmissionMemory _rings;
    private readonly SubmissionMemory _entries;
    private readonly uint* _submissionTail;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly IoRingSubmission* _submissions;
    private readonly IoRingCompletion* _completions;
    private readonly uint _submissionMask;
    private readonly uint _completionMask;

    private SubmissionRing()
    {
        IoRingParameters parameters = new() { Flags = SetupFlags };
        // Safe: the kernel reads and writes the struct, whose layout is proven against its header.
        _ring = new FileDescriptor((int)SystemCall.Check(Libc.io_uring_setup(Libc.IoRingSetupNumber, Depth, &parameters), "io_uring_setup"));
        try
        {
            if ((parameters.Features & SingleMapping) == 0)
            {
                throw new SystemCallException("io_uring_setup without IORING_FEAT_SINGLE_MMAP", Errno.NotSupported);
            }

            _rings = new SubmissionMemory(_ring, RingBytes(parameters), RingsAt);
            _entries = new SubmissionMemory(_ring, parameters.SubmissionEntries * sizeof(IoRingSubmission), SubmissionsAt);
        }
        catch
        {
            Dispose();
            throw;
        }

        // Safe: the kernel itself tells where in the mapping, whose length follows from it, the parts lie.
        byte* start = _rings.Address;
        _submissionTail = (uint*)(start + parameters.Submission.Tail);
        _completionHead = (uint*)(start + parameters.Completion.Head);
        _completionTail = (uint*)(start + parameters.Completion.Tail);
        _completions = (IoRingCompletion*)(start + parameters.Completion.Completions);
        _submissions = (IoRingSubmission*)_entries.Address;
        (_submissionMask, _completionMask) = (parameters.SubmissionEntries - 1, parameters.CompletionEntries - 1);
        uint* order = (uint*)(start + parameters.Submission.Array);
        for (uint i = 0; i < parameters.SubmissionEntries; i++)
        {
            order[i] = i;
        }
    }

    /// <summary>The calling thread's own, or null.</summary>
    internal static SubmissionRing? OfThread => _ofThread;

    /// <summary>
    /// Gives the calling thread one; it is to be closed by <see cref="CloseForThread"/> on the same thread. Returns 0, or the error
    /// for which the thread goes on without: InvalidArgument before Linux 6.1, NotPermitted where kernel.io_uring_disabled says so.
    /// </summary>
    public static int OpenForThread()
    {
        try
        {
            _ofThread ??= new SubmissionRing();
            return 0;
        }
        catch (SystemCallException e)
        {
            return e.Error;
        }
    }

    public static void CloseForThread()
    {
        _ofThread?.Dispose();
        _ofThread = null;
    }

    /// <summary>
    /// Writes to a descriptor, two vectors to each write, in order, and tells what became of each: bytes, or minus the error
    /// number. <see cref="Errno.NotSupported"/> for each: this kernel cannot write there without perhaps waiting; nothing was written.
    /// </summary>
    /// <param name="vectors">Two to each result. What they point to is read before this returns.</param>
    /// <param name="results">One to each write, at most <see cref="Depth"/>.</param>
    internal void Write(int descriptor, ReadOnlySpan<IoVector> vectors, Span<int> results)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vectors.Length, results.Length * VectorsOfWrite);
        // Safe: the vectors are pinned until the kernel has done with them.
        fixed (IoVector* first = vectors)
        {
            for (int i = 0; i < results.Length; i++)
            {
                Put(i, IoRingSubmission.WriteVectors, descriptor, first + (VectorsOfWrite * i), VectorsOfWrite);
            }

            Run(results);
        }
    }

    /// <summary>
    /// Reads from a descriptor into one buffer after the other, in order, and tells what became of each read, as
    /// <see cref="Write"/> does. A read for which nothing waits is told <see cref="Errno.TryAgain"/>; one behind it may have found something.
    /// </summary>
    /// <param name="buffers">One to each result; written before this returns.</param>
    /// <param name="results">One to each read, at most <see cref="Depth"/>.</param>
    internal void Read(int descriptor, ReadOnlySpan<IoVector> buffers, Span<int> results)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(buffers.Length, results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            // Safe: whoever calls owns the buffers, with their true lengths.
            Put(i, IoRingSubmission.Read, descriptor, buffers[i].Start, (uint)buffers[i].Length);
        }

        Run(results);
    }

    public void Dispose()
    {
        _entries?.Dispose();
        _rings?.Dispose();
        _ring.Dispose();
    }

    private void Put(int place, byte operation, int descriptor, void* address, uint length) =>
        // Safe: masked.
        _submissions[(*_submissionTail + (uint)place) & _submissionMask] = new IoRingSubmission
        {
            Operation = operation,
            Descriptor = descriptor,
            Offset = ulong.MaxValue,
            Address = (ulong)address,
            Length = length,
            OperationFlags = IoRingSubmission.NoWait,
            UserData = (ulong)place,
        };

    /// <summary>Has the kernel do what was put, one operation to each result.</summary>
    private void Run(Span<int> results)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(results.Length, Depth);
        results.Fill(-Errno.NoMemory);
        uint tail = *_submissionTail;
        Volatile.Write(ref *_submissionTail, tail + (uint)results.Length);
        int taken = Submit(results.Length);
        // What the kernel did not take is taken back.
        Volatile.Write(ref *_submissionTail, tail + (uint)taken);
        Collect(results);
    }

    private int Submit(int count)
    {
        int taken = 0;
        for (int attempt = 0; attempt < Attempts && taken < count; attempt++)
        {
            // Safe: no signal mask is handed over. What must not wait is done when the call returns.
            nint now = Libc.io_uring_enter(Libc.IoRingEnterNumber, _ring.Number, count - taken, count - taken, GetEvents, null, 0);
            taken += (int)Math.Max(now, 0);
        }

        return taken;
    }

    private void Collect(Span<int> results)
    {
        uint head = *_completionHead;
        uint end = Volatile.Read(ref *_completionTail);
        for (; head != end; head++)
        {
            // Safe: masked; a number that is none of this batch is passed over.
            IoRingCompletion completion = _completions[head & _completionMask];
            if (completion.UserData < (ulong)results.Length)
            {
                results[(int)completion.UserData] = completion.Result;
            }
        }

        Volatile.Write(ref *_completionHead, head);
    }

    private static long RingBytes(in IoRingParameters parameters) => Math.Max(
        parameters.Submission.Array + (parameters.SubmissionEntries * sizeof(uint)),
        parameters.Completion.Completions + (parameters.CompletionEntries * (uint)sizeof(IoRingCompletion)));
}
