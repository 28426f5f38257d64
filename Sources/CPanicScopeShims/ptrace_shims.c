#define _GNU_SOURCE
#include "ptrace_shims.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

long pcs_ptrace(long request, int thread, uintptr_t address, uintptr_t data) {
  long result = syscall(SYS_ptrace, request, (pid_t)thread, address, data);
  return result < 0 ? -(long)errno : result;
}

// Only async-signal-safe calls from here to execve: other threads may hold any lock.
long pcs_launch_stopped(
    const char *path, char *const *arguments, char *const *environment, const char *directory,
    int input, int output, int errors, int failure) {
  pid_t child = fork();
  if (child < 0) return -(long)errno;
  if (child > 0) return child;
  struct sigaction usual = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int failed = 0;
  if (input >= 0 && dup2(input, 0) < 0) failed = errno;
  if (output >= 0 && dup2(output, 1) < 0) failed = errno;
  if (errors >= 0 && dup2(errors, 2) < 0) failed = errno;
  if (!failed && directory && chdir(directory) < 0) failed = errno;
  if (!failed) {
    raise(SIGSTOP);
    execve(path, arguments, environment);
    failed = errno;
  }
  ssize_t written = write(failure, &failed, sizeof failed);
  _exit(written < 0 ? 126 : 127);
}

long pcs_send_to_thread(int process, int thread, int number) {
  long result = syscall(SYS_tgkill, (pid_t)process, (pid_t)thread, number);
  return result < 0 ? -(long)errno : result;
}
