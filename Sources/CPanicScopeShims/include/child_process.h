// Running another program: what the C library declares with _GNU_SOURCE only.
#ifndef PANICSCOPE_CHILD_PROCESS_H
#define PANICSCOPE_CHILD_PROCESS_H

#include <spawn.h>

/// As posix_spawn_file_actions_addchdir_np: the program begins in that folder.
int pcs_spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder);

// Starts a keeper, in a process group of its own, which runs `arguments` (a path first) without input and
// output. It writes a byte to `line` when that has ended. At the end of `line`, which is that of this
// process, it kills the group, and itself with it. Gives the keeper's process, or minus errno.
long pcs_run_kept(char *const *arguments, char *const *environment, int line);

#endif
