import PanicContract

/// The shapes that `schema/panicscope-audit.schema.json` publishes. Fields may be added, none
/// renamed; what is not known is null.
extension JSONWriter {
  /// `address`, `function`, `file`, `line`
  mutating func place(_ place: CodePlace, _ paths: PathMap) {
    field("address", place.address.map(hexadecimalAddress))
    field("function", place.function)
    location(place.location, paths)
  }

  mutating func location(_ location: SourceLocation?, _ paths: PathMap) {
    field("file", location.map { paths.mapped($0.file) })
    field("line", location?.line)
  }

  /// `NAME`, `NAMEFile`, `NAMELine` of another place than the site's own.
  private mutating func reference(_ name: String, _ place: CodePlace?, _ paths: PathMap) {
    field(name, place?.function)
    field(name + "File", place?.location.map { paths.mapped($0.file) })
    field(name + "Line", place?.location?.line)
  }

  mutating func recover(_ site: RecoverSite, _ paths: PathMap) {
    place(site.place, paths)
    field("scope", site.scope.rawValue)
    field("verdict", site.verdict.rawValue)
    field("cause", site.cause?.rawValue)
    field("rule", site.rule?.text)
    array("uses", site.uses) { writer, use in
      writer.object {
        $0.field("how", use.how.rawValue)
        $0.place(use.place, paths)
        $0.field("verdict", use.verdict.rawValue)
        $0.field("cause", use.cause?.rawValue)
      }
    }
  }

  mutating func deferred(_ site: DeferSite, _ paths: PathMap) {
    place(site.place, paths)
    field("scope", site.scope.rawValue)
    field("kind", site.kind.rawValue)
    field("resolution", site.resolution.rawValue)
    reference("target", site.target, paths)
    array("candidates", site.candidates) { writer, candidate in
      writer.object { $0.place(candidate, paths) }
    }
    field("dynamic", site.calls != nil)
    field("calls", site.calls?.kind.rawValue)
    field("slot", site.calls?.slot)
    field("method", site.calls?.method)
  }

  mutating func goroutine(_ site: GoroutineSite, _ paths: PathMap) {
    place(site.place, paths)
    field("scope", site.scope.rawValue)
    reference("root", site.root, paths)
    field("guard", site.verdict.rawValue)
    reference("guardedBy", site.guardedBy, paths)
    field("guardCondition", site.condition)
    field("via", site.via)
    reference("believedRecover", site.believedRecover, paths)
  }
}
