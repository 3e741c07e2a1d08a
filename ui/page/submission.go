package page

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
)

// maxText is the most bytes of all typed answers together.
const maxText = 1 << 20

// Submission is what a reader sent with a task's page.
type Submission struct {
	Do      string // the button
	Key     string // idempotency
	Version int64
	Typed   map[string][]string
	Files   map[string]error // by item: what became of each file sent
}

// Read takes a task's page apart. Papers are stored as they stream in, so that
// they are kept even if an answer has to be corrected; what went wrong with one
// is told in Files.
func (r *Request) Read(task models.TaskID) (Submission, error) {
	s := Submission{Typed: map[string][]string{}, Files: map[string]error{}}
	req := r.Context.Request
	parts, err := req.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return s.form(req)
	}
	if err != nil {
		return s, broken(err)
	}
	room := int64(maxText)
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return s.heed(), nil
		}
		if err != nil {
			return s, broken(err)
		}
		if part.FileName() == "" {
			text, err := io.ReadAll(io.LimitReader(part, room+1))
			if room -= int64(len(text)); err != nil || room < 0 {
				return s, broken(err)
			}
			s.Typed[part.FormName()] = append(s.Typed[part.FormName()], string(text))
			continue
		}
		r.store(task, part, s.Files)
	}
}

// store hands one file in.
func (r *Request) store(task models.TaskID, part *multipart.Part, files map[string]error) {
	item, ok := strings.CutPrefix(part.FormName(), NeedID(""))
	if !ok {
		return
	}
	_, err := r.Casework().Upload(r.Ctx(), r.Actor, casework.Upload{Task: task, Item: item, Name: part.FileName(), Body: part})
	files[item] = err
}

// form reads a page that was sent without files.
func (s Submission) form(req *http.Request) (Submission, error) {
	if err := req.ParseForm(); err != nil {
		return s, broken(err)
	}
	s.Typed = req.PostForm
	return s.heed(), nil
}

// heed picks out what every page sends.
func (s Submission) heed() Submission {
	s.Do, s.Key = s.one("do"), s.one("key")
	s.Version, _ = strconv.ParseInt(s.one("version"), 10, 64)
	return s
}

func (s Submission) one(name string) string {
	if v := s.Typed[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

// Values are the answers to the fields of a task, typed as the form says. A
// field that the page did not send is absent; one sent empty is cleared.
func (s Submission) Values(r *Request, fields []casework.Field) map[string]any {
	values := map[string]any{}
	for _, f := range Flatten(fields) {
		sent, ok := s.Typed[FieldID(f.Key)]
		if !ok || f.ReadOnly {
			continue
		}
		values[f.Key] = value(r, f.Type, sent)
	}
	return values
}

// value is an answer as JSON knows it. Checkboxes send an empty value first, so
// that an unticked one is not taken for a question that was not asked.
func value(r *Request, kind string, sent []string) any {
	last := strings.TrimSpace(strings.ReplaceAll(sent[len(sent)-1], "\r\n", "\n"))
	switch kind {
	case "checkbox":
		return last == "true"
	case "checklist":
		picked := []any{}
		for _, v := range sent {
			if v != "" {
				picked = append(picked, v)
			}
		}
		return picked
	case "number":
		if n := r.Say.Number(last); json.Valid([]byte(n)) && n != "" {
			return json.Number(n)
		}
	}
	if last == "" {
		return nil
	}
	return last
}

// Missing are the papers that the reader says cannot be had, with the reason. A
// file that came along says the opposite, and counts.
func (s Submission) Missing(needs []casework.Need) map[string]string {
	reasons := map[string]string{}
	for _, n := range needs {
		reason := strings.TrimSpace(s.one("cannot-" + n.Item))
		_, sent := s.Files[n.Item]
		if n.HandIn && n.MayBeMissing && reason != "" && !sent {
			reasons[n.Item] = reason
		}
	}
	return reasons
}

// Removed is the paper that a "remove" button named.
func (s Submission) Removed() (paper string, ok bool) { return strings.CutPrefix(s.Do, "remove-") }

// Reused is the paper on hand, and for which item, that a button named.
func (s Submission) Reused() (item, paper string, ok bool) {
	rest, ok := strings.CutPrefix(s.Do, "reuse-")
	item, paper, cut := strings.Cut(rest, "/")
	return item, paper, ok && cut
}

// WithValues puts answers into a task's fields, so that a page that is shown
// again loses nothing.
func WithValues(fields []casework.Field, values map[string]any) []casework.Field {
	filled := make([]casework.Field, len(fields))
	for i, f := range fields {
		if v, ok := values[f.Key]; ok && asks(f) {
			f.Value = v
		}
		f.Fields = WithValues(f.Fields, values)
		filled[i] = f
	}
	return filled
}

// broken tells a reader that what they sent did not arrive whole.
func broken(err error) error {
	var large *http.MaxBytesError
	if err == nil || errors.As(err, &large) {
		return models.Problemf(models.KindTooLarge, "upload.size", "the request is larger than allowed")
	}
	return &models.Problem{Kind: models.KindInvalid, Key: "form.broken", Detail: "the form did not arrive whole", Err: err}
}
