package release

import (
	"slices"

	"handinhand/process/form"
)

// Asked is an item that a task of the applicant asks for, with the fields it has there.
type Asked struct {
	Item   string
	Fields []string
}

// Voluntary are the items that a task of the applicant asks for and that rest on their consent, in the order of the form.
func (r *Release) Voluntary(element string) []Asked {
	return r.filledIn(element, true, func(i Item) bool { return i.LegalBasis == consent })
}

// WrittenBy are the items that a task of an agency writes down, in the order of the form.
func (r *Release) WrittenBy(element string) []Asked {
	return r.filledIn(element, false, func(Item) bool { return true })
}

// filledIn are the items that the form of a task fills in and that are meant.
func (r *Release) filledIn(element string, applicants bool, meant func(Item) bool) []Asked {
	task, ok := r.Task(element)
	if !ok || (task.Role == RoleApplicant) != applicants || task.Form == nil {
		return nil
	}
	var out []Asked
	for _, field := range task.Form.Fields() {
		id, declared := r.items[field.Key]
		if !declared || !meant(r.Data.Items[id]) || readonly(field) {
			continue
		}
		i := slices.IndexFunc(out, func(a Asked) bool { return a.Item == id })
		if i < 0 {
			out = append(out, Asked{Item: id})
			i = len(out) - 1
		}
		out[i].Fields = append(out[i].Fields, field.Key)
	}
	return out
}

func readonly(f form.Field) bool {
	ever, _ := f.Readonly()
	return ever
}

// PurposeOf is what an item is for, where no step says more.
func (r *Release) PurposeOf(item string) string { return r.law(item, "", "", "").Purpose }

// RestsOnConsent tells whether nothing but the person's own will lets the item be kept.
func (i Item) RestsOnConsent() bool { return i.LegalBasis == consent }
