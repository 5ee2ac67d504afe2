#!/usr/bin/env python3
"""Keeps the resident pages of a file that a process maps below a limit, as a shortage of memory would.

Usage: limit-mapped-pages.py PID FILE MIB

Whenever the process has more of FILE resident than MIB, all of it is taken out of memory, what the kernel has read
ahead included; so what the process then reads of the disk (read_bytes in /proc/PID/io) is rather too much than too
little. Ends with the process. For root or the file's owner, on Linux 5.10 or later (process_madvise(2)).
"""
import ctypes
import os
import sys
import time

PIDFD_OPEN, PROCESS_MADVISE, MADV_PAGEOUT = 434, 440, 21
LONGEST_RANGE = 1 << 28
INTERVAL_SECONDS = 0.01

libc = ctypes.CDLL(None, use_errno=True)


class Range(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def mappings(pid, file):
    with open(f"/proc/{pid}/maps") as lines:
        for line in lines:
            if line.rstrip("\n").endswith(" " + file):
                yield tuple(int(address, 16) for address in line.split()[0].split("-"))


def resident_kib(pid):
    """Of all files; the libraries' pages among them hardly change."""
    with open(f"/proc/{pid}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("RssFile"))


def take_out(pid, pidfd, file):
    for start, end in mappings(pid, file):
        for at in range(start, end, LONGEST_RANGE):
            piece = Range(at, min(LONGEST_RANGE, end - at))
            if libc.syscall(PROCESS_MADVISE, pidfd, ctypes.byref(piece), 1, MADV_PAGEOUT, 0) < 0:
                error = ctypes.get_errno()
                raise OSError(error, os.strerror(error))
    descriptor = os.open(file, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def main(pid, file, limit_kib):
    pidfd = libc.syscall(PIDFD_OPEN, pid, 0)
    take_out(pid, pidfd, file)
    floor = resident_kib(pid)
    while True:
        if resident_kib(pid) > floor + limit_kib:
            take_out(pid, pidfd, file)
        time.sleep(INTERVAL_SECONDS)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    try:
        main(int(sys.argv[1]), os.path.realpath(sys.argv[2]), int(sys.argv[3]) * 1024)
    except (ProcessLookupError, FileNotFoundError, StopIteration):
        pass  # The process has ended.
