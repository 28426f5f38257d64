/// What differs between two builds of a program.
public struct BinaryDifference: Sendable {
  public struct Side: Sendable {
    public var path: String
    public var goVersion: String?
    public var architecture: String
    public var era: String
    public var functions: Int
    public init(
      path: String, goVersion: String?, architecture: String, era: String, functions: Int
    ) {
      self.path = path
      self.goVersion = goVersion
      self.architecture = architecture
      self.era = era
      self.functions = functions
    }
  }

  /// A `recover()` call whose verdict is another.
  public struct RecoverChange: Sendable {
    public var old: RecoverSite
    public var new: RecoverSite
    public init(old: RecoverSite, new: RecoverSite) {
      self.old = old
      self.new = new
    }
    /// It stopped panics and does not any more.
    public var isWorse: Bool {
      let working: Set<Verdict> = [.effective, .accidental]
      return working.contains(old.verdict) && !working.contains(new.verdict)
        && new.verdict != .unknown
    }
  }

  /// A defer statement that became something else.
  public struct DeferChange: Sendable {
    public var old: DeferSite
    public var new: DeferSite
    public init(old: DeferSite, new: DeferSite) {
      self.old = old
      self.new = new
    }
  }

  public var old: Side
  public var new: Side
  public var newFindings: [Finding]
  public var goneFindings: [Finding]
  public var unchangedFindings: Int
  public var recovers: [RecoverChange]
  public var addedRecovers: [RecoverSite]
  public var removedRecovers: [RecoverSite]
  public var addedGoroutines: [GoroutineSite]
  public var removedGoroutines: [GoroutineSite]
  public var defers: [DeferChange]
  public var function: FunctionDifference?

  public init(
    old: Side, new: Side, newFindings: [Finding], goneFindings: [Finding], unchangedFindings: Int,
    recovers: [RecoverChange], addedRecovers: [RecoverSite], removedRecovers: [RecoverSite],
    addedGoroutines: [GoroutineSite], removedGoroutines: [GoroutineSite], defers: [DeferChange],
    function: FunctionDifference? = nil
  ) {
    self.old = old
    self.new = new
    self.newFindings = newFindings
    self.goneFindings = goneFindings
    self.unchangedFindings = unchangedFindings
    self.recovers = recovers
    self.addedRecovers = addedRecovers
    self.removedRecovers = removedRecovers
    self.addedGoroutines = addedGoroutines
    self.removedGoroutines = removedGoroutines
    self.defers = defers
    self.function = function
  }

  public var isSame: Bool {
    newFindings.isEmpty && goneFindings.isEmpty && recovers.isEmpty && addedRecovers.isEmpty
      && removedRecovers.isEmpty && addedGoroutines.isEmpty && removedGoroutines.isEmpty
      && defers.isEmpty && (function?.isSame ?? true)
  }
}

/// The instructions of a function in two builds, side by side.
public struct FunctionDifference: Sendable {
  public struct Row: Sendable {
    /// nil where the other build has one more instruction here.
    public var old: FunctionListing.Line?
    public var new: FunctionListing.Line?
    /// The same but for where code and data lie.
    public var isSame: Bool
    public init(old: FunctionListing.Line?, new: FunctionListing.Line?, isSame: Bool) {
      self.old = old
      self.new = new
      self.isSame = isSame
    }
  }
  public var function: String
  public var rows: [Row]
  /// Bytes of code.
  public var oldSize: Int
  public var newSize: Int
  /// Functions that only one of the two calls.
  public var removedCallees: [String]
  public var addedCallees: [String]
  public init(
    function: String, rows: [Row], oldSize: Int, newSize: Int, removedCallees: [String],
    addedCallees: [String]
  ) {
    self.function = function
    self.rows = rows
    self.oldSize = oldSize
    self.newSize = newSize
    self.removedCallees = removedCallees
    self.addedCallees = addedCallees
  }
  public var isSame: Bool { rows.allSatisfy(\.isSame) }
}
