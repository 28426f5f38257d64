import ArgumentParser
import PanicScope

struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print the completion script of a shell.",
    discussion: """
      EXAMPLES
        panicscope completion bash > /etc/bash_completion.d/panicscope
        panicscope completion zsh > "${fpath[1]}/_panicscope"
        panicscope completion fish > ~/.config/fish/completions/panicscope.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  @Argument(help: "bash, zsh or fish.") var shell: Shell

  func run() throws {
    let known: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    try Terminal.printOutput(PanicScopeCommand.completionScript(for: known))
  }
}

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version.")

  func run() throws { try Terminal.printOutput(PanicScope.version) }
}
