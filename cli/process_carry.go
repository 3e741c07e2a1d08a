package cli

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"handinhand/casework"
	"handinhand/models"
)

type exportCommand struct {
	Config
	Name string `arg:"" help:"A process (its case type), a release (its hash, or 8 characters of it), or a draft (its id)."`
	To   string `arg:"" type:"path" help:"Folder, or a .zip file."`
}

// Run writes the files of a package. Writing the same twice changes nothing. In a folder, what is no part of the package any
// more is removed; sources and scenarios stay, because a release does not have them.
func (e *exportCommand) Run(ctx context.Context) error {
	ctx, cancel := e.withParent(ctx)
	defer cancel()
	work, who, done, err := e.owner(ctx)
	if err != nil {
		return err
	}
	defer done()
	files, err := work.ExportPackage(ctx, who, e.Name)
	if err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(e.To), ".zip") {
		packed, err := casework.ZipPackage(files)
		if err != nil {
			return err
		}
		_, err = writeChanged(e.To, packed)
		return err
	}
	return writeFolder(e.To, files)
}

// writeFolder brings a folder to where the files are, and tells what it changed.
func writeFolder(folder string, files map[string][]byte) error {
	root, err := openFolder(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range sortedNames(files) {
		changed, err := writeChanged(filepath.Join(folder, filepath.FromSlash(name)), files[name])
		if err != nil {
			return err
		}
		if changed {
			fmt.Println("wrote", name)
		}
	}
	there, err := packageFiles(folder)
	if err != nil {
		return err
	}
	for _, name := range there {
		if _, kept := files[name]; kept || name == "SOURCES.md" || strings.HasPrefix(name, "scenarios/") {
			continue
		}
		if err := root.Remove(filepath.FromSlash(name)); err != nil {
			return err
		}
		fmt.Println("removed", name)
	}
	return nil
}

func openFolder(folder string) (*os.Root, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(folder)
}

func sortedNames(files map[string][]byte) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// writeChanged writes a file if it says something else.
func writeChanged(name string, content []byte) (bool, error) {
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, content) {
		return false, nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return false, err
	}
	return true, os.WriteFile(name, content, 0o644)
}

// packageFiles are the files of a folder that can be part of a package; what begins with a dot, as .git does, is none.
func packageFiles(folder string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && name != folder {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		at, err := filepath.Rel(folder, name)
		if err == nil && !d.IsDir() && casework.IsPackageFile(filepath.ToSlash(at)) {
			names = append(names, filepath.ToSlash(at))
		}
		return err
	})
	return names, err
}

type importCommand struct {
	Config
	From  []string       `arg:"" type:"existingpath" help:"Folder or .zip file of a package, or .bpmn, .dmn and .form files of any modeler."`
	Draft models.DraftID `help:"Draft to bring to where the files are; a new one if left out."`
	Title string         `help:"Title of a new draft; the process's name if left out."`
	JSON  bool           `name:"json" help:"Print JSON instead of the id."`
}

// Run makes a draft of files and prints its id. Importing the same twice is one draft.
func (i *importCommand) Run(ctx context.Context) error {
	ctx, cancel := i.withParent(ctx)
	defer cancel()
	in := casework.NewDraft{Title: i.Title}
	for _, from := range i.From {
		uploads, err := readUploads(from)
		if err != nil {
			return err
		}
		in.Uploads = append(in.Uploads, uploads...)
	}
	work, who, done, err := i.owner(ctx)
	if err != nil {
		return err
	}
	defer done()
	d, fresh, err := work.ImportPackage(ctx, who, i.Draft, in)
	if err != nil {
		return err
	}
	if i.JSON {
		return printJSON(struct {
			Draft models.DraftID `json:"draft"`
			Title string         `json:"title"`
			Fresh bool           `json:"fresh"` // false: it holds the same already
		}{d.ID, d.Title, fresh})
	}
	if !fresh {
		fmt.Fprintln(os.Stderr, "the draft holds the same already")
	}
	fmt.Println(d.ID)
	return nil
}

// readUploads reads a file, or the files of a package in a folder.
func readUploads(from string) ([]casework.DraftUpload, error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, err
	}
	names := []string{filepath.Base(from)}
	if info.IsDir() {
		if names, err = packageFiles(from); err != nil {
			return nil, err
		}
	} else {
		from = filepath.Dir(from)
	}
	var uploads []casework.DraftUpload
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		uploads = append(uploads, casework.DraftUpload{Name: name, Content: content})
	}
	return uploads, nil
}

// owner opens casework for whoever works at the command line, as a process owner.
func (c Config) owner(ctx context.Context) (*casework.Casework, casework.Actor, func(), error) {
	work, who, done, err := c.operator(ctx)
	who.Roles, who.Name = []models.Role{models.RoleProcessOwner}, commandLine
	return work, who, done, err
}
