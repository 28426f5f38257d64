#ifndef PANICSCOPE_PTRACE_SHIMS_H
#define PANICSCOPE_PTRACE_SHIMS_H

#include <stdint.h>

// ptrace(2) without glibc's errno games for PEEK requests: the result, or minus errno.
long pcs_ptrace(long request, int thread, uintptr_t address, uintptr_t data);

// Starts a program that stops itself (SIGSTOP) before execve, so that it can be seized first.
// Signals that this process ignores or blocks are as usual again in the program. `directory` may be
// NULL; a negative descriptor leaves the stream as it is. When execve fails, its errno is written to
// `failure` as an int. Gives the process, or minus errno.
long pcs_launch_stopped(
    const char *path, char *const *arguments, char *const *environment, const char *directory,
    int input, int output, int errors, int failure);

// tgkill(2)
long pcs_send_to_thread(int process, int thread, int number);

#endif
