package dmn

import (
	"slices"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// library holds the imported models of one Parse, so that a model that two others import is one.
type library struct {
	models map[string]*Definitions // by namespace and location
	path   []string                // being parsed, to see circles
}

// Namespace gives the namespace under which a model is imported; empty for what is no DMN.
func Namespace(data []byte) string {
	root, space, _, err := readXML(data)
	if _, known := namespaces[space]; err != nil || !known {
		return ""
	}
	return root.attr("namespace")
}

// imports parses the models that this one imports.
func (b *builder) imports() {
	b.library.path = append(b.library.path, b.definitions.Namespace)
	for _, raw := range b.root.all("import") {
		wanted := Import{Name: raw.label(), Namespace: raw.attr("namespace"), Location: raw.attr("locationURI")}
		id := or(raw.id(), wanted.Name)
		if kind := raw.attr("importType"); kind != "" && namespaces[kind] == "" {
			b.report(finding.Error, id, wanted.Name, "import-type", "files of the kind %q cannot be imported, only DMN models", kind)
			continue
		}
		if slices.Contains(b.library.path, wanted.Namespace) || slices.Contains(b.library.path, wanted.key()) {
			b.report(finding.Error, id, wanted.Name, "import-cycle", "the model %q imports itself through others: remove one import of the circle", wanted.Namespace)
			continue
		}
		if model := b.imported(wanted, id); model != nil {
			b.definitions.imports = append(b.definitions.imports, imported{wanted.Name, wanted.Namespace, model})
		}
	}
	b.library.path = b.library.path[:len(b.library.path)-1]
}

func (b *builder) imported(wanted Import, id string) *Definitions {
	key := wanted.key()
	if model, known := b.library.models[key]; known {
		return model
	}
	var data []byte
	ok := b.find != nil
	if ok {
		data, ok = b.find(wanted)
	}
	if !ok {
		b.report(finding.Error, id, wanted.Name, "unknown-import", "there is no model of the namespace %q at hand (locationURI: %q)", wanted.Namespace, wanted.Location)
		return nil
	}
	other := &builder{find: b.find, library: b.library, said: map[string]bool{}}
	b.library.path = append(b.library.path, key) // a file may have another namespace than it is imported for
	other.parse(data)
	b.library.path = b.library.path[:len(b.library.path)-1]
	for _, f := range other.findings {
		if f.Severity == finding.Error {
			b.report(finding.Error, id, wanted.Name, "broken-import", "the imported model %q has an error at %q: %s", wanted.Namespace, f.Element, f.Message)
			break
		}
	}
	b.library.models[key] = other.definitions
	return other.definitions
}

func (i Import) key() string { return i.Namespace + " " + i.Location }

// exported gives the names of a model behind the name of its import.
func (d *Definitions) exported() []string {
	var names []string
	for _, in := range d.inputs {
		names = append(names, in.variable)
	}
	for _, decision := range d.decisions {
		names = append(names, decision.variable)
	}
	for _, k := range d.invocables {
		names = append(names, k.variable)
	}
	for _, t := range d.types {
		names = append(names, fieldNames(t.feelType())...)
	}
	slices.Sort(names) // types come in no order
	return names
}

// fieldNames gives the names of the entries in a type, however deep.
func fieldNames(t *feel.Type) []string {
	var names []string
	if item, ok := t.IsList(); ok {
		names = fieldNames(item)
	}
	for _, f := range t.Fields() {
		names = append(names, f.Name)
		names = append(names, fieldNames(f.Type)...)
	}
	return names
}
