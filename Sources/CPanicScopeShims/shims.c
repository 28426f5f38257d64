#include "panicscope_shims.h"
