#ifndef PANICSCOPE_SHIMS_H
#define PANICSCOPE_SHIMS_H
// What Swift cannot call itself. No logic here.
#include "child_process.h"
#include "mapped_file_guard.h"
#include "program_arguments.h"
#include "ptrace_shims.h"
#include "process_control.h"
#endif
