package casework

import (
	"context"
	"time"
	"unicode/utf8"

	"handinhand/models"
	"handinhand/store"
)

// DraftComment is what an owner has to say about an element of a draft.
type DraftComment struct {
	Number     int64      `json:"number"`
	Path       string     `json:"path,omitempty"`
	Element    string     `json:"element,omitempty"`
	Text       string     `json:"text"`
	By         string     `json:"by"`
	At         time.Time  `json:"at"`
	ResolvedBy string     `json:"resolvedBy,omitempty"`
	ResolvedAt *time.Time `json:"resolvedAt,omitempty"`
}

// DraftPlace is where in a draft something is: a file and an element of it, either of
// which may be left out.
type DraftPlace struct{ Path, Element string }

// Bounds of what is said about a draft.
const (
	maxComments = 1000
	maxComment  = 4000
)

// DraftComments are what was said about a draft, oldest first.
func (c *Casework) DraftComments(ctx context.Context, a Actor, id models.DraftID) ([]DraftComment, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, err := c.Store.Draft(ctx, id); err != nil {
		return nil, err
	}
	rows, err := c.Store.DraftComments(ctx, id)
	out := make([]DraftComment, len(rows))
	for i, row := range rows {
		out[i] = draftComment(row)
	}
	return out, err
}

func draftComment(row models.DraftComment) DraftComment {
	return DraftComment{row.Number, row.Path, row.Element, row.Body, row.WrittenName, row.WrittenAt, row.ResolvedName, row.ResolvedAt}
}

// CommentDraft says something about a place in a draft.
func (c *Casework) CommentDraft(ctx context.Context, a Actor, id models.DraftID, at DraftPlace, text string) (DraftComment, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return DraftComment{}, err
	}
	if text == "" || utf8.RuneCountInString(text) > maxComment {
		return DraftComment{}, models.Problemf(models.KindInvalid, "draft.comment", "a comment has 1 to %d characters", maxComment)
	}
	row := models.DraftComment{Draft: id, Path: at.Path, Element: at.Element, Body: text, WrittenBy: a.Person, WrittenName: a.Name, WrittenAt: now()}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		if _, err := tx.LockDraft(ctx, id); err != nil {
			return err
		}
		row, err = tx.AddDraftComment(ctx, row)
		if err == nil && row.Number > maxComments {
			err = models.Problemf(models.KindConflict, "draft.comments", "there are %d comments already", maxComments)
		}
		return err
	})
	return draftComment(row), err
}

// ResolveDraftComment says that a comment is done with.
func (c *Casework) ResolveDraftComment(ctx context.Context, a Actor, id models.DraftID, number int64) (DraftComment, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return DraftComment{}, err
	}
	row, err := c.Store.ResolveDraftComment(ctx, id, number, a.Name, now())
	return draftComment(row), err
}

// DraftGuest is somebody else who is in a draft.
type DraftGuest struct {
	Name    string    `json:"name"`
	Path    string    `json:"path,omitempty"`
	Element string    `json:"element,omitempty"`
	SeenAt  time.Time `json:"seenAt"`
}

// presenceLasts is how long somebody counts as here after they were last seen.
const presenceLasts = 30 * time.Second

// HereInDraft says where the actor is, and gives who else is here.
func (c *Casework) HereInDraft(ctx context.Context, a Actor, id models.DraftID, at DraftPlace) ([]DraftGuest, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, err := c.Store.Draft(ctx, id); err != nil {
		return nil, err
	}
	since := now().Add(-presenceLasts)
	if err := c.Store.SeeInDraft(ctx, models.DraftPresence{Draft: id, Person: a.Person, Name: a.Name, Path: at.Path, Element: at.Element, SeenAt: now()}, since); err != nil {
		return nil, err
	}
	rows, err := c.Store.PresentInDraft(ctx, id, since)
	out := []DraftGuest{}
	for _, row := range rows {
		if row.Person != a.Person {
			out = append(out, DraftGuest{row.Name, row.Path, row.Element, row.SeenAt})
		}
	}
	return out, err
}
