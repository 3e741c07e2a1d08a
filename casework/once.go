package casework

import (
	"context"
	"encoding/json"

	"handinhand/models"
)

// Response is what a request with an idempotency key was answered.
type Response struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Once runs do at most once for an actor and key. A replay gives the first
// response; another fingerprint under the same key is a conflict. A failure of
// ours gives the key back, so that the client can try again with it.
func (c *Casework) Once(ctx context.Context, a Actor, key, fingerprint string, do func() (Response, error)) (Response, bool, error) {
	ctx = acting(ctx, a)
	box, err := c.Keys.Person(ctx, a.Person)
	if err != nil {
		return Response{}, false, err
	}
	attempt, err := c.Store.BeginAttempt(ctx, models.Attempt{Actor: a.Person, Key: key, Fingerprint: fingerprint, BegunAt: now()})
	if err != nil {
		return Response{}, false, err
	}
	binding := []byte("attempt\x00" + key)
	if attempt.DoneAt != nil {
		plain, err := box.Open(attempt.Response, binding)
		if err != nil {
			return Response{}, false, err
		}
		var first Response
		err = json.Unmarshal(plain, &first)
		return first, true, err
	}
	response, err := do()
	if err != nil || response.Status >= 500 {
		// The client may have gone; the key must be given back all the same.
		_ = c.Store.AbandonAttempt(context.WithoutCancel(ctx), a.Person, key)
		return response, false, err
	}
	plain, err := json.Marshal(response)
	if err != nil {
		return Response{}, false, err
	}
	sealed, err := box.Seal(plain, binding)
	if err != nil {
		return Response{}, false, err
	}
	return response, false, c.Store.FinishAttempt(context.WithoutCancel(ctx), a.Person, key, sealed, now())
}
