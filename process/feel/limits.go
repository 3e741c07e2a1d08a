package feel

// Limits that keep a worker alive whatever an expression says. They are generous for people and small for machines.
const (
	maxSource     = 64 << 10   // bytes of one expression
	maxNesting    = 200        // brackets, operators and keywords inside one another
	maxRecursion  = 200        // function calls inside one another while evaluating
	maxIterations = 1_000_000  // items visited and functions called by one evaluation, all loops together
	maxWork       = 20_000_000 // items and characters that one evaluation compares, copies or gives back
	maxText       = 1 << 20    // bytes of a string that an expression builds
	maxName       = 200        // characters of a name that is compared with others for a suggestion
	maxPattern    = 1 << 10    // bytes of a regular expression
	maxPatterns   = 1000       // compiled regular expressions that are kept
	maxRepeat     = 10_000     // count in a regular expression: a{10000}
	maxTries      = 1_000_000  // steps of a match that tries alternatives
	maxTryDepth   = 100_000    // of them inside one another
)
