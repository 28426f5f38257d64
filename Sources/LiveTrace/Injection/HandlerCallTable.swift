/// Functions that call what a program registered with them: handlers of requests and of commands.
enum HandlerCallTable {
  /// Symbols; `{version}` stands for nothing or a major version's path element, such as `/v5`.
  static let functions = [
    "net/http.HandlerFunc.ServeHTTP",
    "net/http.serverHandler.ServeHTTP",
    "net/http.(*ServeMux).ServeHTTP",
    "net/http.(*timeoutHandler).ServeHTTP.func1",
    "net/http.StripPrefix.func1",
    "net/rpc.(*service).call",
    "github.com/caddyserver/caddy{version}/modules/caddyhttp.HandlerFunc.ServeHTTP",
    "github.com/caddyserver/caddy{version}/modules/caddyhttp.wrapMiddleware.func1.1",
    "github.com/gin-gonic/gin.(*Context).Next",
    "github.com/go-chi/chi{version}.(*Mux).routeHTTP",
    "github.com/gorilla/mux.(*Router).ServeHTTP",
    "github.com/hashicorp/cli.(*CLI).Run",
    "github.com/julienschmidt/httprouter.(*Router).ServeHTTP",
    "github.com/labstack/echo{version}.(*Echo).ServeHTTP",
    "github.com/labstack/echo{version}.(*Echo).add.func1",
    "github.com/mitchellh/cli.(*CLI).Run",
    "github.com/prometheus/common/route.(*Router).handle.func1",
    "github.com/spf13/cobra.(*Command).execute",
    "github.com/urfave/cli{version}.HandleAction",
    "github.com/urfave/cli{version}.(*Command).Run",
    "google.golang.org/grpc.(*Server).processUnaryRPC",
    "google.golang.org/grpc.(*Server).processStreamingRPC",
    "testing.tRunner",
  ]

  private static let newestVersion = 9

  /// All symbols that the table stands for.
  static var symbols: [String] {
    functions.flatMap { function in
      let parts = function.split(separator: "{version}", omittingEmptySubsequences: false)
      guard parts.count == 2 else { return [function] }
      return ([""] + (2...newestVersion).map { "/v\($0)" }).map { parts[0] + $0 + parts[1] }
    }
  }
}
