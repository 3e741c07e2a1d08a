package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"handinhand/casework"
	"handinhand/models"
)

const idempotencyKey = "Idempotency-Key"

// Keyed is in the input of every POST.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"255" example:"8e03978e-40d5-43e8-bc93-6894a57f9324" doc:"Names this write, so that repeating it does nothing twice; a UUID is good."`
}

func (k *Keyed) write() (key *string, body []byte) { return &k.Key, nil }

// KeyedBody is Keyed for a POST with a body, which becomes part of the fingerprint.
type KeyedBody struct {
	Keyed
	RawBody []byte
}

func (k *KeyedBody) write() (key *string, body []byte) { return &k.Key, k.RawBody }

// writing is any input that embeds Keyed or KeyedBody.
type writing[I any] interface {
	*I
	write() (key *string, body []byte)
}

// answer is the output of every POST.
type answer[T any] struct {
	Status   int
	Location string `header:"Location" doc:"Where the new thing is."`
	Replayed string `header:"Idempotency-Replayed" doc:"true when this is the response to an earlier request with the same key."`
	Body     T
}

// result is what a POST made, and where it is.
type result[T any] struct {
	Value    T
	Location string
}

// once is a POST: it happens at most once for an actor and a key. status is that of
// success.
func once[I, T any, P writing[I]](m *mount, path, id, tag, summary string, status int, do call[I, result[T]], kinds ...models.Kind) operation {
	o := describe(http.MethodPost, path, id, tag, summary, append(kinds, kindKeyMissing, kindKeyReused, kindKeyInUse))
	o.DefaultStatus = status
	return operation{Operation: o, bind: func(described huma.API, op huma.Operation) {
		huma.Register(described, op, func(ctx context.Context, in *I) (*answer[T], error) {
			key, body := P(in).write()
			if *key = strings.Trim(*key, `"`); *key == "" { // the draft quotes it, most clients do not
				return nil, exchangeOf(ctx).problem(kindKeyMissing, statuses[kindKeyMissing],
					"send an Idempotency-Key, for example a fresh UUID, and the same one when you repeat this request")
			}
			kept, replayed, err := m.Casework.Once(ctx, actorOf(ctx), *key, fingerprint(ctx, op, body), func() (casework.Response, error) {
				return respond(ctx, in, status, do)
			})
			if err != nil {
				return nil, err
			}
			return reply[T](kept, replayed)
		})
	}}
}

// fingerprint tells one request from another under the same key: method, path and
// body, as a sha256 in hex.
func fingerprint(ctx context.Context, op huma.Operation, body []byte) string {
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s\n", op.Method, exchangeOf(ctx).url.RequestURI())
	hash.Write(body)
	return hex.EncodeToString(hash.Sum(nil))
}

// respond does the write and makes the response that is kept.
func respond[I, T any](ctx context.Context, in *I, status int, do call[I, result[T]]) (casework.Response, error) {
	out, err := do(ctx, actorOf(ctx), in)
	if err != nil {
		return casework.Response{}, err
	}
	fillLists(reflect.ValueOf(out))
	raw, err := json.Marshal(out.Value)
	if err != nil {
		return casework.Response{}, fmt.Errorf("api: keep the response: %w", err)
	}
	return casework.Response{Status: status, Header: map[string]string{"Location": out.Location}, Body: raw}, nil
}

// reply gives a kept response, the first time and every other time.
func reply[T any](kept casework.Response, replayed bool) (*answer[T], error) {
	out := &answer[T]{Status: kept.Status, Location: kept.Header["Location"]}
	if err := json.Unmarshal(kept.Body, &out.Body); err != nil {
		return nil, fmt.Errorf("api: read the kept response: %w", err)
	}
	if replayed {
		out.Replayed = "true"
	}
	return out, nil
}
