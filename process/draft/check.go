package draft

import (
	"maps"
	"slices"

	"handinhand/process/finding"
	"handinhand/process/release"
)

// Finding is what stands in the way of a draft's publication, with the file that it is about.
type Finding struct {
	File string `json:"file,omitempty"`
	finding.Finding
}

// Located says of each finding of a package which file it is about: package release writes that in front of its message.
func Located(findings []finding.Finding) []Finding {
	out := make([]Finding, len(findings))
	for i, f := range findings {
		out[i] = Finding{Finding: f}
		if file, message, ok := f.Message.Cut(); ok && release.IsPart(file) {
			out[i].File, out[i].Message = file, message
		}
	}
	return out
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
