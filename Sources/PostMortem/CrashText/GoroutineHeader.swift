/// `goroutine 7 gp=0xc000003c00 m=0 mp=0x59d4e0 [chan receive, 5 minutes, locked to thread] {k: v}:`
struct GoroutineHeader {
  var id: UInt64
  var hasAddresses: Bool
  var status: String
  var minutes: Int?
  var isLockedToThread = false

  init?(_ whole: LineText) {
    let line = whole.withoutClosing
    guard line.last == UInt8(ascii: ":"), let rest = line.rest(after: "goroutine "),
      let space = rest.firstOffset(of: UInt8(ascii: " ")), space > 0,
      let id = rest.prefix(space).decimal,
      let open = rest.firstOffset(of: UInt8(ascii: "["), from: space),
      let close = rest.firstOffset(of: UInt8(ascii: "]"), from: open)
    else { return nil }
    let between = rest.dropFirst(space).prefix(open - space)
    hasAddresses = between.count > 1
    guard !hasAddresses || between.hasPrefix(" gp=") || between.hasPrefix(" m=") else {
      return nil
    }
    let behind = rest.dropFirst(close + 1)
    guard behind.count == 1 || behind.hasPrefix(" {") else { return nil }
    self.id = id
    let parts = rest.dropFirst(open + 1).prefix(close - open - 1)
    guard parts.firstOffset(of: UInt8(ascii: ",")) != nil else {
      status = parts.text
      return
    }
    let words = parts.text.split(separator: ",")
    status = words.first.map(String.init) ?? ""
    for word in words.dropFirst() {
      if word == " locked to thread" { isLockedToThread = true }
      if word.hasSuffix(" minutes") { minutes = Int(word.dropFirst().prefix { $0.isNumber }) }
    }
  }
}
