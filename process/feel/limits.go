package feel

// Limits that keep a worker alive whatever an expression says. They are generous for people and small for machines.
const (
	maxSource      = 64 << 10   // bytes of one expression
	maxNesting     = 200        // brackets, operators and keywords inside one another
	maxRecursion   = 200        // function calls inside one another while evaluating
	maxIterations  = 1_000_000  // items visited and functions called by one evaluation, all loops together
	maxWork        = 10_000_000 // items and characters that one evaluation compares, copies or gives back
	maxDepth       = 1_000      // lists and contexts inside one another in a value
	bytesPerWork   = 16         // bytes of text that count as one unit of work
	bytesPerRound  = 4          // bytes of source that count as one unit of work in each round of a loop
	maxText        = 1 << 20    // bytes of a string that an expression builds
	maxName        = 200        // characters of a name that is compared with others for a suggestion
	maxTypeText    = 400        // bytes of a type in a message, about
	maxTypeSteps   = 10_000     // parts of types that one comparison of two looks at
	maxPattern     = 1 << 10    // bytes of a regular expression
	maxPatternSize = 10_000     // its parts, repetitions written out
	maxPatternKept = 500        // parts of one that is kept for the next time
	maxPatterns    = 1000       // compiled regular expressions that are kept
	maxRepeat      = 10_000     // count in a regular expression: a{10000}
	maxTries       = 1_000_000  // steps of a match that tries alternatives; each is a unit of work
	maxTryDepth    = 100_000    // of them inside one another
)
