public import ArgumentParser
public import PanicScope

extension TraceOptions.Engine: ExpressibleByArgument {}
