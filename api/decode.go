package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"handinhand/models"
)

const (
	jsonLimit  = 1 << 20 // bytes of a JSON body
	depthLimit = 32      // of nested objects and arrays
)

// jsonFormat reads and writes bodies. It refuses nesting so deep that reading it
// is the attack, and what follows the one value.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(v)
	},
	Unmarshal: func(data []byte, v any) error {
		if depth(data) > depthLimit {
			return errors.New("the JSON is nested too deeply")
		}
		return json.Unmarshal(data, v)
	},
}

// depth is how deep objects and arrays are nested in JSON text. It does not check
// the text.
func depth(data []byte) int {
	deepest, level, inString, escaped := 0, 0, false, false
	for _, b := range data {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped = b == '\\'
			inString = b != '"'
		case b == '"':
			inString = true
		case b == '{' || b == '[':
			level++
			deepest = max(deepest, level)
		case b == '}' || b == ']':
			level--
		}
	}
	return deepest
}

// Values are the fields of a form by key. Numbers keep their digits.
type Values map[string]any

// UnmarshalJSON reads numbers as json.Number.
func (v *Values) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode((*map[string]any)(v))
}

// Schema says that any field may be there: which ones may is the form's word.
func (Values) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "Fields of a form by key."}
}

// humaKinds are the problems that the framework itself finds in a request.
var humaKinds = map[int]models.Kind{
	http.StatusBadRequest:            kindMalformed,
	http.StatusNotAcceptable:         kindNotAcceptable,
	http.StatusRequestTimeout:        kindTimeout,
	http.StatusRequestEntityTooLarge: models.KindTooLarge,
	http.StatusUnsupportedMediaType:  models.KindUnsupported,
	http.StatusUnprocessableEntity:   models.KindInvalid,
}

// humaProblem makes every problem document of the API: of an error that a handler
// returned (errs holds just that), and of what the framework found.
func humaProblem(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	e := exchangeOf(ctx.Context())
	p := e.frameworkProblem(status, msg, errs)
	for name, value := range p.headers() {
		ctx.SetHeader(name, value)
	}
	return p
}

func (e exchange) frameworkProblem(status int, msg string, errs []error) *Problem {
	kind, ok := humaKinds[status]
	if !ok {
		return e.problemOf(errors.Join(errs...))
	}
	p := e.problem(kind, status, msg)
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if errors.As(err, &detail) {
			p.Errors = append(p.Errors, requestError(detail))
		}
	}
	return p
}

// requestError is a broken rule of the request itself. The offending value is not
// sent back: it may be personal, and answers are kept longer than requests.
func requestError(d *huma.ErrorDetail) FieldError {
	rule := "schema"
	switch {
	case d.Message == validation.MsgUnexpectedProperty:
		rule = "unknown"
	case strings.HasPrefix(d.Message, "expected required property"), strings.HasPrefix(d.Message, "required "):
		rule = "required"
	}
	return FieldError{Field: d.Location, Rule: rule, Message: d.Message}
}
