package casework

import (
	"context"

	"handinhand/keys"
	"handinhand/models"
)

// Erase lets a person be forgotten: it destroys their key and those of their cases,
// which makes documents, answers and histories unreadable for good, everywhere, and
// takes away who they are. It is for the command line, where the city's IT acts on a
// decision. Tombstones are set first: what is interrupted is finished by Rebury.
func (c *Casework) Erase(ctx context.Context, person models.PersonID) error {
	cases, err := c.Store.ForgetPerson(ctx, person)
	if err != nil {
		return err
	}
	for _, id := range cases {
		if err := c.Keys.Destroy(ctx, keys.CaseOwner(id)); err != nil {
			return err
		}
	}
	return c.Keys.Destroy(ctx, keys.PersonOwner(person))
}

// Rebury destroys the keys again that an old backup has brought back, forgets their
// people again, and tells their owners.
func (c *Casework) Rebury(ctx context.Context) ([]string, error) {
	risen, err := c.Keys.Rebury(ctx)
	for _, owner := range risen {
		if person, ok := keys.PersonOfOwner(owner); ok && err == nil {
			_, err = c.Store.ForgetPerson(ctx, person)
		}
	}
	return risen, err
}
