// Whoever imports the facade can name what it hands out.
@_exported public import PanicContract
@_exported public import Reporting
