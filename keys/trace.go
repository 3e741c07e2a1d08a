package keys

import (
	"context"

	"handinhand/models"
)

// SealTrace seals why a decision came to its result with the key of its case. The
// mark is a keyed hash: equal for equal traces of one case.
func (r *Ring) SealTrace(ctx context.Context, plain []byte, about models.Explanation) (sealed, mark []byte, err error) {
	box, err := r.Case(ctx, about.Case)
	if err != nil {
		return nil, nil, err
	}
	hash := box.Digest()
	hash.Write(plain)
	sealed, err = box.Seal(plain, about.Binding())
	return sealed, hash.Sum(nil), err
}

// OpenTrace opens what SealTrace sealed.
func (r *Ring) OpenTrace(ctx context.Context, e models.Explanation) ([]byte, error) {
	box, err := r.Case(ctx, e.Case)
	if err != nil {
		return nil, err
	}
	return box.Open(e.Sealed, e.Binding())
}
