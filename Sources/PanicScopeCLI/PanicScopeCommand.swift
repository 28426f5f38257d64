@main
struct PanicScopeCommand {
  static func main() {}
}
