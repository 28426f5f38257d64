#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

int pcs_spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

enum { keeper_line = 3, keeper_tick = 20 };

// fork(2) without glibc's handlers, which may take locks that a thread held that is gone here.
static pid_t fork_alone(void) { return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }

// Only async-signal-safe calls: other threads of the parent may have held any lock.
static void keep(char *const *arguments, char *const *environment, int line) {
  setpgid(0, 0);
  struct sigaction usual = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (line != keeper_line && dup2(line, keeper_line) < 0) _exit(126);
  // No other end of anything may stay open here: its reader would wait for us.
  syscall(SYS_close_range, keeper_line + 1, ~0U, 0);
  int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0) _exit(126);
  close(nothing);
  fcntl(keeper_line, F_SETFD, FD_CLOEXEC);
  pid_t child = fork_alone();
  if (child == 0) {
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  int runs = child > 0;
  if (!runs && write(keeper_line, "", 1) < 0) _exit(126);
  for (;;) {
    struct pollfd wanted = {.fd = keeper_line, .events = POLLIN};
    int count = poll(&wanted, 1, runs ? keeper_tick : -1);
    if (count > 0) break;
    if (runs && waitpid(child, NULL, WNOHANG) == child) {
      runs = 0;
      // Nobody reads any more: the end of the line follows.
      if (send(keeper_line, "", 1, MSG_NOSIGNAL) < 0) break;
    }
  }
  kill(0, SIGKILL);
}

long pcs_run_kept(char *const *arguments, char *const *environment, int line) {
  pid_t child = fork();
  if (child == 0) {
    keep(arguments, environment, line);
    _exit(126);
  }
  if (child < 0) return -(long)errno;
  // Whoever of the two is first: the group may be killed at once.
  setpgid(child, child);
  return child;
}
