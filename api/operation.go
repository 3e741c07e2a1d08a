package api

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"handinhand/casework"
	"handinhand/models"
)

// operation is one line of the table in operations.go.
type operation struct {
	huma.Operation
	bind func(huma.API, huma.Operation)
}

// call does an operation for who is signed in.
type call[I, O any] func(context.Context, casework.Actor, *I) (*O, error)

// bodyPatience is how long a client may take to send a JSON body: a minute allows
// for a phone with a weak signal.
const bodyPatience = time.Minute

// plain is an operation that may be repeated by its nature: GET, PUT or DELETE.
func plain[I, O any](method, path, id, tag, summary string, do call[I, O], kinds ...models.Kind) operation {
	return operation{
		Operation: describe(method, path, id, tag, summary, kinds),
		bind: func(described huma.API, op huma.Operation) {
			huma.Register(described, op, func(ctx context.Context, in *I) (*O, error) {
				out, err := do(ctx, actorOf(ctx), in)
				if err != nil {
					return nil, err
				}
				fillLists(reflect.ValueOf(out))
				return out, nil
			})
		},
	}
}

// read is a GET.
func read[I, O any](path, id, tag, summary string, do call[I, O], kinds ...models.Kind) operation {
	return plain(http.MethodGet, path, id, tag, summary, do, kinds...)
}

func describe(method, path, id, tag, summary string, kinds []models.Kind) huma.Operation {
	kinds = append(kinds, models.KindUnsignedIn, models.KindForbidden, models.KindUnavailable, models.KindInternal, kindNotAcceptable)
	if method == http.MethodPut || method == http.MethodPost {
		kinds = append(kinds, models.KindInvalid, models.KindUnsupported, models.KindTooLarge, kindMalformed, kindTimeout)
	}
	codes := map[int]bool{}
	for _, kind := range kinds {
		codes[statuses[kind]] = true
	}
	return huma.Operation{
		Method: method, Path: Base + path, OperationID: id, Summary: summary, Tags: []string{tag},
		Errors: slices.Sorted(maps.Keys(codes)), MaxBodyBytes: jsonLimit, BodyReadTimeout: bodyPatience,
		Security: []map[string][]string{{"token": {}}, {"session": {}}},
	}
}

// register adds the operation and corrects what the framework says of it: a key is
// demanded by us, with a better problem than its own, and the raw bytes beside a
// JSON body are for the fingerprint, not another media type.
func (o operation) register(described huma.API) {
	item := o.bound(described)
	op := map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPut: item.Put, http.MethodPost: item.Post, http.MethodDelete: item.Delete,
	}[o.Method]
	for _, parameter := range op.Parameters {
		if parameter.Name == idempotencyKey {
			parameter.Required = true
		}
	}
	if op.RequestBody != nil && op.RequestBody.Content["application/json"] != nil {
		delete(op.RequestBody.Content, octets)
	}
}

// bound binds the operation and gives its path's item in the document. A path that ends
// in {path} takes the slashes after it too, which the router writes otherwise than the
// document.
func (o operation) bound(described huma.API) *huma.PathItem {
	before, ends := strings.CutSuffix(o.Path, "{path}")
	if !ends {
		o.bind(described, o.Operation)
		return described.OpenAPI().Paths[o.Path]
	}
	routed := o.Operation
	routed.Path = before + "*path"
	o.bind(described, routed)
	paths := described.OpenAPI().Paths
	item := paths[routed.Path]
	delete(paths, routed.Path)
	if known := paths[o.Path]; known != nil {
		item.Get, item.Put, item.Delete = cmp.Or(item.Get, known.Get), cmp.Or(item.Put, known.Put), cmp.Or(item.Delete, known.Delete)
	}
	paths[o.Path] = item
	return item
}

// none is the input of an operation that takes nothing, and the output of one that
// gives nothing.
type none struct{}

// body is the output of an operation that gives one thing.
type body[T any] struct{ Body T }

func bodyOf[T any](v T, err error) (*body[T], error) {
	if err != nil {
		return nil, err
	}
	return &body[T]{v}, nil
}

func noneOf(err error) (*none, error) {
	if err != nil {
		return nil, err
	}
	return &none{}, nil
}

// Paging is in the input of every list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"512" doc:"Where to go on: next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"25" doc:"At most so many items."`
}

func (p Paging) page() casework.Page { return casework.Page{Cursor: p.Cursor, Size: p.Limit} }

// paged is the output of a list.
type paged[T any] struct {
	Link string `header:"Link" doc:"The next page, RFC 8288 rel=next; absent on the last."`
	Body T
}

func pagedOf[T any](ctx context.Context, v T, next string, err error) (*paged[T], error) {
	if err != nil {
		return nil, err
	}
	return &paged[T]{Link: nextLink(ctx, next), Body: v}, nil
}

func listOf[T any](ctx context.Context, list casework.List[T], err error) (*paged[casework.List[T]], error) {
	return pagedOf(ctx, list, list.Next, err)
}

// nextLink is this request's address with another cursor.
func nextLink(ctx context.Context, next string) string {
	if next == "" {
		return ""
	}
	u := *exchangeOf(ctx).url
	query := u.Query()
	query.Set("cursor", next)
	u.RawQuery = query.Encode()
	return "<" + u.RequestURI() + `>; rel="next"`
}

// whole is a list that is never long enough to be paged.
func whole[T any](items []T, err error) (*body[casework.List[T]], error) {
	return bodyOf(casework.List[T]{Items: items}, err)
}

// The ids in paths. They are exported because the framework skips fields that are
// not, embedded ones too.
type (
	CaseIn struct {
		Case models.CaseID `path:"case" format:"uuid" doc:"Id of a case."`
	}
	TaskIn struct {
		Task models.TaskID `path:"task" maxLength:"64" doc:"Id of a task."`
	}
)

// created tells where the new thing is.
func created(path string) string { return Base + path }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
