package release

// TextKey is a text that a package needs in each of its languages, or may have.
type TextKey struct {
	Key    string
	Must   bool
	Source string // what the form file itself says, in the source language
}

// TextKeys are the texts of a package, by key; of one that is still drawn, as far as it can be read.
func (r *Release) TextKeys() []TextKey {
	w := r.wantedTexts()
	all := map[string]bool{}
	for key := range w.must {
		all[key] = true
	}
	for key := range w.may {
		all[key] = true
	}
	var out []TextKey
	for _, key := range sorted(all) {
		out = append(out, TextKey{key, w.must[key], w.source[key]})
	}
	return out
}
