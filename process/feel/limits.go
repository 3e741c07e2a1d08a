package feel

// Limits that keep a worker alive whatever an expression says. They are generous for people and small for machines.
const (
	maxSource     = 64 << 10   // bytes of one expression
	maxNesting    = 200        // brackets, operators and keywords inside one another
	maxRecursion  = 200        // function calls inside one another while evaluating
	maxIterations = 1_000_000  // items visited by one evaluation, all loops together
	maxWork       = 20_000_000 // items and characters that one evaluation compares, copies or gives back
	maxText       = 1 << 20    // bytes of a string that an expression builds
	maxPattern    = 1 << 10    // bytes of a regular expression
)
