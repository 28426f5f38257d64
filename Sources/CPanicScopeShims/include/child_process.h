// Running another program: what the C library declares with _GNU_SOURCE only.
#ifndef PANICSCOPE_CHILD_PROCESS_H
#define PANICSCOPE_CHILD_PROCESS_H

#include <spawn.h>

/// As posix_spawn_file_actions_addchdir_np: the program begins in that folder.
int pcs_spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder);

#endif
