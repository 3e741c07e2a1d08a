// Package cli is the command line: one file a command, and the wiring that puts
// the parts together. It holds no rule of the domain.
package cli
