package draft

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"handinhand/process/release"
)

// Upload is a file as it was sent: a zip file, or a single file of any modeler.
type Upload struct {
	Name    string
	Content []byte
}

// Open takes in what was uploaded: one zip file of a package or of single files, or the single files. Files of a package keep
// their paths; of others a BPMN file becomes process.bpmn, and decisions and forms get names that a package can have. The
// error is a *Refused.
func Open(uploads ...Upload) (map[string][]byte, error) {
	var files []Upload
	for _, u := range uploads {
		if !isZip(u.Content) {
			files = append(files, u)
			continue
		}
		inside, err := unzip(u)
		if err != nil {
			return nil, err
		}
		files = append(files, inside...)
	}
	if len(files) == 0 {
		return nil, refuse("upload", "zip", "there is no file in what was sent")
	}
	size := 0
	for _, f := range files {
		if size += len(f.Content); size > MaxBytes {
			return nil, refuse(f.Name, "size", "all files together have more than %d MB", MaxBytes>>20)
		}
	}
	return named(files)
}

// isZip tells a zip file, also an empty one, by how it begins.
func isZip(content []byte) bool {
	return bytes.HasPrefix(content, []byte("PK\x03\x04")) || bytes.HasPrefix(content, []byte("PK\x05\x06"))
}

// encrypted is the flag of a file in a zip file that has a password.
const encrypted = 1

// unzip reads a zip file that nobody trusts.
func unzip(u Upload) ([]Upload, error) {
	r, err := zip.NewReader(bytes.NewReader(u.Content), int64(len(u.Content)))
	if err != nil {
		return nil, refuse(u.Name, "zip", "the zip file is broken: %v", err)
	}
	var out []Upload
	left := int64(MaxBytes)
	for _, f := range r.File {
		if err := safePath(f.Name); err != nil {
			return nil, err
		}
		if f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") || path.Base(f.Name) == ".DS_Store" {
			continue
		}
		if !f.Mode().IsRegular() {
			return nil, refuse(f.Name, "path", "only plain files may be in the zip file, no links or devices")
		}
		if f.Flags&encrypted != 0 {
			return nil, refuse(f.Name, "zip-encrypted", "the file in the zip file has a password: pack it again without one")
		}
		if len(out) >= MaxFiles {
			return nil, refuse(u.Name, "zip-size", "the zip file has more than %d files", MaxFiles)
		}
		content, err := inflate(f, left)
		if err != nil {
			return nil, err
		}
		if isZip(content) {
			return nil, refuse(f.Name, "zip-in-zip", "there is a zip file in the zip file: unpack it, and send what is in it")
		}
		left -= int64(len(content))
		out = append(out, Upload{f.Name, content})
	}
	return withoutTop(out), nil
}

// inflate reads a file of a zip file, whatever it says of its size.
func inflate(f *zip.File, left int64) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, refuse(f.Name, "zip", "the file cannot be taken out of the zip file: %v", err)
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, left+1))
	if err != nil {
		return nil, refuse(f.Name, "zip", "the file cannot be taken out of the zip file: %v", err)
	}
	if int64(len(content)) > left {
		return nil, refuse(f.Name, "zip-size", "unpacked, the zip file has more than %d MB", MaxBytes>>20)
	}
	return content, nil
}

// safePath refuses a path that leads out of where it is unpacked.
func safePath(name string) error {
	if name == "" || strings.ContainsAny(name, "\\\x00:") || path.IsAbs(name) || slices.Contains(strings.Split(name, "/"), "..") {
		return refuse(name, "path", "the path leads out of the zip file, or is not written as zip files write them")
	}
	return nil
}

// withoutTop takes away a folder that all files stand in.
func withoutTop(files []Upload) []Upload {
	for {
		top := ""
		for i, f := range files {
			dir, _, nested := strings.Cut(f.Name, "/")
			if !nested || i > 0 && dir != top || dir == "i18n" || dir == "scenarios" {
				return files
			}
			top = dir
		}
		if top == "" {
			return files
		}
		for i := range files {
			files[i].Name = strings.TrimPrefix(files[i].Name, top+"/")
		}
	}
}

// named gives every file the path that it has in a draft.
func named(files []Upload) (map[string][]byte, error) {
	out, from := map[string][]byte{}, map[string]string{}
	for _, f := range files {
		name, err := nameFor(f)
		if err != nil {
			return nil, err
		}
		if first, twice := from[strings.ToLower(name)]; twice {
			return nil, refuse(f.Name, "path-twins", "the file would have the same place as %q (%s): give one of them another name", first, name)
		}
		var refused *Refused
		if err := Fit(name, f.Content); errors.As(err, &refused) {
			refused.File = f.Name // as its owner knows it
			return nil, refused
		}
		out[name], from[strings.ToLower(name)] = f.Content, f.Name
	}
	if len(out) > MaxFiles {
		return nil, refuse(files[MaxFiles].Name, "size", "there are more than %d files", MaxFiles)
	}
	return out, nil
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// nameFor is the path in a draft of a file that has another one.
func nameFor(f Upload) (string, error) {
	if release.IsPart(f.Name) {
		return f.Name, nil
	}
	kind := strings.ToLower(path.Ext(f.Name))
	if kind == ".xml" {
		document, err := parseXML(f.Name, f.Content)
		if err != nil {
			return "", err
		}
		for _, known := range []string{".bpmn", ".dmn"} {
			if slices.Contains(roots[known], namespace(document.Root)) {
				kind = known
			}
		}
	}
	base := slug(strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name)))
	switch kind {
	case ".bpmn":
		return "process.bpmn", nil
	case ".dmn":
		return base + ".dmn", nil
	case ".form":
		return slug(first(formID(f.Content), base)) + ".form", nil
	case ".xml":
		return "", refuse(f.Name, "root-element", "the file is neither BPMN nor DMN")
	}
	return "", refuse(f.Name, "unknown-file", "only files of a process package, or .bpmn, .dmn and .form files of a modeler can be taken")
}

// slug is a name in small letters, digits and hyphens.
func slug(name string) string {
	name = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.ToLower(name))
	return first(strings.Trim(notInName.ReplaceAllString(name, "-"), "-"), "unnamed")
}

func formID(content []byte) string {
	var form struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(content, &form) != nil {
		return ""
	}
	return form.ID
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
