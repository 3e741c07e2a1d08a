// Package library holds the process packages that are shipped, embedded in the program. It must never read or check them:
// that is what process/release is for.
package library

import (
	"embed"
	"io/fs"
)

//go:embed language-course
var files embed.FS

// Package is one shipped process package.
type Package struct {
	Name  string // its folder, e.g. "language-course"
	Files fs.FS  // rooted in the folder
}

// Packages gives the shipped packages by name.
func Packages() []Package {
	folders, err := files.ReadDir(".")
	if err != nil {
		panic("library: " + err.Error()) // embedded: it cannot fail once it was built
	}
	packages := make([]Package, len(folders))
	for i, folder := range folders {
		sub, err := fs.Sub(files, folder.Name())
		if err != nil {
			panic("library: " + err.Error())
		}
		packages[i] = Package{folder.Name(), sub}
	}
	return packages
}
