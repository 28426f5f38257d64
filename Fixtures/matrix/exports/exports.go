package exports

/*
#include <pthread.h>

extern void matrixExposed(void);
extern void matrixGuarded(void);
extern void matrixCallback(void);

static void *threadExposed(void *unused) { matrixExposed(); return unused; }
static void *threadGuarded(void *unused) { matrixGuarded(); return unused; }

// Runs a callback on a thread that Go did not start and waits for it.
static void onThread(int guarded) {
	pthread_t thread;
	if (pthread_create(&thread, 0, guarded ? threadGuarded : threadExposed, 0) == 0)
		pthread_join(thread, 0);
}

static void callBack(void) { matrixCallback(); }
*/
import "C"

import "example.org/panicmatrix/probe"

//export matrixExposed
func matrixExposed() { //@go export-exposed
	probe.Work(1)
	probe.Boom()
}

//export matrixGuarded
func matrixGuarded() { //@go export-guarded
	defer guard()
	probe.Boom()
}

func guard() { probe.Saw(recover()) }

//export matrixCallback
func matrixCallback() { probe.Boom() }

func exposed() { C.onThread(0) }

func guarded() { C.onThread(1) }

// The panic crosses the C frames; Go's own deferred function below them stops it.
func callback() {
	defer func() { //@use export-callback
		probe.Saw(recover())
	}()
	C.callBack()
}

func init() {
	probe.Add("export-exposed", exposed)
	probe.Add("export-guarded", guarded)
	probe.Add("export-callback", callback)
}
