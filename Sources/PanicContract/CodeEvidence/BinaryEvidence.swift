/// What `show` tells of one binary: each part that was asked for.
public struct BinaryEvidence: Sendable {
  public var path: String
  public var goVersion: String?
  public var architecture: String
  public var era: String
  public var stripped: Bool
  public var functions: Int
  public var listings: [FunctionListing] = []
  public var defers: DeferEvidence?
  public var sites: [SiteEvidence]?
  public var runtime: RuntimeEvidence?
  public var tracking: TrackEvidence?
  public var graphs: [PanicGraph]?
  /// What lowers confidence, one sentence each.
  public var notes: [String]

  public init(
    path: String, goVersion: String?, architecture: String, era: String, stripped: Bool,
    functions: Int, notes: [String]
  ) {
    self.path = path
    self.goVersion = goVersion
    self.architecture = architecture
    self.era = era
    self.stripped = stripped
    self.functions = functions
    self.notes = notes
  }
}

/// One instruction of a piece of evidence: its place, its text and what it does there.
public struct EvidenceStep: Sendable {
  public var address: UInt64
  public var text: String
  public var note: String
  public init(address: UInt64, text: String, note: String) {
    self.address = address
    self.text = text
    self.note = note
  }
}

/// A defer statement and the instructions that it became.
public struct DeferLowering: Sendable {
  public var site: DeferSite
  /// Bit of deferBits and number of the slot; nil unless open-coded.
  public var slot: Int?
  /// Registered so many defers after the function's first one, in the order of the code.
  public var order: Int
  public var steps: [EvidenceStep]
  public init(site: DeferSite, slot: Int?, order: Int, steps: [EvidenceStep]) {
    self.site = site
    self.slot = slot
    self.order = order
    self.steps = steps
  }
}

public struct DeferEvidence: Sendable {
  public var lowerings: [DeferLowering]
  /// Of the whole program.
  public var totals: [DeferSite.Kind: Int]
  public init(lowerings: [DeferLowering], totals: [DeferSite.Kind: Int]) {
    self.lowerings = lowerings
    self.totals = totals
  }
}

/// A call of a runtime function that this tool's verdicts rest on.
public struct SiteEvidence: Sendable {
  public var place: CodePlace
  /// `gorecover`, `newproc`, `deferproc` and so on.
  public var callee: String
  public var target: UInt64
  /// A verdict, a kind or what is started; nil where there is nothing to say.
  public var verdict: String?
  public var scope: CodeScope
  public init(
    place: CodePlace, callee: String, target: UInt64, verdict: String?, scope: CodeScope
  ) {
    self.place = place
    self.callee = callee
    self.target = target
    self.verdict = verdict
    self.scope = scope
  }
}

/// How far the stack analysis and the binary's own table agree.
public struct TrackEvidence: Sendable {
  public struct Disagreement: Sendable {
    public var function: String
    public var place: CodePlace
    public var depth: Int32?
    public var tableDepth: Int32?
    public init(function: String, place: CodePlace, depth: Int32?, tableDepth: Int32?) {
      self.function = function
      self.place = place
      self.depth = depth
      self.tableDepth = tableDepth
    }
  }
  public var functions: Int
  public var instructions: Int
  /// Instructions whose depth could not be told from the code.
  public var unknown: Int
  /// The first instruction of each function where the two disagree.
  public var disagreements: [Disagreement]
  /// Functions whose flag says that they set SP freely (SPWRITE).
  public var writers: [CodePlace]
  /// The first instruction of each function that overwrites its return address.
  public var returnAddressWriters: [CodePlace]
  public init(
    functions: Int, instructions: Int, unknown: Int, disagreements: [Disagreement],
    writers: [CodePlace], returnAddressWriters: [CodePlace]
  ) {
    self.functions = functions
    self.instructions = instructions
    self.unknown = unknown
    self.disagreements = disagreements
    self.writers = writers
    self.returnAddressWriters = returnAddressWriters
  }
}
