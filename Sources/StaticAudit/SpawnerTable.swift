/// Functions that start a goroutine for a callback and whose own code does not show it: the runtime
/// starts it, or the callback is stored first. All others are found by what their code does.
enum SpawnerTable {
  struct Row {
    /// Symbol; a trailing `[` stands for any instantiation.
    var function: String
    /// Integer argument register that carries the callback; nil: the first function value.
    var argument: UInt8?
    /// What runs the callback, in words; nil for an ordinary spawner.
    var runtimeRoot: String?
  }

  static let rows: [Row] = [
    Row(function: "time.AfterFunc", argument: 1, runtimeRoot: nil),
    Row(function: "context.AfterFunc", argument: 2, runtimeRoot: nil),
    Row(function: "runtime.SetFinalizer", argument: 3, runtimeRoot: "finalizer"),
    Row(function: "runtime.AddCleanup[", argument: nil, runtimeRoot: "cleanup"),
    Row(function: "github.com/robfig/cron.(*Cron).AddFunc", argument: 3, runtimeRoot: nil),
    Row(function: "github.com/robfig/cron/v3.(*Cron).AddFunc", argument: 3, runtimeRoot: nil),
    // A cron.FuncJob is a function value; AddFunc may be inlined down to these.
    Row(function: "github.com/robfig/cron.(*Cron).AddJob", argument: 4, runtimeRoot: nil),
    Row(function: "github.com/robfig/cron.(*Cron).Schedule", argument: 4, runtimeRoot: nil),
    Row(function: "github.com/robfig/cron/v3.(*Cron).AddJob", argument: 4, runtimeRoot: nil),
    Row(function: "github.com/robfig/cron/v3.(*Cron).Schedule", argument: 4, runtimeRoot: nil),
    Row(function: "k8s.io/utils/clock.RealClock.AfterFunc", argument: 1, runtimeRoot: nil),
  ]
}
